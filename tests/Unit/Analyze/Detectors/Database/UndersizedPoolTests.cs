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

    [Fact]
    public void Whether_the_database_had_room_must_be_known() =>
        UndersizedPool.Detector.Run(Set((ConnectionPools.Kind, Pools(Pool())), (HostUse.Kind, Host(0.5)))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void The_processors_of_another_machine_do_not_count() => UndersizedPool.Detector.Run(Set(
        (ConnectionPools.Kind, Pools(Pool())), (SessionSamples.Kind, Sessions()), (HostUse.Kind, Host(0.5) with { Database = null }))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(UndersizedPool.Detector, Evidence(Pools(Pool(30)))).Fingerprint.ShouldBe(One(UndersizedPool.Detector, Evidence(Pools(Pool(60)))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => UndersizedPool.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static EvidenceSet Evidence(ConnectionPools pools, SessionSamples? samples = null) =>
        Set((ConnectionPools.Kind, pools), (SessionSamples.Kind, samples ?? Sessions()), (HostUse.Kind, Host(0.5)));
}
