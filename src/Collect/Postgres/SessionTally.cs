using System.Text;
using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres;

/// <summary>Adds up what single looks at the sessions show.</summary>
/// <param name="querySize">How much of a statement the server keeps, in bytes (<c>track_activity_query_size</c>).</param>
internal sealed class SessionTally(int querySize)
{
    /// <summary>Transactions that are younger are nobody's concern, and their statements are not asked for.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private const int MostTransactions = 20, MostStatements = 5, MostWaits = 50, MostGroups = 100, MostPools = 20;
    private const int DeepestQueue = 100;

    private readonly Dictionary<(string, string, string, string?, string?), (long Sum, int Peak)> _groups = [];
    private readonly Dictionary<(string Role, string Application), Pool> _pools = [];
    private readonly Dictionary<string, Idle> _idle = [];
    private readonly Dictionary<(string?, string, string, string, string, string, bool), BlockedStatement> _waits = [];
    private readonly Dictionary<(string, string, string?), OpenTransaction> _transactions = [];
    private readonly Dictionary<int, TimeSpan> _waitingSince = [];
    private long _active, _waiting, _connections;
    private int _peakActive, _peakConnections;
    private TimeSpan? _lookedAt;

    /// <summary>Looks so far.</summary>
    public int Samples { get; private set; }

    /// <summary>The most sessions of the database whose state was hidden from this role at once.</summary>
    public int Hidden { get; private set; }

    private readonly record struct PoolLook(int Open, int Active, int InTransaction, int Waiting);

    private sealed class Pool
    {
        public Dictionary<PoolLook, int> Looks { get; } = [];

        public long Used { get; set; }
    }

    private sealed class Idle
    {
        public HashSet<string> Applications { get; } = [];

        public Dictionary<string, SampledStatement> Statements { get; } = [];

        public int LongSamples { get; set; }

        public int Peak { get; set; }

        public TimeSpan LongestIdle { get; set; }

        public TimeSpan LongestTransaction { get; set; }
    }

    /// <summary>Adds one look.</summary>
    /// <param name="at">Its time since the first.</param>
    /// <param name="sessions">All client sessions of the server, Headroom's own left out.</param>
    /// <param name="waits">One row for each session that waits for a lock.</param>
    public void Add(TimeSpan at, IReadOnlyList<SessionRow> sessions, IReadOnlyList<WaitRow> waits)
    {
        Samples++;
        _connections += sessions.Count;
        _peakConnections = Math.Max(_peakConnections, sessions.Count);
        var here = sessions.Where(session => session.Here).ToList();
        Hidden = Math.Max(Hidden, here.Count(session => session.State is null));
        var active = here.Count(session => session.State == "active");
        _active += active;
        _peakActive = Math.Max(_peakActive, active);
        _waiting += here.Count(session => session.WaitsForLock);
        foreach (var group in here.Where(s => s.State is not null).GroupBy(s => (s.Role, s.Application, s.State!, s.WaitType, s.WaitEvent)))
        {
            var (sum, peak) = _groups.GetValueOrDefault(group.Key);
            _groups[group.Key] = (sum + group.Count(), Math.Max(peak, group.Count()));
        }

        AddPools(here, _lookedAt is { } before ? at - before : SessionSampler.Interval);
        _lookedAt = at;
        AddIdle(here);
        AddTransactions(here);
        AddWaits(at, waits);
    }

