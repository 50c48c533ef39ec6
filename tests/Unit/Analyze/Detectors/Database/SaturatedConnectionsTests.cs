using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class SaturatedConnectionsTests
{
    [Fact]
    public void Finds_a_server_that_has_hardly_a_connection_left()
    {
        var finding = One(SaturatedConnections.Detector, Evidence(90, limit: 103));

        finding.Fingerprint.ShouldBe("saturated-connections:server");
        finding.Severity.ShouldBe(Severity.High);
    }

    [Fact]
    public void Vanishes_with_fewer_connections() => SaturatedConnections.Detector.Run(Evidence(20, limit: 103)).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_when_the_server_has_room_for_as_many_again() => SaturatedConnections.Detector.Run(Evidence(90, limit: 203)).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(80, null)]
    [InlineData(81, Severity.High)]
    [InlineData(95, Severity.High)]
    [InlineData(96, Severity.Critical)]
    public void Eighty_and_ninety_five_percent_are_the_boundaries(int peak, Severity? severity) =>
        (SaturatedConnections.Detector.Run(Evidence(peak, limit: 103)) is Outcome.Found { Findings: [var finding] } ? finding.Severity : (Severity?)null).ShouldBe(severity);

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(SaturatedConnections.Detector, Evidence(90, 103)).Fingerprint.ShouldBe(One(SaturatedConnections.Detector, Evidence(200, 203)).Fingerprint);

    [Fact]
    public void Too_few_looks_are_not_clean() => SaturatedConnections.Detector.Run(Set((SessionSamples.Kind, Sessions(10)))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void Missing_evidence_is_not_run() => SaturatedConnections.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static EvidenceSet Evidence(int peak, int limit) => Set((SessionSamples.Kind, Sessions() with { Connections = new ConnectionCounts(peak, peak, limit, 3) }));
}
