using Headroom.Analyze.Detectors.Dependencies;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenFaults;

namespace Headroom.Tests.Unit.Analyze.Detectors.Dependencies;

public sealed class SlowRecoveryTests
{
    [Fact]
    public void Finds_a_service_that_goes_on_failing_after_its_dependency_is_back()
    {
        var finding = Found(Outage(lastFailing: 36));

        finding.Subject.Dependency.ShouldBe("partners");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Facts[0].Value.ShouldBe(15_000);
    }

    [Fact]
    public void Vanishes_when_it_is_back_at_once() => Silent(Outage(lastFailing: 21));

    [Fact]
    public void Stays_silent_on_an_outage_that_nobody_felt() => Silent(Outage(lastFailing: 0));

    [Theory]
    [InlineData(31, null)]
    [InlineData(32, Severity.Medium)]
    [InlineData(41, Severity.Medium)]
    [InlineData(42, Severity.High)]
    public void Wants_more_than_ten_seconds_and_is_worse_without_an_end(int lastFailing, Severity? severity) =>
        (SlowRecovery.Detector.Run(GivenFaults.Set(Outage(lastFailing: lastFailing))) is Outcome.Found { Findings: [var found] } ? found.Severity : (Severity?)null)
            .ShouldBe(severity);

    [Fact]
    public void An_outage_that_a_default_answered_does_not_hide_what_breaks_when_it_ends()
    {
        var wire = Outage(lastFailing: 12);

        Silent(wire);
        Found(wire with { Seconds = [.. wire.Seconds.Select(second => second with { Failed = second.Second is 12 or > 22 ? 20 : 0 })] }).Severity.ShouldBe(Severity.High);
    }

    [Fact]
    public void A_rate_limit_that_runs_out_is_no_outage() => SlowRecovery.Detector
        .Run(GivenFaults.Set(Outage() with { Seconds = [.. Outage().Seconds.Select(second => second with { Failed = 0, Refused = second.Second > 14 ? 20 : 0 })] }))
        .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("rate limit");

    [Theory]
    [InlineData(23, null)]
    [InlineData(24, "after it was back")]
    public void A_rate_limit_that_runs_out_for_a_while_is_none_either(int lastRefused, string? reason)
    {
        var wire = Outage(lastFailing: 32);
        var limited = wire with { Seconds = [.. wire.Seconds.Select(second => second.Second >= 23 && second.Second <= lastRefused ? second with { Failed = 0, Refused = 20 } : second)] };

        var outcome = SlowRecovery.Detector.Run(GivenFaults.Set(limited));

        (outcome as Outcome.NotRun)?.Reason.ShouldContain(reason!);
        outcome.ShouldBeOfType(reason is null ? typeof(Outcome.Found) : typeof(Outcome.NotRun));
    }

    [Fact]
    public void One_failure_long_after_an_outage_that_nobody_felt_is_no_late_recovery()
    {
        var wire = Outage(lastFailing: 0);

        Silent(wire with { Seconds = [.. wire.Seconds.Select(second => second with { Failed = second.Second == 32 ? 1 : 0 })] });
    }

    [Fact]
    public void A_slow_second_is_none_that_failed()
    {
        var wire = Outage();

        Silent(wire with { Seconds = [.. wire.Seconds.Select(second => second with { P95 = TimeSpan.FromMilliseconds(second.Second > 22 ? 900 : 50) })] });
    }

    [Theory]
    [InlineData(36, null)]
    [InlineData(37, Severity.Medium)]
    public void A_throttled_dependency_is_judged_in_the_same_way(int lastFailing, Severity? severity)
    {
        var wire = Throttling(unanswered: 0);
        var failing = wire with { Seconds = [.. wire.Seconds.Select(second => second with { Failed = second.Second >= 12 && second.Second <= lastFailing ? 20 : 0 })] };

        var outcome = SlowRecovery.Detector.Run(GivenFaults.Throttled(failing));

        (outcome is Outcome.Found { Findings: [var found] } ? found.Severity : (Severity?)null).ShouldBe(severity);
        (outcome as Outcome.Found)?.Findings[0].Fingerprint.ShouldBe("slow-recovery:partners:throttled");
    }

    [Fact]
    public void A_service_that_is_killed_and_back_is_clean_and_one_that_fails_on_is_not()
    {
        SlowRecovery.Detector.Run(GivenFaults.Set(Kill())).ShouldBeOfType<Outcome.Clean>();

        var finding = One(SlowRecovery.Detector, GivenFaults.Set(Kill(healthy: 14, lastFailing: 28)));
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Fingerprint.ShouldBe("slow-recovery:shop:killed");
        finding.Subject.Dependency.ShouldBeNull();
        finding.Facts[0].Value.ShouldBe(15_000);
        finding.Facts.ShouldContain(fact => fact.Name == "requests lost in flight" && fact.Value == 3);
        finding.Facts.ShouldContain(fact => fact.Name == "requests that failed from the kill on" && fact.Value == 17 * 20);
    }

    [Theory]
    [InlineData(42.0, null)]
    [InlineData(42.5, Severity.Low)]
    public void A_start_that_takes_longer_than_a_liveness_probe_waits_is_told(double healthy, Severity? severity) =>
        (SlowRecovery.Detector.Run(GivenFaults.Set(Kill(healthy, lastFailing: 42))) is Outcome.Found { Findings: [var found] } ? found.Severity : (Severity?)null)
            .ShouldBe(severity);

    [Fact]
    public void A_service_that_does_not_start_again_is_found_with_its_reason()
    {
        var finding = One(SlowRecovery.Detector, GivenFaults.Set(Kill(healthy: null, lastFailing: 60)));

        finding.Severity.ShouldBe(Severity.High);
        finding.Explanation.ShouldBe("exit code 1");
    }

    [Fact]
    public void What_one_probe_says_nothing_about_is_not_clean_because_another_is()
    {
        var both = Given.Set((OutageProbe.Kind, Probe(Outage(sent: 0))), (KillProbe.Kind, Kill()));

        SlowRecovery.Detector.Run(both).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("fewer than 5 seconds");
    }

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() => Found(Outage(lastFailing: 36)).Fingerprint.ShouldBe(Found(Outage(lastFailing: 51)).Fingerprint);

    [Fact]
    public void A_baseline_without_requests_is_not_clean() =>
        SlowRecovery.Detector.Run(GivenFaults.Set(Outage(sent: 0))).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("fewer than 5 seconds");

    [Fact]
    public void A_dependency_that_was_not_looked_at_is_not_clean() =>
        SlowRecovery.Detector.Run(GivenFaults.Set(new OutageWire { Name = "cache", Dependency = DependencyKind.Redis, Missing = "it did not start" }))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("did not start");

    [Fact]
    public void Missing_evidence_is_not_run() => SlowRecovery.Detector.Run(Given.Set()).ShouldBeOfType<Outcome.NotRun>();

    private static Finding Found(OutageWire wire) => One(SlowRecovery.Detector, GivenFaults.Set(wire));

    private static void Silent(OutageWire wire) => SlowRecovery.Detector.Run(GivenFaults.Set(wire)).ShouldBeOfType<Outcome.Clean>();
}