    /// <summary>What was seen.</summary>
    public SessionSamples Result(
        Window window, TimeSpan interval, TimeSpan ownTime, string? missing, SessionServer server,
        IReadOnlyList<LastingHolder> holders) =>
        new()
        {
            Window = window,
            Provenance = server.Provenance,
            Samples = Samples,
            Interval = interval,
            OwnTime = ownTime,
            Missing = missing,
            Groups =
            [
                .. _groups
                    .Select(g =>
                        new SessionGroup(g.Key.Item1, g.Key.Item2, g.Key.Item3, g.Key.Item4, g.Key.Item5, g.Value.Sum, g.Value.Peak))
                    .OrderByDescending(group => group.Sessions)
                    .ThenBy(group => $"{group.Role} {group.Application} {group.State} {group.WaitEvent}", StringComparer.Ordinal)
                    .Take(MostGroups),
            ],
            Pools =
            [
                .. _pools.OrderByDescending(pool => pool.Value.Looks.Keys.Max(look => look.Open))
                    .ThenBy(pool => $"{pool.Key.Role} {pool.Key.Application}", StringComparer.Ordinal).Take(MostPools)
                    .Select(pool => new PoolSessions(pool.Key.Role, pool.Key.Application, pool.Value.Used, StatesOf(pool.Value.Looks))),
            ],
            ActiveSessions = _active,
            WaitingSessions = _waiting,
            PeakActive = _peakActive,
            IdleTransactions = [.. _idle.OrderBy(idle => idle.Key, StringComparer.Ordinal).Select(idle => ResultOf(idle.Key, idle.Value))],
            LockWaits =
            [
                .. _waits.Values.OrderByDescending(wait => wait.Longest)
                    .ThenBy(wait => $"{wait.Relation} {wait.Waiter.StatementId}", StringComparer.Ordinal).Take(MostWaits),
            ],
            Transactions =
                [.. _transactions.Values.OrderByDescending(t => t.Age).ThenBy(t => t.Role, StringComparer.Ordinal).Take(MostTransactions)],
            Holders = holders,
            Connections = new ConnectionCounts(
                _peakConnections, Samples == 0 ? 0 : (double)_connections / Samples, server.Limit, server.Reserved),
        };

    private static IReadOnlyList<PoolState> StatesOf(Dictionary<PoolLook, int> looks) =>
    [
        .. looks.OrderBy(look => (look.Key.Open, look.Key.Active, look.Key.InTransaction, look.Key.Waiting))
            .Select(look => new PoolState(look.Key.Open, look.Key.Active, look.Key.InTransaction, look.Key.Waiting, look.Value)),
    ];

    private static IdleTransactions ResultOf(string role, Idle idle) => new(
        role,
        [.. idle.Applications.Order(StringComparer.Ordinal)],
        idle.LongSamples,
        idle.Peak,
        idle.LongestIdle,
        idle.LongestTransaction,
        [.. idle.Statements.Values.OrderByDescending(s => s.Sessions).ThenBy(s => s.Query, StringComparer.Ordinal).Take(MostStatements)]);

    // Looks become rarer where one takes long: what was used since the one before is judged by the time that has passed.
    private void AddPools(List<SessionRow> here, TimeSpan sinceBefore)
    {
        foreach (var sessions in here.Where(session => session.State is not null).GroupBy(session => (session.Role, session.Application)))
        {
            var pool = _pools.TryGetValue(sessions.Key, out var known) ? known : _pools[sessions.Key] = new Pool();
            var look = new PoolLook(
                sessions.Count(),
                sessions.Count(session => session.State == "active"),
                sessions.Count(session => session.IsIdleInTransaction),
                sessions.Count(session => session.WaitsForLock));
            pool.Looks[look] = pool.Looks.GetValueOrDefault(look) + 1;
            pool.Used += sessions.Count(session =>
                session.State == "active" || session.IsIdleInTransaction || session.StateAge <= sinceBefore);
        }
    }

    private void AddIdle(List<SessionRow> here)
    {
        foreach (var role in here.Where(session => session.IsIdleInTransaction).GroupBy(session => session.Role))
        {
            var idle = _idle.TryGetValue(role.Key, out var known) ? known : _idle[role.Key] = new Idle();
            var left = role.Where(session => session.StateAge > SessionSamples.LongIdle).ToList();
            idle.LongSamples += left.Count > 0 ? 1 : 0;
            idle.Peak = Math.Max(idle.Peak, left.Count);
            idle.LongestIdle = Longest(idle.LongestIdle, role.Max(session => session.StateAge));
            idle.LongestTransaction = Longest(idle.LongestTransaction, role.Max(session => session.TransactionAge));
            idle.Applications.UnionWith(role.Select(session => session.Application));
            foreach (var session in left)
            {
                var statement = StatementOf(session.Query, 1);
                var key = KeyOf(statement);
                idle.Statements[key] = statement with { Sessions = 1 + (idle.Statements.GetValueOrDefault(key)?.Sessions ?? 0) };
            }
        }
    }

