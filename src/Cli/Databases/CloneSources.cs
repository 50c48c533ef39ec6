using Headroom.Experiments.Clones;
using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Cli.Databases;

/// <summary>What is cloned of a database that an option names, or else a plan.</summary>
internal static class CloneSources
{
    /// <summary>What <c>db audit</c>, <c>db guard</c> and <c>prove</c> offer where no clone can be made.</summary>
    public const string Option = "--clone CONN with a clone that you made";

    /// <summary>What <c>compare</c> offers there.</summary>
    public const string OfCompare = "--postgres CONN as a role that may";

    /// <summary>What <c>audit</c> offers there, which takes no clone: what it found is tried on one afterwards.</summary>
    public const string OfAudit = $"afterwards headroom prove FINDING {Option}";

    /// <summary>The source.</summary>
    /// <remarks>
    /// What a plan says of its database, it says of no other: its template has that database's data, its permission is for that server.
    /// </remarks>
    /// <param name="connection">How the database is reached.</param>
    /// <param name="service">The service of the plan, or null.</param>
    /// <param name="mayBlockSource">Whether nobody waits for the source.</param>
    public static CloneSource Of(string connection, ServicePlan? service, bool mayBlockSource)
    {
        if (service?.Postgres is not { } postgres)
        {
            return new CloneSource(connection, Template: null, Allowed: false, mayBlockSource);
        }

        var (given, own) = (new NpgsqlConnectionStringBuilder(connection), new NpgsqlConnectionStringBuilder(postgres));
        var isThere = given.Host == own.Host && given.Port == own.Port;
        return new CloneSource(
            connection, isThere && given.Database == own.Database ? service.PostgresTemplate : null,
            isThere && service.PostgresCloneAllowed, mayBlockSource);
    }
}
