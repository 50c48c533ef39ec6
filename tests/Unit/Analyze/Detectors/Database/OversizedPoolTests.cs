using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class OversizedPoolTests
{
    [Fact]
    public void Finds_pools_that_may_open_more_than_the_server_has()
    {
        var finding = One(OversizedPool.Detector, Evidence(Pools(Pool(), size: 90)));

        finding.Fingerprint.ShouldBe("oversized-pool:server");
        finding.Severity.ShouldBe(Severity.Medium);
    }

    [Fact]
    public void Vanishes_with_smaller_pools() => OversizedPool.Detector.Run(Evidence(Pools(Pool(), size: 20))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_where_the_database_has_a_common_bound()
    {
        var pools = Pools(Pool(), size: 90);
        OversizedPool.Detector.Run(Evidence(pools with { Databases = [pools.Databases[0] with { MostConnections = 40 }] })).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void Every_role_has_a_pool_of_its_own()
    {
        var pools = Pools(Pool(), size: 45);
        OversizedPool.Detector.Run(Evidence(pools)).ShouldBeOfType<Outcome.Clean>();
        OversizedPool.Detector.Run(Evidence(pools with { Pools = [Pool(), Pool() with { Role = "worker" }] })).ShouldBeOfType<Outcome.Found>();
    }

    [Fact]
    public void Pools_to_another_server_do_not_count()
    {
        var pools = Pools(Pool(), size: 20);
        OversizedPool.Detector.Run(Evidence(pools with { Databases = [pools.Databases[0], pools.Databases[0] with { Name = "far", Host = "10.0.0.7", PoolSize = 500 }] }))
            .ShouldBeOfType<Outcome.Clean>();
        OversizedPool.Detector.Run(Evidence(pools with { Databases = [pools.Databases[0] with { Port = 6000, PoolSize = 500 }] })).ShouldBeOfType<Outcome.NotApplicable>();
    }

    [Theory]
    [InlineData(80, false)]
    [InlineData(81, true)]
    public void Eighty_percent_of_the_connections_is_the_boundary(int size, bool found) =>
        (OversizedPool.Detector.Run(Evidence(Pools(Pool(), size))) is Outcome.Found).ShouldBe(found);

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(OversizedPool.Detector, Evidence(Pools(Pool(), 90))).Fingerprint.ShouldBe(One(OversizedPool.Detector, Evidence(Pools(Pool(), 400))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run()
    {
        OversizedPool.Detector.Run(Set((ConnectionPools.Kind, Pools(Pool())))).ShouldBeOfType<Outcome.NotRun>();
        OversizedPool.Detector.Run(Set((ConnectionPools.Kind, Pools(Pool())), (ServerSettings.Kind, Settings()))).ShouldBeOfType<Outcome.NotRun>();
    }

    private static EvidenceSet Evidence(ConnectionPools pools) =>
        Set((ConnectionPools.Kind, pools), (ServerSettings.Kind, Settings(("max_connections", "103"), ("superuser_reserved_connections", "3"))));
}