    private void AddTransactions(List<SessionRow> here)
    {
        foreach (var session in here.Where(session => session.TransactionAge >= Long))
        {
            var statement = StatementOf(session.Query, 1);
            var key = (session.Role, session.Application, statement.StatementId);
            var known = _transactions.GetValueOrDefault(key);
            if (known is null || session.TransactionAge > known.Age)
            {
                _transactions[key] = new OpenTransaction(
                    session.Role, session.Application, session.State ?? "", statement, session.TransactionAge!.Value,
                    session.HoldsRows || known?.HoldsRows == true);
            }
        }
    }

    private void AddWaits(TimeSpan at, IReadOnlyList<WaitRow> waits)
    {
        var byWaiter = waits.DistinctBy(wait => wait.Waiter).ToDictionary(wait => wait.Waiter);
        foreach (var gone in _waitingSince.Keys.Except(byWaiter.Keys).ToList())
        {
            _waitingSince.Remove(gone);
        }

        foreach (var wait in byWaiter.Values)
        {
            _waitingSince.TryAdd(wait.Waiter, at);
            var head = HeadOf(wait, byWaiter);
            var (waiter, blocker) = (StatementOf(wait.WaiterQuery, 1), StatementOf(head.BlockerQuery, 1));
            var state = head.Blocker == 0 ? "prepared transaction" : head.BlockerState ?? "unknown";
            var relation = wait.Relation ?? head.Relation;
            var key = (relation, wait.LockType, wait.Mode, KeyOf(waiter), KeyOf(blocker), state, head.BlockerIsBrieflyIdle);
            var known = _waits.GetValueOrDefault(key);
            var sessions = 1 + (known?.Waiter.Sessions ?? 0);
            _waits[key] = new BlockedStatement
            {
                Relation = relation,
                LockType = wait.LockType,
                Mode = wait.Mode,
                Waiter = waiter with { Sessions = sessions },
                Blocker = blocker with { Sessions = sessions },
                BlockerState = state,
                BlockerIsBrieflyIdle = head.BlockerIsBrieflyIdle,
                BlockerRole = head.BlockerRole,
                Longest = Longest(known?.Longest ?? default, Longest(at - _waitingSince[wait.Waiter], wait.Waited)),
            };
        }
    }

    // Who waits for one that waits is held up by whoever is at the head of the queue.
    private static WaitRow HeadOf(WaitRow wait, Dictionary<int, WaitRow> byWaiter)
    {
        for (var depth = 0; depth < DeepestQueue && byWaiter.TryGetValue(wait.Blocker, out var next); depth++)
        {
            wait = next;
        }

        return wait;
    }

    private SampledStatement StatementOf(string? query, long sessions) => string.IsNullOrWhiteSpace(query)
        || query == StatementCounters.Hidden
        ? new SampledStatement(null, null, sessions)
        : new SampledStatement(IsCut(query) ? null : StatementText.IdOf(query), StatementLayout.Compact(query), sessions);

    // The server cuts between characters, which have up to four bytes.
    private bool IsCut(string query) => Encoding.UTF8.GetByteCount(query) >= querySize - 4;

    private static string KeyOf(SampledStatement statement) => statement.StatementId ?? statement.Query ?? "";

    private static TimeSpan Longest(TimeSpan one, TimeSpan? other) => other > one ? other.Value : one;
}

/// <summary>What a sampler knows of the server.</summary>
/// <param name="Limit">max_connections.</param>
/// <param name="Reserved">Connections of those that ordinary roles do not get.</param>
/// <param name="QuerySize">How much of a statement it keeps, in bytes.</param>
/// <param name="Provenance">The SQL of one look.</param>
internal sealed record SessionServer(int Limit, int Reserved, int QuerySize, string Provenance);
