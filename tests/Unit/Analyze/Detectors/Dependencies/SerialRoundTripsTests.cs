using Headroom.Analyze.Detectors.Dependencies;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenDelays;

namespace Headroom.Tests.Unit.Analyze.Detectors.Dependencies;

public sealed class SerialRoundTripsTests
{
    [Fact]
    public void Finds_calls_that_wait_for_each_other()
    {
        var finding = Found(Probe(slope: 5, trips: 5, wait: 40));

        finding.Subject.Endpoint.ShouldBe(GivenDelays.Endpoint);
        finding.Subject.Dependency.ShouldBe("partners");
        finding.Severity.ShouldBe(Severity.High);
        finding.Facts.ShouldContain(fact => fact.Unit == "round trips/request" && Math.Abs(fact.Value - 5) < 0.05);
        finding.Facts.ShouldContain(fact => fact.Name == "the most that a cure can save" && fact.Value > 155 && fact.Value <= 160);
        finding.Remedies.ShouldHaveSingleItem().Kind.ShouldBe(RemedyKind.Code);
    }

    [Fact]
    public void Vanishes_when_the_same_calls_are_under_way_at_once() => Silent(Probe(slope: 1, trips: 5, wait: 40));

    [Fact]
    public void Vanishes_when_one_call_asks_for_all() => Silent(Probe(slope: 1, trips: 1, wait: 200));

    [Fact]
    public void Stays_silent_on_one_slow_call_among_quick_ones() => Silent(Probe(slope: 3, trips: 3, wait: 100, longest: 290));

    [Fact]
    public void Stays_silent_on_calls_that_nobody_waits_for() => Silent(Probe(slope: 0, trips: 5, wait: 40));

    [Fact]
    public void Stays_silent_where_the_noise_hides_the_slope() => Silent(Probe(slope: 2, trips: 2, wait: 150, noise: 60));

    [Theory]
    [InlineData(1.4, false)]
    [InlineData(1.6, true)]
    public void Wants_more_than_one_wait_in_a_row(double slope, bool found) => Is(Probe(slope, trips: 2, wait: 400), found);

    [Theory]
    [InlineData(24, null)]
    [InlineData(26, Severity.High)]
    public void Wants_100_ms_to_be_saved(double wait, Severity? severity) => SeverityOf(Probe(slope: 5, trips: 5, wait)).ShouldBe(severity);

    [Theory]
    [InlineData(1600, null)]
    [InlineData(1200, Severity.Medium)]
    [InlineData(200, Severity.Medium)]
    [InlineData(80, Severity.High)]
    public void Wants_a_tenth_of_the_request_and_calls_half_of_it_high(double computing, Severity? severity) =>
        SeverityOf(Probe(slope: 5, trips: 5, wait: 40, computing)).ShouldBe(severity);

    [Theory]
    [InlineData(9, null)]
    [InlineData(11, Severity.Low)]
    public void Tells_of_many_quick_waits_in_a_row(int trips, Severity? severity) => SeverityOf(Probe(trips, trips, wait: 1)).ShouldBe(severity);

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        Found(Probe(slope: 3, trips: 3, wait: 200)).Fingerprint.ShouldBe(Found(Probe(slope: 5, trips: 5, wait: 40)).Fingerprint);

    [Fact]
    public void An_endpoint_that_is_asked_in_two_ways_is_one_finding()
    {
        var probe = Probe(slope: 5, trips: 5, wait: 40);

        Found(probe with { Endpoints = [.. probe.Endpoints, .. Probe(slope: 3, trips: 3, wait: 90).Endpoints] })
            .Evidence.ShouldHaveSingleItem().ShouldBe("evidence/delay-probe.json#/endpoints/1");
    }

    [Fact]
    public void Endpoints_that_fail_alone_are_not_clean() =>
        Run(Probe(slope: 1, trips: 1, wait: 1).With(e => e with { Bare = [], Delayed = [], Missing = "GET /reach answered 503" }))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("answered 503");

    [Fact]
    public void Wires_that_nothing_passed_are_not_clean() => Run(Probe(slope: 0, trips: 0, wait: 0)).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void Missing_evidence_is_not_run() => SerialRoundTrips.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static Finding Found(DelayProbe probe) => One(SerialRoundTrips.Detector, GivenDelays.Set(probe));

    private static Outcome Run(DelayProbe probe) => SerialRoundTrips.Detector.Run(GivenDelays.Set(probe));

    private static Severity? SeverityOf(DelayProbe probe) => Run(probe) is Outcome.Found { Findings: [var found] } ? found.Severity : null;

    private static void Silent(DelayProbe probe) => Run(probe).ShouldBeOfType<Outcome.Clean>();

    private static void Is(DelayProbe probe, bool found) => Run(probe).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));
}
