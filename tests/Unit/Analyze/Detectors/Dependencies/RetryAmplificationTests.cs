using Headroom.Analyze.Detectors.Dependencies;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenFaults;

namespace Headroom.Tests.Unit.Analyze.Detectors.Dependencies;

public sealed class RetryAmplificationTests
{
    [Fact]
    public void Finds_requests_that_ask_a_dependency_again_and_again_while_it_is_gone()
    {
        var finding = Found(Outage(callsBefore: 5, callsDuring: 50));

        finding.Subject.Dependency.ShouldBe("partners");
        finding.Severity.ShouldBe(Severity.High);
        finding.Facts[0].Value.ShouldBe(10);
        finding.Facts.ShouldContain(fact => fact.Name == "connections in the busiest second" && fact.Value == 1000);
    }

    [Fact]
    public void Vanishes_when_each_call_is_made_once() => Silent(Outage(callsBefore: 5, callsDuring: 5));

    [Fact]
    public void Stays_silent_behind_a_breaker() => Silent(Outage(callsBefore: 5, callsDuring: 0.1));

    [Theory]
    [InlineData(15, null)]
    [InlineData(15.1, Severity.Medium)]
    [InlineData(49.9, Severity.Medium)]
    [InlineData(50, Severity.High)]
    public void Wants_more_than_three_tries_and_calls_ten_a_storm(double during, Severity? severity) => SeverityOf(Outage(callsBefore: 5, during)).ShouldBe(severity);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Wants_twenty_requests_during_the_outage(int sent, bool isJudged) => RetryAmplification.Detector.Run(GivenFaults.Set(Outage(5, 50, sent: sent)))
        .ShouldBeOfType(isJudged ? typeof(Outcome.Found) : typeof(Outcome.NotRun));

    [Fact]
    public void Seconds_that_are_partly_before_or_after_it_do_not_count()
    {
        var wire = Outage(callsBefore: 5, callsDuring: 50);
        var only = wire with { From = TimeSpan.FromSeconds(12.2), Until = TimeSpan.FromSeconds(21.8), Seconds = [.. wire.Seconds.Select(second => second.Second is 12 or 21 ? second : second with { Connections = 0 })] };

        Silent(only);
    }

    [Fact]
    public void Calls_that_a_cache_saved_before_are_no_retries()
    {
        var wire = Outage(callsBefore: 0.05, callsDuring: 1);

        Found(wire);
        Silent(wire with { CallsAlone = 1 });
    }

    [Fact]
    public void Without_a_pool_a_try_is_a_connection()
    {
        var wire = Outage(callsBefore: 6, callsDuring: 10);

        Silent(wire);
        Found(wire with { Seconds = [.. wire.Seconds.Select(second => second.Second < 12 ? second with { Connections = second.Sent } : second)] }).Facts[0].Value.ShouldBe(10);
    }

    [Fact]
    public void What_the_service_asks_on_its_own_makes_it_less_sure()
    {
        Found(Outage(5, 50)).Confidence.ShouldBe(Confidence.High);
        Found(Outage(5, 50) with { IdleRoundTrips = 10 }).Confidence.ShouldBe(Confidence.Medium);
    }

    [Fact]
    public void Requests_that_a_rate_limit_refused_say_nothing()
    {
        var wire = Outage(5, 50);

        NotRun(wire with { Seconds = [.. wire.Seconds.Select(second => second with { Refused = second.Second < 12 ? 11 : 0 })] }, "rate limit");
        NotRun(wire with { Seconds = [.. wire.Seconds.Select(second => second with { Refused = second.Second < 12 ? 0 : 11 })] }, "rate limit");
        NotRun(wire with { Seconds = [.. wire.Seconds.Select(second => second.Second < 12 ? second with { Failed = 3 } : second)] }, "failed before");
    }

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() => Found(Outage(5, 30)).Fingerprint.ShouldBe(Found(Outage(1, 50)).Fingerprint);

    [Fact]
    public void A_wire_that_nothing_passed_is_not_clean() => RetryAmplification.Detector.Run(GivenFaults.Set(Outage(callsBefore: 0))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void A_dependency_that_was_not_looked_at_is_not_clean() =>
        RetryAmplification.Detector.Run(GivenFaults.Set(new OutageWire { Name = "cache", Dependency = DependencyKind.Redis, Missing = "it did not start" }))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("did not start");

    [Fact]
    public void Missing_evidence_is_not_run() => RetryAmplification.Detector.Run(Given.Set()).ShouldBeOfType<Outcome.NotRun>();

    private static Finding Found(OutageWire wire) => One(RetryAmplification.Detector, GivenFaults.Set(wire));

    private static Severity? SeverityOf(OutageWire wire) =>
        RetryAmplification.Detector.Run(GivenFaults.Set(wire)) is Outcome.Found { Findings: [var found] } ? found.Severity : null;

    private static void NotRun(OutageWire wire, string reason) =>
        RetryAmplification.Detector.Run(GivenFaults.Set(wire)).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain(reason);

    private static void Silent(OutageWire wire) => RetryAmplification.Detector.Run(GivenFaults.Set(wire)).ShouldBeOfType<Outcome.Clean>();
}
