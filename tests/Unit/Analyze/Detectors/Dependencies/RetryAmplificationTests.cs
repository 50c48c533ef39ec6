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

    private static void Silent(OutageWire wire) => RetryAmplification.Detector.Run(GivenFaults.Set(wire)).ShouldBeOfType<Outcome.Clean>();
}
