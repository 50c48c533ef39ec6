using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>The pools in front of a server may together open more connections than it has.</summary>
public static class OversizedPool
{
    /// <summary>A ratio of the connections that ordinary roles get (0..1): the rest is for migrations, tools and a second pooler.</summary>
    private const double Most = 0.80;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<ConnectionPools, ServerSettings>(
        new DetectorInfo
        {
            Id = "oversized-pool",
            Summary = "The pools in front of the server may open more connections than it has to give.",
            Why = "On the day of the peak all pools fill up, and the server refuses connections just then.",
            How = """
                The sizes of the pooler's pools that lead to this server, one for each pair of database and role that was seen (at most the database's
                max_db_connections), add up to more than 80 % of max_connections without the reserved ones.
                """,
            Cure = "Smaller pools, or max_db_connections as a common bound.",
            Silence = "Pools that lead to other servers; a second pooler, which cannot be seen from here.",
        },
        Detect);

    private static Outcome Detect(ConnectionPools pools, ServerSettings settings)
    {
        if (settings.Number("max_connections") is not { } limit)
        {
            return new Outcome.NotRun("max_connections is not known");
        }

        if (pools.Databases.FirstOrDefault(database => database.ServerDatabase == settings.Database && database.Port == settings.Port) is not { } ours)
        {
            return new Outcome.NotApplicable("the pooler serves no database of this server");
        }

        var usable = limit - (settings.Number("superuser_reserved_connections") ?? 0) - (settings.Number("reserved_connections") ?? 0);
        var total = pools.Databases.Where(database => database.Host == ours.Host && database.Port == ours.Port).Sum(database => MostOf(database, pools));
        return Outcome.Of(total > Most * usable ? [FindingOf(total, usable)] : []);
    }

    private static int MostOf(PooledDatabase database, ConnectionPools pools)
    {
        var all = database.PoolSize * Math.Max(1, pools.Pools.Count(pool => pool.Database == database.Name));
        return database.MostConnections > 0 ? Math.Min(all, database.MostConnections) : all;
    }

    private static Finding FindingOf(int total, double usable) => new()
    {
        Detector = "oversized-pool",
        Fingerprint = "oversized-pool:server",
        Severity = Severity.Medium,
        Confidence = Confidence.Medium,
        Title = "The pools in front of the server may open more connections than it has to give",
        Explanation = "When all of them fill up, the server refuses what comes after its last connection.",
        Facts =
        [
            new Fact("connections that the pools may open over those that there are", total / Math.Max(1, usable), "times"),
            new Fact("connections that the pools may open", total, "connections"),
            new Fact("connections that ordinary roles get", usable, "connections"),
        ],
        Subject = new Subject(),
        Evidence = ["evidence/connection-pools.json#/databases", "evidence/server-settings.json#/settings"],
        Remedies =
        [
            new Remedy
            {
                Kind = RemedyKind.Setting,
                Scope = RemedyScope.Config,
                Up = "Smaller pool_size of the databases in pgbouncer.ini, or max_db_connections as their common bound, then RELOAD on its console.",
                Risk = "A pool that is too small makes clients wait: size it by transactions a second times the time of one.",
            },
        ],
        Effect = new Effect.Unknown("it keeps connections from being refused at the peak"),
    };
}
