using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class DeadlockTests
{
    [Fact]
    public void Finds_a_deadlock_in_the_window()
    {
        var finding = One(Deadlock.Detector, Evidence(Activity(deadlocks: 2)));

        finding.Fingerprint.ShouldBe("deadlock:shop");
        finding.Severity.ShouldBe(Severity.High);
        finding.Facts[0].ShouldBe(new Fact("deadlocks in the window", 2, "deadlocks"));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void One_is_enough_and_none_is_clean(long deadlocks, bool found) =>
        (Deadlock.Detector.Run(Evidence(Activity(deadlocks: deadlocks))) is Outcome.Found).ShouldBe(found);

    [Fact]
    public void Stays_silent_when_statements_only_waited()
    {
        var waited = Sessions() with { WaitingSessions = 100 };
        Deadlock.Detector.Run(Set((DatabaseActivity.Kind, Activity()), (SessionSamples.Kind, waited))).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void One_since_the_last_reset_may_be_long_ago() =>
        One(Deadlock.Detector, Evidence(Activity(deadlocks: 1) with { SinceReset = true })).Severity.ShouldBe(Severity.Medium);

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(Deadlock.Detector, Evidence(Activity(deadlocks: 1))).Fingerprint.ShouldBe(One(Deadlock.Detector, Evidence(Activity(deadlocks: 9))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => Deadlock.Detector.Run(Set((SessionSamples.Kind, Sessions()))).ShouldBeOfType<Outcome.NotRun>();

    private static EvidenceSet Evidence(DatabaseActivity activity) => Set((DatabaseActivity.Kind, activity));
}
