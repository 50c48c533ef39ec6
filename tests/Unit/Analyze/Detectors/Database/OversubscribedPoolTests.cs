using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class OversubscribedPoolTests
{
    [Fact]
    public void Finds_a_pool_that_holds_many_more_connections_than_its_load_needs()
    {
        var finding = One(OversubscribedPool.Detector, Evidence(Held(60)));

        finding.Fingerprint.ShouldBe("oversubscribed-pool:app/shop");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Subject.Role.ShouldBe("app");
        finding.Title.ShouldBe("The pool of shop (role app) holds many more connections than its load needs");
        finding.Facts[0].ShouldBe(new Fact("connections open at once", 60, "connections"));
        finding.Facts[1].Value.ShouldBe(5); // at one erlang
        finding.Remedies[0].Up.ShouldStartWith("A pool of 5 to 15 connections");
        finding.Evidence[0].ShouldBe("evidence/load-probe.json#/rungs/1/pools/0");
    }

    [Fact]
    public void Finds_pools_that_may_open_more_than_the_server_has()
    {
        var finding = One(OversubscribedPool.Detector, Evidence(Pools(Pool(), size: 90)));

        finding.Fingerprint.ShouldBe("oversubscribed-pool:server");
        finding.Severity.ShouldBe(Severity.Medium);
    }

    [Fact]
    public void Finds_instances_that_together_open_more_than_the_server_has()
    {
        var finding = One(OversubscribedPool.Detector, Evidence(Held(12) with { Instances = 7 }));

        finding.Fingerprint.ShouldBe("oversubscribed-pool:server");
        finding.Facts.ShouldContain(new Fact("connections that the pools may open", 84, "connections"));
        OversubscribedPool.Detector.Run(Evidence(Held(12) with { Instances = 6 })).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void Vanishes_with_smaller_pools()
    {
        OversubscribedPool.Detector.Run(Evidence(Held(12))).ShouldBeOfType<Outcome.Clean>();
        OversubscribedPool.Detector.Run(Evidence(Pools(Pool(), size: 20))).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void Stays_silent_on_sessions_that_the_load_does_not_use()
    {
        var idle = Seen("reports", "reports", Looked(60, 1, 10));
        var probe = Held(12);

        OversubscribedPool.Detector.Run(Evidence(probe with { Rungs = [.. probe.Rungs.Select(rung => rung with { Pools = [.. rung.Pools, idle] })] }))
            .ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void Stays_silent_on_sessions_that_chance_used_a_few_times_more()
    {
        LoadProbe Of(int looks) => Rungs((1, Looked(60, 1, 0)), (2, Looked(60, 1, looks)));

        OversubscribedPool.Detector.Run(Evidence(Of(19))).ShouldBeOfType<Outcome.Clean>();
        OversubscribedPool.Detector.Run(Evidence(Of(20))).ShouldBeOfType<Outcome.Found>();
    }

    [Fact]
    public void Statements_too_short_to_be_seen_tell_whose_pool_it_is_by_the_sessions_that_they_used()
    {
        var probe = Rungs((1, Looked(60, 1, 2)), (2, Looked(60, 1, 2)));
        LoadProbe Of(long before, long after) => probe with { Rungs = [Using(probe.Rungs[0], before), Using(probe.Rungs[1], after)] };

        OversubscribedPool.Detector.Run(Evidence(Of(400, 499))).ShouldBeOfType<Outcome.Clean>();
        OversubscribedPool.Detector.Run(Evidence(Of(400, 500))).ShouldBeOfType<Outcome.Found>();
    }

    [Theory] // half as many looks in the same ten seconds
    [InlineData(499, false)]
    [InlineData(500, true)]
    public void Looks_that_become_rarer_see_more_each_and_that_is_no_growth(long used, bool found)
    {
        PoolState[] rarer = [new(60, 0, 0, 0, 48), new(60, 1, 0, 0, 2)];
        var probe = Rungs((1, Looked(60, 1, 2)), (2, rarer));
        LoadRung Watched(LoadRung rung, long sessions) => Using(rung, sessions) with { Watched = TimeSpan.FromSeconds(10) };

        var watched = probe with { Rungs = [Watched(probe.Rungs[0], 400), Watched(probe.Rungs[1], used)] };

        (OversubscribedPool.Detector.Run(Evidence(watched)) is Outcome.Found).ShouldBe(found);
    }

    [Fact]
    public void Stays_silent_where_as_many_requests_were_under_way_as_connections_are_open()
    {
        var probe = Held(60);

        OversubscribedPool.Detector.Run(Evidence(probe with { Rungs = [.. probe.Rungs.Select(rung => rung with { PeakUnderWay = 60 })] }))
            .ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void Stays_silent_where_a_burst_used_a_third_of_the_connections()
    {
        PoolState[] burst = [new(60, 1, 0, 0, 99), new(60, 20, 0, 0, 1)];

        OversubscribedPool.Detector.Run(Evidence(Rungs((1, Looked(60, 1, 50)), (2, burst)))).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void Stays_silent_where_the_database_has_a_common_bound()
    {
        var pools = Pools(Pool(), size: 90);
        OversubscribedPool.Detector.Run(Evidence(pools with { Databases = [pools.Databases[0] with { MostConnections = 40 }] })).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void Every_role_has_a_pool_of_its_own()
    {
        var pools = Pools(Pool(), size: 45);
        OversubscribedPool.Detector.Run(Evidence(pools)).ShouldBeOfType<Outcome.Clean>();
        OversubscribedPool.Detector.Run(Evidence(pools with { Pools = [Pool(), Pool() with { Role = "worker" }] })).ShouldBeOfType<Outcome.Found>();
    }

    [Fact]
    public void Pools_to_another_server_do_not_count()
    {
        var pools = Pools(Pool(), size: 20);
        OversubscribedPool.Detector.Run(Evidence(pools with { Databases = [pools.Databases[0], pools.Databases[0] with { Name = "far", Host = "10.0.0.7", PoolSize = 500 }] }))
            .ShouldBeOfType<Outcome.Clean>();
        OversubscribedPool.Detector.Run(Evidence(pools with { Databases = [pools.Databases[0] with { Port = 6000, PoolSize = 500 }] })).ShouldBeOfType<Outcome.NotApplicable>();
    }

    [Fact]
    public void The_highest_rung_that_the_service_bore_decides()
    {
        var probe = Rungs((1, Looked(60, 1, 50)), (2, Looked(60, 1, 100)), (3, Looked(60, 60, 100)));
        var broken = probe with { Rungs = [probe.Rungs[0], probe.Rungs[1], probe.Rungs[2] with { Failed = 11 }] };

        OversubscribedPool.Detector.Run(Evidence(probe)).ShouldBeOfType<Outcome.Clean>();
        One(OversubscribedPool.Detector, Evidence(broken)).Facts.ShouldContain(new Fact("load at which this was seen, over the load of the plan", 2, "times"));
    }

    [Theory]
    [InlineData(80, false)]
    [InlineData(81, true)]
    public void Eighty_percent_of_the_connections_is_the_boundary(int size, bool found) =>
        (OversubscribedPool.Detector.Run(Evidence(Pools(Pool(), size))) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(25, false)]
    [InlineData(26, true)]
    public void Twenty_percent_of_the_connections_beyond_the_need_is_the_boundary(int open, bool found) =>
        (OversubscribedPool.Detector.Run(Evidence(Held(open))) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(48, false)]
    [InlineData(49, true)]
    public void Three_times_the_need_is_the_boundary(int open, bool found) =>
        (OversubscribedPool.Detector.Run(Evidence(Rungs((1, Looked(open, 8, 50)), (2, Looked(open, 8, 100))))) is Outcome.Found).ShouldBe(found, "16 are needed at eight erlangs");

    [Fact]
    public void The_fingerprint_stays_when_numbers_change()
    {
        One(OversubscribedPool.Detector, Evidence(Pools(Pool(), 90))).Fingerprint.ShouldBe(One(OversubscribedPool.Detector, Evidence(Pools(Pool(), 400))).Fingerprint);
        One(OversubscribedPool.Detector, Evidence(Held(40))).Fingerprint.ShouldBe(One(OversubscribedPool.Detector, Evidence(Held(70))).Fingerprint);
    }

    [Fact]
    public void Missing_evidence_is_not_run()
    {
        OversubscribedPool.Detector.Run(Set((ConnectionPools.Kind, Pools(Pool())))).ShouldBeOfType<Outcome.NotRun>();
        OversubscribedPool.Detector.Run(Set((ConnectionPools.Kind, Pools(Pool())), (ServerSettings.Kind, Settings()))).ShouldBeOfType<Outcome.NotRun>();
        OversubscribedPool.Detector.Run(Set((ServerSettings.Kind, Server))).ShouldBeOfType<Outcome.NotRun>();
        Reason(Held(60), rung => rung with { Failed = 11 }).ShouldContain("did not bear the lowest rung");
        Reason(Held(60), rung => rung with { Missing = "GRANT pg_monitor" }).ShouldBe("the sessions at 2 times the load: GRANT pg_monitor");
        Reason(Held(60), rung => rung with { Looks = 49 }).ShouldContain("looked at 49 times, and 50 are needed");
        Reason(Held(60), rung => rung with { Lost = 11 }).ShouldContain("the generator could not offer");
    }

    private static ServerSettings Server => Settings(("max_connections", "103"), ("superuser_reserved_connections", "3"));

    // At the higher rung one connection is in use all the time: one erlang.
    private static LoadProbe Held(int open) => Rungs((1, Looked(open, 1, 50)), (2, Looked(open, 1, 100)));

    private static LoadRung Using(LoadRung rung, long sessions) => rung with { Pools = [rung.Pools[0] with { Used = sessions }] };

    private static string Reason(LoadProbe probe, Func<LoadRung, LoadRung> change) =>
        OversubscribedPool.Detector.Run(Evidence(probe with { Rungs = [.. probe.Rungs.Select(change)] })).ShouldBeOfType<Outcome.NotRun>().Reason;

    private static EvidenceSet Evidence(ConnectionPools pools) => Set((ConnectionPools.Kind, pools), (ServerSettings.Kind, Server));

    private static EvidenceSet Evidence(LoadProbe probe) => Set((LoadProbe.Kind, probe), (ServerSettings.Kind, Server));
}
