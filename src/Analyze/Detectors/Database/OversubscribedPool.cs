using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A pool holds many more connections than its load needs, or all pools together may open more than the server has.</summary>
/// <remarks>
/// <code>
///   open        ======================================== 200
///   in use      ===                                        3      need: the connections with which one request in a hundred waits
///   need        =====                                      5
/// </code>
/// </remarks>
public static class OversubscribedPool
{
    private const string Id = "oversubscribed-pool";

    /// <summary>A multiple of the need: up to it, a pool is ready for a load that grows.</summary>
    private const double Excess = 3;

    /// <summary>A ratio of the connections that ordinary roles get (0..1): with less, five of its like fit.</summary>
    private const double LeastShare = 0.20;

    /// <summary>A ratio of the connections that ordinary roles get (0..1): the rest is for migrations, tools and a second pooler.</summary>
    private const double Most = 0.80;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<LoadProbe, ConnectionPools, ServerSettings>(
        new DetectorInfo
        {
            Id = Id,
            Summary =
                "A pool holds many more connections than its load needs, or the pools together may open more than the server has.",
            Why = """
                Each idle connection holds memory and a place that another service, or another instance, needs; on the day of the peak
                all pools fill up, and the server refuses connections just then.
                """,
            How = """
                The load probe offers the load at multiples of its rate. At the highest that the service bore, the open sessions of a
                role and application whose use grows with the load are more than three times its need, more than the requests that were
                ever under way at once, and those beyond the need are more than 20 % of max_connections without the reserved ones. The
                need is the most that were in use at once, or what keeps all but one request in a hundred from waiting at the mean use
                (Erlang C), whichever is more. Or all together, the open sessions of the instances that the plan names
                (`probes.load.instances`), or the sizes of a pooler's pools that lead to this server, one for each pair of database and
                role that was seen (at most the database's max_db_connections), are more than 80 % of them.
                """,
            Cure = "Smaller pools, the least size included; with a pooler, max_db_connections as a common bound.",
            Silence = """
                Pools that the load does not use or that lead to other servers; a second pooler, which cannot be seen from here;
                connections that are all needed, however many: that is saturated-connections.
                """,
        },
        Detect);

    private static Outcome Detect(LoadProbe? load, ConnectionPools? pools, ServerSettings settings)
    {
        if (settings.Number("max_connections") is not { } limit)
        {
            return new Outcome.NotRun("max_connections is not known");
        }

        var usable = limit - (settings.Number("superuser_reserved_connections") ?? 0) - (settings.Number("reserved_connections") ?? 0);
        return Outcome.Together(
            PoolUses.NoEvidence, load is null ? null : Held(load, usable), pools is null ? null : Pooled(pools, settings, usable));
    }

    private static Outcome Held(LoadProbe load, double usable)
    {
        var highest = load.Rungs.Index().LastOrDefault(static rung => rung.Item.IsBorne() && rung.Item.IsOffered());
        if (highest.Item is not { } rung)
        {
            return new Outcome.NotRun(load.Rungs is [var first, ..] && !first.IsOffered() ? PoolUses.NotOffered
                : "the service did not bear the lowest rung of the load probe: what its pools need is not known");
        }

        if (PoolUses.Silence(rung) is { } silence)
        {
            return new Outcome.NotRun(silence);
        }

        var uses = PoolUses.At(load, highest.Index);
        var idle = uses.Where(use => IsIdle(use, rung, usable)).ToList();
        if (idle.Count > 0)
        {
            return Outcome.Of([.. idle.Select(use => FindingOf(use, rung, usable))]);
        }

        var total = load.Instances * uses.Sum(static use => use.Open);
        var title = $"The pools of {load.Instances} instances open more connections than the server has to give";
        var tooMany = load.Instances > 1 && total > Most * usable;
        return Outcome.Of(tooMany ? [OfServer(title, total, usable, "evidence/load-probe.json#/rungs")] : []);
    }

