using Headroom.Analyze;
using Headroom.Analyze.Detectors.Database;
using Headroom.Analyze.Detectors.Dependencies;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze;

public sealed class DetectorTests
{
    private const string Cause = "the service has no 'start'";

    public static TheoryData<string, string> OverProbes => new()
    {
        { "missing-client-timeout", HangProbe.Kind },
        { "missing-client-timeout", ThrottleProbe.Kind },
        { "slow-recovery", OutageProbe.Kind },
        { "slow-recovery", KillProbe.Kind },
        { "unfriendly-errors", OutageProbe.Kind },
        { "undersized-pool", LoadProbe.Kind },
        { "oversubscribed-pool", ConnectionPools.Kind },
    };

    [Theory]
    [MemberData(nameof(OverProbes))]
    public void A_probe_that_was_asked_for_and_failed_is_why_its_detector_did_not_run(string id, string kind)
    {
        var detector = Catalogue.Detectors.Single(one => one.Info.Id == id);
        var evidence = Given.Set((ServerSettings.Kind, GivenServer.Settings(("max_connections", "100"))));

        ReasonOf(detector, Given.Without(evidence, kind, Cause)).ShouldEndWith($"; {kind} could not be collected: {Cause}");
        ReasonOf(detector, evidence).ShouldNotContain("could not be collected");
    }

    [Fact]
    public void What_failed_beside_a_probe_that_says_nothing_is_told_with_it()
    {
        var silent = GivenFaults.Set(GivenFaults.Outage(sent: 0));

        ReasonOf(SlowRecovery.Detector, Given.Without(silent, KillProbe.Kind, Cause))
            .ShouldBe($"{ReasonOf(SlowRecovery.Detector, silent)}; {KillProbe.Kind} could not be collected: {Cause}");
    }

    [Fact]
    public void What_failed_beside_a_probe_that_tells_does_not_silence_it() => SlowRecovery.Detector
        .Run(Given.Without(GivenFaults.Set(GivenFaults.Outage(lastFailing: 36)), KillProbe.Kind, Cause)).ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void Required_evidence_that_failed_is_the_only_reason()
    {
        var unloaded = Given.Without(Given.Set(), LoadProbe.Kind, Cause);

        ReasonOf(OversubscribedPool.Detector, Given.Without(unloaded, ServerSettings.Kind, "no server"))
            .ShouldBe($"{ServerSettings.Kind} could not be collected: no server");
    }

    [Fact]
    public void Evidence_that_there_is_none_of_is_told_by_its_kind() =>
        ReasonOf(OversubscribedPool.Detector, Given.Set()).ShouldBe("server-settings: not collected");

    private static string ReasonOf(Detector detector, EvidenceSet evidence) =>
        detector.Run(evidence).ShouldBeOfType<Outcome.NotRun>().Reason;
}
