using Headroom.Analyze.Detectors.Http;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Http;

public sealed class RateLimitedErrorsTests
{
    [Fact]
    public void Finds_writes_that_are_refused_by_a_rule()
    {
        var finding = One(RateLimitedErrors.Detector, Evidence(Failure("429", 60, 0.5)));

        finding.Fingerprint.ShouldBe("rate-limited-errors:POST /votes");
        finding.Severity.ShouldBe(Severity.High);
        finding.Title.ShouldContain("without Retry-After");
    }

    [Fact]
    public void Vanishes_when_nothing_is_refused() => Silent(Evidence());

    [Fact]
    public void Weighs_less_when_the_refusal_says_when_to_come_back() =>
        One(RateLimitedErrors.Detector, Evidence(Failure("429", 60, 0.5, retryAfter: 60))).Severity.ShouldBe(Severity.Medium);

    [Theory]
    [InlineData("503")]
    [InlineData("500")]
    [InlineData("404")]
    [InlineData("timeout")]
    [InlineData("reset")]
    public void Stays_silent_on_failures_of_another_cause(string status) => Silent(Evidence(Failure(status, 60, 0.5)));

    [Fact]
    public void A_503_at_once_with_Retry_After_and_free_processors_is_a_rule() =>
        RateLimitedErrors.Detector.Run(Evidence(Failure("503", 60, 0.5, retryAfter: 60))).ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void Where_every_request_is_answered_503_nothing_works_and_no_rule_refuses()
    {
        var down = Endpoint("POST /votes", 60, 8, Failure("503", 60, 0.5, retryAfter: 60));

        Silent(Set((RunMetrics.Kind, Run(down)), (HostUse.Kind, Host(0.3))));
    }

    [Fact]
    public void Tells_that_a_limit_by_address_takes_the_load_for_one_client() =>
        One(RateLimitedErrors.Detector, Evidence(Failure("429", 60, 0.5))).Explanation.ShouldContain("by address");

    [Fact]
    public void The_same_503_on_a_saturated_machine_is_saturation() =>
        Silent(Set((RunMetrics.Kind, Run(Endpoint("POST /votes", 100, 8, Failure("503", 60, 0.5, retryAfter: 60)))), (HostUse.Kind, Host(0.97))));

    [Fact]
    public void A_429_after_a_long_wait_on_a_saturated_machine_is_load_shedding() =>
        Silent(Set((RunMetrics.Kind, Run(Endpoint("POST /votes", 100, 8, Failure("429", 60, 7)))), (HostUse.Kind, Host(0.97))));

    [Fact]
    public void Where_the_service_runs_elsewhere_this_machines_load_says_nothing() =>
        RateLimitedErrors.Detector.Run(Set(
            (RunMetrics.Kind, Run(Endpoint("POST /votes", 100, 8, Failure("503", 60, 0.5, retryAfter: 60)))), (HostUse.Kind, Host(0.97) with { Target = null })))
            .ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void The_same_503_after_a_long_wait_is_saturation() => Silent(Evidence(Failure("503", 60, 7, retryAfter: 60)));

    [Theory]
    [InlineData(1000, 10, false)] // exactly 1 %
    [InlineData(1000, 11, true)]
    [InlineData(40, 4, false)] // too few to tell a rate
    [InlineData(40, 5, true)]
    public void Wants_more_than_one_percent_and_five_refusals(int requests, int refused, bool found) =>
        RateLimitedErrors.Detector.Run(Set((RunMetrics.Kind, Run(Endpoint("POST /votes", requests, 8, Failure("429", refused, 0.5)))), (HostUse.Kind, Host(0.3))))
            .ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void Runs_without_the_hosts_use() =>
        RateLimitedErrors.Detector.Run(Without(Evidence(Failure("429", 60, 0.5)), HostUse.Kind)).ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void Missing_evidence_is_not_run() => RateLimitedErrors.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static void Silent(EvidenceSet evidence) => RateLimitedErrors.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();

    private static EvidenceSet Evidence(params FailureMetrics[] failures) =>
        Set((RunMetrics.Kind, Run(Endpoint("POST /votes", 100, 8, failures))), (HostUse.Kind, Host(0.3)));
}
