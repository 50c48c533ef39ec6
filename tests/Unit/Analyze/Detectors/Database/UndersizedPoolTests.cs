using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class UndersizedPoolTests
{
    [Fact]
    public void Finds_clients_that_wait_while_the_database_has_room()
    {
        var finding = One(UndersizedPool.Detector, Evidence(Pools(Pool())));

        finding.Fingerprint.ShouldBe("undersized-pool:shop:app");
        finding.Severity.ShouldBe(Severity.High);
        finding.Facts.ShouldContain(new Fact("connections in a transaction on average (Little's law)", 4, "connections"));
        finding.Remedies[0].Up.ShouldStartWith("pool_size=6 at shop");
    }

    [Fact]
    public void Finds_a_pool_all_of_whose_connections_are_in_use_while_it_opens_no_more()
    {
        var finding = One(UndersizedPool.Detector, Evidence(Full()));

        finding.Fingerprint.ShouldBe("undersized-pool:app/shop");
        finding.Severity.ShouldBe(Severity.Medium, "it takes more than the load of the plan");
        finding.Facts.ShouldContain(new Fact("connections of the pool", 5, "connections"));
        finding.Facts.ShouldContain(new Fact("connections in use on average (Little's law)", 2, "connections"));
        finding.Facts[0].Value.ShouldBe(0.0597, 0.0001); // two erlangs on five servers
        finding.Remedies.ShouldHaveSingleItem().Up.ShouldStartWith("A pool of 7 connections");
        finding.Evidence.ShouldBe(["evidence/load-probe.json#/rungs/1/pools/0"]);
    }

    [Fact]
    public void A_pool_that_is_too_small_at_the_load_of_the_plan_is_a_risk_to_ship_with()
    {
        var finding = One(UndersizedPool.Detector, Evidence(Rungs((0.5, Looked(5, 5, 20)), (1, Looked(5, 5, 40)))));

        finding.Severity.ShouldBe(Severity.High);
    }

    [Fact]
    public void Transactions_that_wait_for_something_else_are_told()
    {
        var finding = One(UndersizedPool.Detector, Evidence(Rungs((1, Looked(5, 0, 20, inTransaction: 5)), (2, Looked(5, 0, 40, inTransaction: 5)))));

        finding.Remedies.Select(remedy => remedy.Kind).ShouldBe([RemedyKind.Setting, RemedyKind.Code]);
    }

    [Fact]
    public void A_pool_that_is_always_full_needs_nobody_knows_how_many()
    {
        var probe = Rungs((1, Looked(5, 3, 100, inTransaction: 2)));

        var finding = One(UndersizedPool.Detector, Evidence(probe with { Rungs = [probe.Rungs[0] with { Failed = 500 }] }));

        finding.Facts[0].Value.ShouldBe(1);
        finding.Remedies[0].Up.ShouldStartWith("A pool of more than ");
    }

    [Fact]
    public void A_pool_that_was_exhausted_at_the_lowest_rung_is_the_loads_where_the_service_broke()
    {
        var probe = Rungs((1, Looked(5, 0, 90, inTransaction: 5)), (2, Looked(5, 0, 100, inTransaction: 5)));

        UndersizedPool.Detector.Run(Evidence(probe)).ShouldBeOfType<Outcome.Clean>("it may be somebody else's");
        One(UndersizedPool.Detector, Evidence(probe with { Rungs = [probe.Rungs[0], probe.Rungs[1] with { Failed = 500 }] })).Severity.ShouldBe(Severity.High);
    }

    [Fact]
    public void A_small_pool_whose_sessions_are_all_used_at_every_rung_follows_the_load_by_how_long()
    {
        var probe = Full();

        UndersizedPool.Detector.Run(Evidence(probe with { Rungs = [.. probe.Rungs.Select(rung => rung with { Pools = [rung.Pools[0] with { Used = 500 }] })] }))
            .ShouldBeOfType<Outcome.Found>();
    }

    [Fact]
    public void Vanishes_with_a_larger_pool() => UndersizedPool.Detector.Run(Evidence(Rungs((1, Looked(7, 5, 20)), (2, Looked(7, 5, 40))))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_where_the_pool_grows_with_the_load() =>
        UndersizedPool.Detector.Run(Evidence(Rungs((1, Looked(5, 5, 40)), (2, Looked(12, 5, 80))))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_on_a_single_connection() =>
        UndersizedPool.Detector.Run(Evidence(Rungs((1, Looked(1, 1, 30)), (2, Looked(1, 1, 60))))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_on_sessions_whose_use_does_not_follow_the_load() =>
        UndersizedPool.Detector.Run(Evidence(Rungs((1, Looked(5, 5, 40)), (2, Looked(5, 5, 40))))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Vanishes_when_nobody_waits() => UndersizedPool.Detector.Run(Evidence(Pools(Pool(waitingSamples: 0)))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_while_the_pool_still_opens_connections() => UndersizedPool.Detector.Run(Evidence(Pools(Pool(used: 4)))).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void Five_percent_of_the_looks_is_the_boundary(int waiting, bool found) =>
        (UndersizedPool.Detector.Run(Evidence(Pools(Pool(waiting)))) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(1199, true)]
    [InlineData(1200, false)]
    public void A_database_with_two_statements_for_each_processor_is_busy(long active, bool found) =>
        (UndersizedPool.Detector.Run(Evidence(Pools(Pool()), Sessions() with { ActiveSessions = active })) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(167, false)]
    [InlineData(168, true)]
    public void Ten_requests_that_wait_are_the_boundary(long requests, bool found)
    {
        var probe = Full();

        (UndersizedPool.Detector.Run(Evidence(probe with { Rungs = [probe.Rungs[0], probe.Rungs[1] with { Requests = requests }] })) is Outcome.Found)
            .ShouldBe(found, "5.97 % of them wait");
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void One_percent_of_the_looks_with_all_connections_in_use_is_the_boundary(int looks, bool found)
    {
        PoolState[] states = [new(5, 2, 0, 0, 100 - looks), new(5, 5, 0, 0, looks)];

        (UndersizedPool.Detector.Run(Evidence(Rungs((1, Looked(5, 1, 100)), (2, states)))) is Outcome.Found).ShouldBe(found);
    }

    [Theory]
    [InlineData(25, false)]
    [InlineData(26, true)]
    public void One_percent_of_the_requests_that_wait_is_the_boundary(int looks, bool found)
    {
        var probe = Rungs((1, Looked(5, 5, looks / 2)), (2, Looked(5, 5, looks)));

        (UndersizedPool.Detector.Run(Evidence(probe with { Rungs = [probe.Rungs[0], probe.Rungs[1] with { Requests = 100_000 }] })) is Outcome.Found)
            .ShouldBe(found);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Of_other_sessions_too_statements_keep_the_database_busy(int others, bool found)
    {
        var probe = Rungs((1, Looked(5, 1, 50, inTransaction: 4)), (2, Looked(5, 1, 90, inTransaction: 4)));
        var beside = Seen("batch", "batch", [new PoolState(4, others, 0, 0, 100)]);

        (UndersizedPool.Detector.Run(Evidence(probe with { Rungs = [.. probe.Rungs.Select(rung => rung with { Pools = [.. rung.Pools, beside] })] })) is Outcome.Found)
            .ShouldBe(found, "two processors have room for four statements, and half a one is the pool's own");
    }

    [Theory]
    [InlineData(90, false)]
    [InlineData(91, true)]
    public void Connections_that_are_held_without_a_statement_wait_for_no_busy_database(int held, bool found)
    {
        // All five in use: in so many of a hundred looks without a statement.
        PoolState[] States(int looks) => [new(5, 0, 0, 0, 100 - looks), new(5, 0, 5, 0, looks * held / 100), new(5, 5, 0, 0, looks - (looks * held / 100))];
        var probe = Rungs((0.5, States(10)), (1, States(100)));
        var beside = Seen("batch", "batch", [new PoolState(40, 40, 0, 0, 100)]);

        (UndersizedPool.Detector.Run(Evidence(probe with { Rungs = [.. probe.Rungs.Select(rung => rung with { Pools = [.. rung.Pools, beside] })] })) is Outcome.Found)
            .ShouldBe(found);
    }

    [Fact]
    public void Whether_the_database_had_room_must_be_known() =>
        UndersizedPool.Detector.Run(Set((ConnectionPools.Kind, Pools(Pool())), (HostUse.Kind, Host(0.5)))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void The_processors_of_another_machine_do_not_count() => UndersizedPool.Detector.Run(Set(
        (ConnectionPools.Kind, Pools(Pool())), (SessionSamples.Kind, Sessions()), (HostUse.Kind, Host(0.5) with { Database = null }))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change()
    {
        One(UndersizedPool.Detector, Evidence(Pools(Pool(30)))).Fingerprint.ShouldBe(One(UndersizedPool.Detector, Evidence(Pools(Pool(60)))).Fingerprint);
        One(UndersizedPool.Detector, Evidence(Full())).Fingerprint
            .ShouldBe(One(UndersizedPool.Detector, Evidence(Rungs((1, Looked(6, 6, 20)), (2, Looked(6, 6, 50))))).Fingerprint);
    }

    [Fact]
    public void Missing_evidence_is_not_run()
    {
        UndersizedPool.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();
        UndersizedPool.Detector.Run(Set((LoadProbe.Kind, Full()))).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("processors");
        var unseen = Full();
        UndersizedPool.Detector.Run(Evidence(unseen with { Rungs = [.. unseen.Rungs.Select(rung => rung with { Missing = "no postgres" })] }))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldBe("the sessions at 1 times the load: no postgres");
    }

    // At the higher rung two connections are in use on average, and all five in 40 looks of a hundred.
    private static LoadProbe Full() => Rungs((1, Looked(5, 5, 20)), (2, Looked(5, 5, 40)));

    private static EvidenceSet Evidence(LoadProbe probe) => Set((LoadProbe.Kind, probe), (HostUse.Kind, Host(0.5)));

    private static EvidenceSet Evidence(ConnectionPools pools, SessionSamples? samples = null) =>
        Set((ConnectionPools.Kind, pools), (SessionSamples.Kind, samples ?? Sessions()), (HostUse.Kind, Host(0.5)));
}
