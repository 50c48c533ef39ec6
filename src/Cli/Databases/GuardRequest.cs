using Headroom.Model.Plans;

namespace Headroom.Cli.Databases;

/// <summary>What a guard observes.</summary>
/// <param name="Connection">How the database is reached. It may hold a password.</param>
/// <param name="Workload">The statements.</param>
/// <param name="OnDatabase">Whether they run on the database itself, not on a clone.</param>
/// <param name="GivenClone">
/// How a clone that somebody made is reached; null: one is made on the database's server, if it is loopback.
/// </param>
/// <param name="LargeRows">A table with more rows is large; null: what the search for indexes calls large.</param>
internal sealed record GuardRequest(string Connection, Workload Workload, bool OnDatabase, string? GivenClone, long? LargeRows)
{
    /// <summary>Says nothing of the connections: they may hold passwords.</summary>
    public override string ToString() => nameof(GuardRequest);
}
