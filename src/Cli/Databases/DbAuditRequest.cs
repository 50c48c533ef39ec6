using Headroom.Model.Plans;

namespace Headroom.Cli.Databases;

/// <summary>What one audit of a database works with.</summary>
/// <param name="Plan">What to audit.</param>
/// <param name="Connection">How the database is reached. It may hold a password.</param>
/// <param name="Workload">The statements to measure, or null: those that the database executes.</param>
/// <param name="GivenClone">How a clone that somebody made is reached; null: clones are made where the plan's mode says.</param>
/// <param name="Logs">The server's log files, or none.</param>
/// <param name="PoolConsole">How the admin console of a PgBouncer before the database is reached, or null.</param>
internal sealed record DbAuditRequest(
    Plan Plan, string Connection, Workload? Workload, string? GivenClone, IReadOnlyList<string> Logs, string? PoolConsole)
{
    /// <summary>Says nothing of the connections: they may hold passwords.</summary>
    public override string ToString() => $"{nameof(DbAuditRequest)} {Plan.Service.Name}";

    /// <summary>Whether nothing may be tried.</summary>
    public bool NeverClones => Plan.Database?.Clones == "never";
}
