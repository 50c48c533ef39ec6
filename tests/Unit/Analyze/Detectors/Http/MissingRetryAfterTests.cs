using Headroom.Analyze.Detectors.Http;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Http;

public sealed class MissingRetryAfterTests
{
    [Fact]
    public void Finds_refusals_of_the_burst_that_do_not_say_when_to_come_back()
    {
        var finding = One(MissingRetryAfter.Detector, Evidence([], MissingRateLimitTests.Burst("POST /a", 40, new BurstRefusals(429, 10, 0))));

        finding.Fingerprint.ShouldBe("missing-retry-after:429");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Subject.Endpoint.ShouldBe("POST /a");
    }

    [Fact]
    public void Vanishes_when_each_refusal_says_so() => Silent(Evidence([], MissingRateLimitTests.Burst("POST /a", 40, new BurstRefusals(429, 10, 10))));

    [Fact]
    public void Finds_a_service_without_room_that_does_not_say_when_to_come_back() =>
        One(MissingRetryAfter.Detector, Evidence([Endpoint("GET /a", 100, 8, Failure("503", 20, 7))])).Fingerprint.ShouldBe("missing-retry-after:503");

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void Wants_five_of_the_load(int refused, bool found) =>
        MissingRetryAfter.Detector.Run(Evidence([Endpoint("GET /a", 100, 8, Failure("503", refused, 7))])).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void Has_no_finding_of_refusals_of_planned_load_that_are_told_already_and_is_not_clean() =>
        MissingRetryAfter.Detector.Run(
            Evidence([Endpoint("POST /a", 100, 8, Failure("429", 60, 0.5))], MissingRateLimitTests.Burst("POST /b", 2, new BurstRefusals(429, 10, 0))))
            .ShouldBeOfType<Outcome.Found>().Findings.ShouldBeEmpty();

    [Theory]
    [InlineData("404")]
    [InlineData("500")]
    [InlineData("timeout")]
    public void Stays_silent_on_other_failures(string status) => Silent(Evidence([Endpoint("GET /a", 100, 8, Failure(status, 60, 7))]));

    [Fact]
    public void Is_one_finding_for_all_endpoints_and_keeps_its_fingerprint_when_numbers_change()
    {
        var finding = One(MissingRetryAfter.Detector, Evidence([Endpoint("GET /a", 100, 8, Failure("503", 9, 7)), Endpoint("GET /b", 100, 8, Failure("503", 20, 7))]));

        finding.Fingerprint.ShouldBe("missing-retry-after:503");
        finding.Endpoints.ShouldBe(["GET /b", "GET /a"]);
    }

    [Fact]
    public void Runs_without_the_probe_and_the_hosts_use() =>
        MissingRetryAfter.Detector.Run(Set((RunMetrics.Kind, Run(Endpoint("GET /a", 100, 8, Failure("503", 20, 7)))))).ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void Missing_evidence_is_not_run() => MissingRetryAfter.Detector.Run(MissingRateLimitTests.Evidence()).ShouldBeOfType<Outcome.NotRun>();

    private static void Silent(EvidenceSet evidence) => MissingRetryAfter.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();

    private static EvidenceSet Evidence(EndpointMetrics[] load, params EndpointBurst[] bursts) => Set(
        (RunMetrics.Kind, Run(load)), (HostUse.Kind, Host(0.3)), (LimitProbe.Kind, new LimitProbe { Window = Throughout, Provenance = "test", Endpoints = bursts }));
}
