using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Requests wait for a connection of the pool while the database has room for more.</summary>
/// <remarks>
/// <code>
///   load        0.5      1       1.5      2
///   in use      ==       ===     ====     =====
///   open        =====    =====   =====    =====     it does not grow: who comes now waits, and the database does not see it
/// </code>
/// </remarks>
public static class UndersizedPool
{
    private const string Id = "undersized-pool";

    /// <summary>A ratio of the looks (0..1): a queue in fewer of them is a burst that the pool is there to take.</summary>
    private const double LeastShare = 0.05;

    /// <summary>Active sessions for each processor: with more, a larger pool only moves the queue into the database.</summary>
    /// <remarks>
    /// <b>Source:</b> PostgreSQL wiki, "Number Of Database Connections": connections = (core_count * 2) + effective_spindle_count.
    /// </remarks>
    private const double BusyPerCore = 2;

    /// <summary>A count of requests: a pool that may still grow opens a connection at the first that waits.</summary>
    private const double FewestWaits = 10;

    /// <summary>A count: whoever has a single connection takes turns on purpose.</summary>
    private const int FewestConnections = 2;

    /// <summary>A ratio of the time in use (0..1): above it, it is not the statements that keep the connections.</summary>
    private const double MostlyWaiting = 0.5;

    /// <summary>A ratio of the time in use (0..1): above it a larger pool gives the database next to nothing more to do.</summary>
    private const double HardlyExecuting = 0.9;

    private const string Limit = "All pools together must stay below the connections of the server.";

