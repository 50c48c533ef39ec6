using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class SessionTallyTests
{
    private const string Update = "UPDATE orders SET paid = true WHERE id = 7";
    private readonly SessionTally _tally = new(1024);

    [Fact]
    public void Counts_connections_of_the_server_and_sessions_of_the_database()
    {
        _tally.Add(TimeSpan.Zero, [Session(1), Session(2, "active"), Session(3) with { Here = false }], []);
        _tally.Add(TimeSpan.FromSeconds(0.1), [Session(2, "active"), Session(4, "active")], []);

        var samples = Result();

        samples.Samples.ShouldBe(2);
        samples.Connections.ShouldBe(new ConnectionCounts(3, 2.5, 100, 3));
        samples.ActiveSessions.ShouldBe(3);
        samples.PeakActive.ShouldBe(2);
        samples.Groups.ShouldBe([new SessionGroup("app", "web", "active", null, null, 3, 2), new SessionGroup("app", "web", "idle", null, null, 1, 1)]);
    }

    [Fact]
    public void A_pause_of_a_second_is_a_transaction_left_open()
    {
        _tally.Add(TimeSpan.Zero, [Idle(1, 1.0)], []);
        _tally.Add(TimeSpan.FromSeconds(0.1), [Idle(1, 1.1), Idle(2, 5)], []);

        var idle = Result().IdleTransactions.ShouldHaveSingleItem();

        idle.Role.ShouldBe("app");
        idle.LongSamples.ShouldBe(1);
        idle.Peak.ShouldBe(2);
        idle.LongestIdle.ShouldBe(TimeSpan.FromSeconds(5));
        idle.LastStatements.ShouldBe([new SampledStatement(StatementText.IdOf(Update), "UPDATE orders SET paid = true WHERE id = $0", 2)]);
    }

    [Fact]
    public void Whoever_waits_in_a_queue_waits_for_its_head()
    {
        _tally.Add(TimeSpan.Zero, [], [Wait(11, 10, "idle in transaction"), Wait(12, 11, "active")]);
        _tally.Add(TimeSpan.FromSeconds(2), [], [Wait(12, 10, "idle in transaction")]);

        var wait = Result().LockWaits.ShouldHaveSingleItem();

        wait.Relation.ShouldBe("orders");
        wait.BlockerState.ShouldBe("idle in transaction");
        wait.Waiter.Sessions.ShouldBe(3);
        wait.Longest.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_blocker_between_two_statements_is_told_from_one_that_stays_idle()
    {
        var wait = Wait(11, 10, "idle in transaction");
        _tally.Add(TimeSpan.Zero, [], [wait with { BlockerIsBrieflyIdle = true }]);
        _tally.Add(TimeSpan.FromSeconds(0.1), [], [wait]);
        _tally.Add(TimeSpan.FromSeconds(0.2), [], [wait]);

        Result().LockWaits.Select(one => (one.BlockerIsBrieflyIdle, one.Waiter.Sessions)).ShouldBe([(false, 2), (true, 1)]);
    }

    [Fact]
    public void A_wait_that_ended_does_not_go_on_with_the_next_one()
    {
        _tally.Add(TimeSpan.Zero, [], [Wait(11, 10, "active")]);
        _tally.Add(TimeSpan.FromSeconds(5), [], []);
        _tally.Add(TimeSpan.FromSeconds(6), [], [Wait(11, 10, "active")]);

        Result().LockWaits.ShouldHaveSingleItem().Longest.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Two_that_wait_for_each_other_end_the_search()
    {
        _tally.Add(TimeSpan.Zero, [], [Wait(11, 12, "active"), Wait(12, 11, "active")]);

        Result().LockWaits.Sum(wait => wait.Waiter.Sessions).ShouldBe(2);
    }

    [Fact]
    public void A_text_that_the_server_cut_has_no_identity()
    {
        _tally.Add(TimeSpan.Zero, [Idle(1, 5) with { Query = "SELECT " + new string('x', 1016) }], []);

        Result().IdleTransactions[0].LastStatements.ShouldHaveSingleItem().StatementId.ShouldBeNull();
    }

    [Fact]
    public void Hidden_sessions_are_counted()
    {
        _tally.Add(TimeSpan.Zero, [Session(1) with { State = null }, Session(2)], []);

        _tally.Hidden.ShouldBe(1);
        Result().Groups.ShouldHaveSingleItem();
    }

    [Fact]
    public void The_sessions_of_a_role_and_application_are_seen_together_as_a_pool()
    {
        var locked = Session(3, "active") with { WaitType = "Lock" };
        _tally.Add(TimeSpan.Zero, [Session(1), Session(2, "active"), locked, Idle(4, 0), Session(5) with { Application = "worker" }], []);
        _tally.Add(TimeSpan.FromSeconds(0.1), [Session(1), Session(2), Session(3) with { Here = false }], []);
        _tally.Add(TimeSpan.FromSeconds(0.2), [Session(7), Session(8), Session(9) with { State = null }], []);

        var pools = Result().Pools;

        pools.Select(pool => (pool.Role, pool.Application)).ShouldBe([("app", "web"), ("app", "worker")]);
        pools[0].States.ShouldBe([new PoolState(2, 0, 0, 0, 2), new PoolState(4, 2, 1, 1, 1)]);
        pools[1].States.ShouldBe([new PoolState(1, 0, 0, 0, 1)]);
        pools.Select(pool => pool.Used).ShouldBe([3, 0]);
    }

    [Fact]
    public void Before_the_first_look_a_session_was_used_within_the_usual_time_between_two()
    {
        var age = SessionSampler.Interval;
        _tally.Add(TimeSpan.Zero, [Session(1) with { StateAge = age }, Session(2) with { StateAge = age + TimeSpan.FromMilliseconds(1) }], []);

        Result().Pools.ShouldHaveSingleItem().Used.ShouldBe(1);
    }

    [Theory]
    [InlineData(0.3, 1)]
    [InlineData(0.301, 0)]
    public void A_look_that_comes_late_sees_what_was_used_since_the_one_before(double age, long used)
    {
        _tally.Add(TimeSpan.FromSeconds(0.2), [], []);
        _tally.Add(TimeSpan.FromSeconds(0.5), [Session(1) with { StateAge = TimeSpan.FromSeconds(age) }], []);

        Result().Pools.ShouldHaveSingleItem().Used.ShouldBe(used);
    }

    [Fact]
    public void Of_each_statements_transactions_the_longest_is_kept()
    {
        _tally.Add(TimeSpan.Zero, [Session(1, "active") with { TransactionAge = TimeSpan.FromSeconds(9.9) }], []);
        _tally.Add(TimeSpan.Zero, [Session(1, "active") with { TransactionAge = TimeSpan.FromSeconds(20), HoldsRows = true, Query = Update }], []);
        _tally.Add(TimeSpan.Zero, [Session(1, "idle in transaction") with { TransactionAge = TimeSpan.FromSeconds(30), Query = Update }], []);

        var transaction = Result().Transactions.ShouldHaveSingleItem();

        transaction.Age.ShouldBe(TimeSpan.FromSeconds(30));
        transaction.HoldsRows.ShouldBeTrue();
    }

    private static SessionRow Session(int pid, string state = "idle") => new() { Pid = pid, Role = "app", Application = "web", State = state, Here = true };

    private static SessionRow Idle(int pid, double seconds) => Session(pid, "idle in transaction") with
    {
        StateAge = TimeSpan.FromSeconds(seconds),
        TransactionAge = TimeSpan.FromSeconds(seconds),
        Query = Update,
    };

    private static WaitRow Wait(int waiter, int blocker, string state) => new()
    {
        Waiter = waiter,
        Blocker = blocker,
        WaiterQuery = Update,
        BlockerQuery = "SELECT 1",
        BlockerState = state,
        LockType = "transactionid",
        Mode = "ShareLock",
        Relation = "orders",
    };

    private SessionSamples Result() => _tally.Result(
        new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)), TimeSpan.FromMilliseconds(100), TimeSpan.Zero, null, new SessionServer(100, 3, 1024, "test"), []);
}