    private static bool IsIdle(PoolUse use, LoadRung rung, double usable) =>
        use.Open > Excess * use.Need && use.Open > rung.PeakUnderWay && use.Open - use.Need > LeastShare * usable;

    private static Outcome Pooled(ConnectionPools pools, ServerSettings settings, double usable)
    {
        var ours = pools.Databases.FirstOrDefault(one => one.ServerDatabase == settings.Database && one.Port == settings.Port);
        if (ours is null)
        {
            return new Outcome.NotApplicable("the pooler serves no database of this server");
        }

        var same = pools.Databases.Where(database => database.Host == ours.Host && database.Port == ours.Port);
        var total = same.Sum(database => MostOf(database, pools));
        const string title = "The pools in front of the server may open more connections than it has to give";
        return Outcome.Of(total > Most * usable ? [OfServer(title, total, usable, "evidence/connection-pools.json#/databases")] : []);
    }

    private static int MostOf(PooledDatabase database, ConnectionPools pools)
    {
        var all = database.PoolSize * Math.Max(1, pools.Pools.Count(pool => pool.Database == database.Name));
        return database.MostConnections > 0 ? Math.Min(all, database.MostConnections) : all;
    }

    private static Finding FindingOf(PoolUse use, LoadRung rung, double usable) => new PoolFinding
    {
        Detector = Id,
        Key = use.Key,
        Role = use.Role,
        Severity = Severity.Medium,
        Title = $"The pool of {use.Name} holds many more connections than its load needs",
        Explanation = "Most of them were never in use at once, at the highest load that the service bore: they hold places on the "
            + "server that others need.",
        Facts =
        [
            new Fact("connections open at once", use.Open, "connections"),
            new Fact("connections that the load needs, so that one request in a hundred waits", use.Need, "connections"),
            new Fact("connections in use on average", use.Busy, "connections"),
            new Fact("most connections seen in use at once", use.PeakBusy, "connections"),
            new Fact("connections beyond the need, of those that there are", (use.Open - use.Need) / Math.Max(1, usable), "ratio"),
            new Fact("load at which this was seen, over the load of the plan", rung.Factor, "times"),
        ],
        Evidence = [use.Pointer, "evidence/server-settings.json#/settings"],
        Up = $"A pool of {use.Need} to {(int)(Excess * use.Need)} connections for {use.Name}, and no least size above {use.Need} "
            + "(Npgsql: Maximum and Minimum Pool Size; HikariCP: maximumPoolSize and minimumIdle; node-postgres: max; "
            + "database/sql: SetMaxOpenConns and SetMaxIdleConns; SQLAlchemy: pool_size and max_overflow; asyncpg: max_size and "
            + "min_size; Rails: pool), counted over all of its processes.",
        Risk = "A pool that is too small makes requests wait: size it by the load of the peak, and run the load probe again.",
        Unmeasured = "it frees places on the server; nobody ran the load with the smaller pool",
    }.ToFinding();

    private static Finding OfServer(string title, int total, double usable, string evidence) => new PoolFinding
    {
        Detector = Id,
        Key = "server",
        Severity = Severity.Medium,
        Confidence = Confidence.Medium,
        Title = title,
        Explanation = "When all of them fill up, the server refuses what comes after its last connection.",
        Facts =
        [
            new Fact("connections that the pools may open over those that there are", total / Math.Max(1, usable), "times"),
            new Fact("connections that the pools may open", total, "connections"),
            new Fact("connections that ordinary roles get", usable, "connections"),
        ],
        Evidence = [evidence, "evidence/server-settings.json#/settings"],
        Up = "Smaller pools, so that instances x pool stays below 80 % of the connections; with PgBouncer a smaller pool_size of "
            + "the databases in pgbouncer.ini, or max_db_connections as their common bound, then RELOAD on its console.",
        Risk = "A pool that is too small makes clients wait: size it by transactions a second times the time of one.",
        Unmeasured = "it keeps connections from being refused at the peak",
    }.ToFinding();
}
