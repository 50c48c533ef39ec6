using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Tests.Unit.Analyze;

/// <summary>Evidence of the server, its sessions and its pools, written in a few words.</summary>
internal static class GivenServer
{
    public static ServerSettings Settings(params (string Name, string Value)[] settings) => new()
    {
        Window = Given.Throughout,
        Provenance = "test",
        ServerVersion = 150018,
        Database = "shop",
        Port = 5432,
        Uptime = TimeSpan.FromDays(1),
        StatementsExtension = "1.10",
        Settings = [.. settings.Select(setting => new ServerSetting(setting.Name, setting.Value, null, "default", setting.Value, false))],
    };

    public static RoleSettings Roles(params (string Name, string Value)[] settings) => new()
    {
        Window = Given.Throughout,
        Provenance = "test",
        SetByStatement = [],
        Settings = [.. settings.Select(setting => new RoleSetting("app", setting.Name, setting.Value, "ms", "server"))],
    };

    public static DatabaseActivity Activity(long deadlocks = 0, long tempBytes = 0, long timed = 0, long requested = 0) => new()
    {
        Window = Given.Throughout,
        Provenance = "test",
        Database = "shop",
        Counters = new DatabaseCounters
        {
            Commits = 1000,
            Rollbacks = 0,
            BlocksHit = 100_000,
            BlocksRead = 0,
            TempFiles = tempBytes > 0 ? 10 : 0,
            TempSize = new Bytes(tempBytes),
            Deadlocks = deadlocks,
        },
        Checkpoints = new CheckpointCounters(timed, requested, 100, 0, 0, TimeSpan.Zero, TimeSpan.Zero),
        Wal = new WalCounters(1000, 0, new Bytes(30L << 20), 0),
    };

    public static SessionSamples Sessions(int samples = 300) => new()
    {
        Window = Given.Throughout,
        Provenance = "test",
        Samples = samples,
        Interval = TimeSpan.FromMilliseconds(100),
        OwnTime = TimeSpan.FromMilliseconds(100),
        Groups = [],
        ActiveSessions = samples,
        WaitingSessions = 0,
        PeakActive = 2,
        IdleTransactions = [],
        LockWaits = [],
        Transactions = [],
        Holders = [],
        Connections = new ConnectionCounts(10, 10, 100, 3),
    };

    public static SampledStatement Sampled(string query, long sessions = 1) => new(StatementText.IdOf(query), query, sessions);

    public static ConnectionPools Pools(Pool pool, int size = 5) => new()
    {
        Window = Given.Throughout,
        Provenance = "test",
        Pooler = "PgBouncer 1.18.0",
        Samples = 60,
        Pools = [pool],
        Databases =
        [
            new PooledDatabase
            {
                Name = "shop", ServerDatabase = "shop", Host = "127.0.0.1", Port = 5432, PoolSize = size, MostConnections = 0, Transactions = 3000, Queries = 9000,
                TransactionTime = TimeSpan.FromSeconds(120), QueryTime = TimeSpan.FromSeconds(60), WaitTime = TimeSpan.FromSeconds(30),
            },
        ],
        Settings = new Dictionary<string, string>(),
    };

    public static Pool Pool(int waitingSamples = 30, int used = 5) => new()
    {
        Database = "shop",
        Role = "app",
        Mode = "transaction",
        Size = 5,
        PeakClients = 5,
        PeakWaiting = 8,
        WaitingSamples = waitingSamples,
        PeakUsed = used,
        LongestWait = TimeSpan.FromMilliseconds(300),
    };

    /// <summary>A load probe with a rung for each multiple, and the pool as it was seen at each.</summary>
    public static LoadProbe Rungs(params (double Factor, PoolState[] States)[] rungs) => new()
    {
        Window = Given.Throughout,
        Provenance = "test",
        Instances = 1,
        Rungs = [.. rungs.Select(rung => Rung(rung.Factor, Seen("app", "shop", rung.States)))],
    };

    public static LoadRung Rung(double factor, params PoolSessions[] pools) => new()
    {
        Factor = factor,
        Offered = new PerSecond(20 * factor),
        Arrivals = 1000,
        HeldUp = 0,
        Lost = 0,
        Requests = 1000,
        Answered = 1000,
        Failed = 0,
        Refused = 0,
        P50 = TimeSpan.FromMilliseconds(5),
        P95 = TimeSpan.FromMilliseconds(20),
        PeakUnderWay = 8,
        Looks = pools.Length == 0 ? 100 : pools[0].States.Sum(state => state.Looks),
        Pools = pools,
    };

    /// <summary>Sessions of a pool that were used as long as they were seen in use.</summary>
    public static PoolSessions Seen(string role, string application, PoolState[] states) =>
        new(role, application, states.Sum(state => (long)(state.Active + state.InTransaction) * state.Looks), states);

    /// <summary>A hundred looks at so many open sessions, of which some were in use in a share of them (in hundredths).</summary>
    public static PoolState[] Looked(int open, int active, int looks, int inTransaction = 0) =>
        [new PoolState(open, 0, 0, 0, 100 - looks), new PoolState(open, active, inTransaction, 0, looks)];

    /// <summary>Pairs around a time of each arm, with a little noise.</summary>
    public static IReadOnlyList<ArmPair> Pairs(double generic, double custom, long genericBuffers, long customBuffers, int count = 12) =>
    [
        .. Enumerable.Range(0, count).Select(i => new ArmPair(
            i % 2 == 0, TimeSpan.FromMilliseconds(generic * (1 + (0.01 * (i % 3)))), TimeSpan.FromMilliseconds(custom), genericBuffers, customBuffers)),
    ];

    public static PlanCache Cache(string query, params PlanCacheSet[] sets) => new()
    {
        Window = Given.Throughout,
        Provenance = "test",
        Statements = [new PlanCacheTrial { StatementId = StatementText.IdOf(query), Query = query, Sets = sets, Missing = sets.Length == 0 ? "no parameter values are known for it" : null }],
    };
}