    private const string Unmeasured = "nobody ran the load with the larger pool";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<LoadProbe, ConnectionPools, SessionSamples, HostUse>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "Requests wait for a connection of the pool while the database has room.",
            Why = "A request queues in front of a database that could have served it.",
            How = """
                The load probe offers the load at multiples of its rate. At one of them the open sessions of a role and application, at
                least two, whose use grows with the load but whose number does not any more, were all in use in more than 1 % of the
                looks, and by Erlang C more than 1 % of the requests, at least ten, found none free. Or, with a pooler: in more than 5 %
                of the looks at it, clients waited for a pool all of whose connections were in use. Either way the database executed on
                average fewer than two statements for each of its processors meanwhile (PostgreSQL wiki, "Number Of Database
                Connections"), or in more than 90 % of its time in use the pool had a transaction open and executed nothing: then
                its queue is not the database's.
                """,
            Cure = "A larger pool: by Little's law it must hold transactions a second times the time of one; "
                + "shorter transactions need less.",
            Silence = """
                Queues in front of a database that is busy: there a larger pool only moves the queue. Connections that requests hold
                without a transaction while they do something else: from the database they look idle.
                """,
        },
        Detect);

    private static Outcome Detect(LoadProbe? load, ConnectionPools? pools, SessionSamples? samples, HostUse? host) =>
        Outcome.Together(
            PoolUses.NoEvidence, load is null ? null : Loaded(load, host), pools is null ? null : Pooled(pools, samples, host));

    private static Outcome Loaded(LoadProbe load, HostUse? host)
    {
        var heard = load.Rungs.Index().Where(static rung => rung.Item.IsOffered() && PoolUses.Silence(rung.Item) is null).ToList();
        if (heard.Count == 0)
        {
            return new Outcome.NotRun(load.Rungs.Select(PoolUses.Silence).FirstOrDefault(static silence => silence is not null)
                ?? PoolUses.NotOffered);
        }

        var full = heard.SelectMany(rung => PoolUses.At(load, rung.Index).Select(use => (Use: use, Rung: rung.Item)))
            .GroupBy(static one => one.Use.Key)
            .Select(static pool => (Largest: pool.Max(static one => one.Use.Open), Seen: pool))
            .Select(static pool => pool.Seen.FirstOrDefault(one => one.Use.Open == pool.Largest && IsFull(one.Use, one.Rung)))
            .Where(static one => one.Use is not null).ToList();
        if (full.Count == 0)
        {
            return new Outcome.Clean();
        }

        if (host is not { Database: not null, Cores: var cores })
        {
            return new Outcome.NotRun(
                "requests waited for a pool, but whether the database had room is not known: it takes its machine's processors");
        }

        var spared = full.Where(one => PoolUses.Active(one.Rung) < BusyPerCore * cores || one.Use.InTransaction > HardlyExecuting).ToList();
        return spared.Count == 0
            ? new Outcome.NotApplicable("requests waited for a pool, but the database was busy: a larger pool would only move the queue")
            : Outcome.Of([.. spared.Select(one => FindingOf(one.Use, one.Rung))]);
    }

    private static bool IsFull(PoolUse use, LoadRung rung) => use.Open >= FewestConnections && use.Full > PoolUses.MostWaiting
        && use.Waiting > PoolUses.MostWaiting && use.Waiting * rung.Requests >= FewestWaits;

    private static Outcome Pooled(ConnectionPools pools, SessionSamples? samples, HostUse? host)
    {
        var full = pools.Pools.Index().Where(pool =>
            pool.Item.WaitingSamples > LeastShare * pools.Samples && pool.Item.PeakUsed >= (pool.Item.Size ?? 0)).ToList();
        if (full.Count == 0)
        {
            return pools.Pools.Count == 0 ? new Outcome.NotApplicable("nobody used a pool") : new Outcome.Clean();
        }

        if (samples is null || host is not { Database: not null, Cores: var cores })
        {
            return new Outcome.NotRun(
                "clients waited for a pool, but whether the database had room is not known: it takes looks at its sessions, "
                    + "and its machine's processors");
        }

        var active = (double)samples.ActiveSessions / Math.Max(1, samples.Samples);
        return active >= BusyPerCore * cores
            ? new Outcome.NotApplicable("clients waited for a pool, but the database was busy: a larger pool would only move the queue")
            : Outcome.Of([.. full.Select(pool => FindingOf(pool.Item, pool.Index, pools, active, cores))]);
    }

    private static Finding FindingOf(PoolUse use, LoadRung rung)
    {
        var wanted = Math.Max(use.Open + 1, use.Need);
        var endless = use.Busy >= use.Open;
        return new PoolFinding
        {
            Detector = Id,
            Key = use.Key,
            Role = use.Role,
            Severity = rung.Factor <= 1 ? Severity.High : Severity.Medium,
            Title = $"The pool of {use.Name} is too small",
            Explanation = use.InTransaction > HardlyExecuting
                ? "All of its connections were in use again and again, and it did not open more. Hardly any of them executed a statement: "
                    + "requests held them while they waited for something else, and others waited for these."
                : "All of its connections were in use again and again, it did not open more, and the database had processors to spare: "
                    + "requests waited in front of it.",
            Facts =
            [
                new Fact("share of the requests that find no free connection (Erlang C)", use.Waiting, "ratio"),
                new Fact("share of the looks with all connections in use", use.Full, "ratio"),
                new Fact("connections of the pool", use.Open, "connections"),
                new Fact("connections in use on average (Little's law)", use.Busy, "connections"),
                new Fact("share of that in which a transaction was open and no statement ran", use.InTransaction, "ratio"),
                new Fact("statements that the database executed at once, on average", PoolUses.Active(rung), "sessions"),
                new Fact("load at which this was seen, over the load of the plan", rung.Factor, "times"),
                .. rung.P95 is { } p95 ? [new Fact("p95 of all requests then", p95.TotalMilliseconds, "ms")] : Array.Empty<Fact>(),
            ],
            Evidence = [use.Pointer],
            Up = $"A pool of {(endless ? "more than " : "")}{wanted} connections for {use.Name} (Npgsql: Maximum Pool Size; "
                + "HikariCP: maximumPoolSize; node-postgres: max; database/sql: SetMaxOpenConns; SQLAlchemy: pool_size and "
                + "max_overflow; asyncpg: max_size; Rails: pool), counted over all of its processes.",
            Risk = Limit,
            Others = use.InTransaction > MostlyWaiting ? [ShorterTransactions] : [],
            Unmeasured = Unmeasured,
        }.ToFinding();
    }

    private static Remedy ShorterTransactions { get; } = new()
    {
        Kind = RemedyKind.Code,
        Scope = RemedyScope.Code,
        Up = "Give the connection back before the request waits for anything but the database: most of its time in use, a transaction "
            + "was open and no statement ran.",
        Risk = "What the transaction held together may now be seen half done.",
    };

    private static Finding FindingOf(Pool pool, int index, ConnectionPools pools, double active, int cores)
    {
        var totals = pools.Databases.FirstOrDefault(database => database.Name == pool.Database);
        var wanted = Math.Max((pool.Size ?? pool.PeakUsed) + 1, (int)(BusyPerCore * cores));
        return new PoolFinding
        {
            Detector = Id,
            Key = $"{pool.Database}:{pool.Role}",
            Role = pool.Role,
            Severity = Severity.High,
            Title = $"The pool of {pool.Role} on {pool.Database} is too small",
            Explanation = "Clients waited for a connection while all of the pool were in use and the database had processors to spare.",
            Facts =
            [
                new Fact("share of the looks with clients waiting", (double)pool.WaitingSamples / Math.Max(1, pools.Samples), "ratio"),
                new Fact("most clients waiting at once", pool.PeakWaiting, "connections"),
                new Fact("longest wait for a connection", pool.LongestWait.TotalMilliseconds, "ms"),
                new Fact("connections of the pool", pool.Size ?? pool.PeakUsed, "connections"),
                new Fact("statements that the database executed at once, on average", active, "sessions"),
                .. totals is null || pools.Window.Duration <= TimeSpan.Zero ? Array.Empty<Fact>()
                    :
                    [
                        new Fact(
                            "connections in a transaction on average (Little's law)",
                            totals.TransactionTime / pools.Window.Duration, "connections"),
                    ],
            ],
            Evidence = [$"evidence/connection-pools.json#/pools/{index}"],
            Up = $"pool_size={wanted} at {pool.Database} under [databases] in pgbouncer.ini, then RELOAD on its console.",
            Risk = Limit,
            Unmeasured = Unmeasured,
        }.ToFinding();
    }
}
