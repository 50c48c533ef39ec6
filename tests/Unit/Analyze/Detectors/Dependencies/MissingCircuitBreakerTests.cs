using Headroom.Analyze.Detectors.Dependencies;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenFaults;

namespace Headroom.Tests.Unit.Analyze.Detectors.Dependencies;

public sealed class MissingCircuitBreakerTests
{
    [Fact]
    public void Finds_requests_that_wait_for_a_time_limit_again_and_again()
    {
        var finding = Found(Hung(Answer(503), [2000, 2000, 2000, 2000]));

        finding.Subject.Dependency.ShouldBe("partners");
        finding.Severity.ShouldBe(Severity.Low);
        finding.Facts.ShouldContain(fact => fact.Name == "median of the last wave" && fact.Value == 2000);
        finding.Facts.ShouldContain(fact => fact.Name == "calls that ended before the last wave" && fact.Value == 120);
    }

    [Fact]
    public void Vanishes_when_a_breaker_opens() => Silent(Hung(Answer(503), [2000, 2000, 3, 3]));

    [Fact]
    public void Says_nothing_where_nothing_ends_the_wait() => NotRun(Hung(Nothing, [10_000], unanswered: 40), "without a time limit");

    [Fact]
    public void Says_nothing_of_fewer_calls_than_a_breaker_wants_to_see()
    {
        NotRun(Hung(Answer(503), [2000, 2000, 2000, 2000], unanswered: 7), "99 calls");
        Found(Hung(Answer(503), [2000, 2000, 2000, 2000], unanswered: 6));
        NotRun(Hung(Answer(503), [2000, 2000, 2000]), "80 calls");
    }

    [Fact]
    public void Says_nothing_of_calls_that_a_breaker_forgets() => NotRun(Hung(Answer(503, 12_000), [12_000, 12_000, 12_000, 12_000]), "30 s");

    [Fact]
    public void Stays_silent_where_as_many_at_once_take_as_long_without_the_fault()
    {
        var wire = Hung(Answer(503), [2000, 2000, 2000, 2000]);

        Silent(wire with { Control = wire.Control! with { Median = TimeSpan.FromMilliseconds(1001) } });
        Found(wire with { Control = wire.Control! with { Median = TimeSpan.FromMilliseconds(1000) } });
    }

    [Fact]
    public void Stays_silent_on_requests_that_take_as_long_as_ever() => Silent(Hung(Answer(200, 1500), [1500, 1500, 1500, 1500], before: 1400));

    [Theory]
    [InlineData(990, false)]
    [InlineData(1000, true)]
    public void Wants_a_second(double median, bool found) => Is(Hung(Answer(503, median), [median, median, median, median]), found);

    [Theory]
    [InlineData(1990, false)]
    [InlineData(2000, true)]
    public void Wants_half_of_the_first_wait(double last, bool found) => Is(Hung(Answer(503, 4000), [4000, 4000, 4000, last]), found);

    [Theory]
    [InlineData(1010, false)]
    [InlineData(1000, true)]
    public void Wants_twice_the_time_of_before(double before, bool found) => Is(Hung(Answer(503), [2000, 2000, 2000, 2000], before: before), found);

    [Theory]
    [InlineData(200, 990, Severity.Low)]
    [InlineData(200, 1000, Severity.Medium)]
    [InlineData(503, 5, Severity.Medium)]
    public void Is_worse_where_requests_suffer_that_do_not_ask_the_dependency(int status, double ms, Severity severity) =>
        Found(Hung(Answer(503), [2000, 2000, 2000, 2000], 0, 40, Bystander(Answer(status, ms)))).Severity.ShouldBe(severity);

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        Found(Hung(Answer(503, 5000), [5000, 5000, 5000, 5000])).Fingerprint.ShouldBe(Found(Hung(Answer(503), [2000, 2000, 2000, 2000])).Fingerprint);

    [Fact]
    public void Waves_that_a_rate_limit_refused_are_not_clean()
    {
        var wire = Hung(Answer(503), [2000]);

        MissingCircuitBreaker.Detector.Run(GivenFaults.Set(wire with { Waves = [wire.Waves[0] with { Refused = 40, Failed = 0, Median = null }] }))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("rate limit");
    }

    [Fact]
    public void A_dependency_that_was_not_looked_at_is_not_clean() =>
        MissingCircuitBreaker.Detector.Run(GivenFaults.Set(new HungWire { Name = "cache", Dependency = DependencyKind.Redis, Missing = "it did not start" }))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("did not start");

    [Fact]
    public void Missing_evidence_is_not_run() => MissingCircuitBreaker.Detector.Run(Given.Set()).ShouldBeOfType<Outcome.NotRun>();

    private static Finding Found(HungWire wire) => One(MissingCircuitBreaker.Detector, GivenFaults.Set(wire));

    private static void Silent(HungWire wire) => Is(wire, found: false);

    private static void NotRun(HungWire wire, string reason) =>
        MissingCircuitBreaker.Detector.Run(GivenFaults.Set(wire)).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain(reason);

    private static void Is(HungWire wire, bool found) =>
        MissingCircuitBreaker.Detector.Run(GivenFaults.Set(wire)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));
}
