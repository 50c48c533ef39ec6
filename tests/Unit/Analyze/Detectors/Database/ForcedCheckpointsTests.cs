using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class ForcedCheckpointsTests
{
    [Fact]
    public void Finds_checkpoints_that_a_full_log_forces()
    {
        var finding = One(ForcedCheckpoints.Detector, Evidence(Activity(timed: 1, requested: 5)));

        finding.Fingerprint.ShouldBe("forced-checkpoints:max_wal_size");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Remedies[0].Up.ShouldBe("Set max_wal_size to twice the write-ahead log of one checkpoint_timeout under load, and reload.");
    }

    [Fact]
    public void Proposes_what_holds_the_log_of_a_checkpoints_time() => // 30 MiB in 30 s, 300 s from one to the next: 600 MiB
        One(ForcedCheckpoints.Detector, Set(
            (DatabaseActivity.Kind, Activity(requested: 5)), (ServerSettings.Kind, Settings(("checkpoint_timeout", "300"), ("max_wal_size", "256")))))
            .Remedies[0].Up.ShouldStartWith("ALTER SYSTEM SET max_wal_size = '1GB'");

    [Fact]
    public void Vanishes_when_checkpoints_are_timed() => ForcedCheckpoints.Detector.Run(Evidence(Activity(timed: 6))).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(0, 2, false)]
    [InlineData(0, 3, true)]
    [InlineData(4, 4, false)]
    [InlineData(4, 5, true)]
    public void Three_of_them_and_more_than_the_timed_ones_are_the_boundary(long timed, long requested, bool found) =>
        (ForcedCheckpoints.Detector.Run(Evidence(Activity(timed: timed, requested: requested))) is Outcome.Found).ShouldBe(found);

    [Fact]
    public void What_was_counted_since_a_reset_is_not_run() =>
        ForcedCheckpoints.Detector.Run(Evidence(Activity(requested: 40) with { SinceReset = true })).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(ForcedCheckpoints.Detector, Evidence(Activity(requested: 3))).Fingerprint.ShouldBe(One(ForcedCheckpoints.Detector, Evidence(Activity(requested: 40))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => ForcedCheckpoints.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static EvidenceSet Evidence(DatabaseActivity activity) => Set((DatabaseActivity.Kind, activity));
}
