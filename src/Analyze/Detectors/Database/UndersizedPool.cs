using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Clients wait for a connection of the pool while the database has room for more.</summary>
public static class UndersizedPool
{
    /// <summary>A ratio of the looks (0..1): a queue in fewer of them is a burst that the pool is there to take.</summary>
    private const double LeastShare = 0.05;

    /// <summary>Active sessions for each processor: with more, a larger pool only moves the queue into the database.</summary>
    /// <remarks>
    /// <b>Source:</b> PostgreSQL wiki, "Number Of Database Connections": connections = (core_count * 2) + effective_spindle_count.
    /// </remarks>
    private const double BusyPerCore = 2;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<ConnectionPools, SessionSamples, HostUse>(
        new DetectorInfo
        {
            Id = "undersized-pool",
            Summary = "Clients wait for a connection of the pool while the database has room.",
            Why = "A request queues in front of a database that could have served it.",
            How = """
                In more than 5 % of the looks at the pooler, clients waited for a pool all of whose connections were in use, and the database executed on
                average fewer than two statements for each of its processors (PostgreSQL wiki, "Number Of Database Connections").
                """,
            Cure = "A larger pool: by Little's law it must hold transactions a second times the time of one; shorter transactions need less.",
            Silence = "Queues in front of a database that is busy: there a larger pool only moves the queue.",
        },
        Detect);

    private static Outcome Detect(ConnectionPools pools, SessionSamples? samples, HostUse? host)
    {
        var full = pools.Pools.Index().Where(pool => pool.Item.WaitingSamples > LeastShare * pools.Samples && pool.Item.PeakUsed >= (pool.Item.Size ?? 0)).ToList();
        if (full.Count == 0)
        {
            return pools.Pools.Count == 0 ? new Outcome.NotApplicable("nobody used a pool") : new Outcome.Clean();
        }

        if (samples is null || host is not { Database: not null, Cores: var cores })
        {
            return new Outcome.NotRun("clients waited for a pool, but whether the database had room is not known: it takes looks at its sessions, and its machine's processors");
        }

        var active = (double)samples.ActiveSessions / Math.Max(1, samples.Samples);
        return active >= BusyPerCore * cores
            ? new Outcome.NotApplicable("clients waited for a pool, but the database was busy: a larger pool would only move the queue")
            : Outcome.Of([.. full.Select(pool => FindingOf(pool.Item, pool.Index, pools, active, cores))]);
    }

    private static Finding FindingOf(Pool pool, int index, ConnectionPools pools, double active, int cores)
    {
        var totals = pools.Databases.FirstOrDefault(database => database.Name == pool.Database);
        var wanted = Math.Max((pool.Size ?? pool.PeakUsed) + 1, (int)(BusyPerCore * cores));
        return new Finding
        {
            Detector = "undersized-pool",
            Fingerprint = $"undersized-pool:{pool.Database}:{pool.Role}",
            Severity = Severity.High,
            Confidence = Confidence.High,
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
                    : [new Fact("connections in a transaction on average (Little's law)", totals.TransactionTime / pools.Window.Duration, "connections")],
            ],
            Subject = new Subject { Role = pool.Role },
            Evidence = [$"evidence/connection-pools.json#/pools/{index}"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Setting,
                    Scope = RemedyScope.Config,
                    Up = $"pool_size={wanted} at {pool.Database} under [databases] in pgbouncer.ini, then RELOAD on its console.",
                    Risk = "All pools together must stay below the connections of the server.",
                },
            ],
            Effect = new Effect.Unknown("nobody ran the load with the larger pool"),
        };
    }
}
