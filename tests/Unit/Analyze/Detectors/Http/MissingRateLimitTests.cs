using Headroom.Analyze.Detectors.Http;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Http;

public sealed class MissingRateLimitTests
{
    [Fact]
    public void Finds_writes_that_nothing_limits_once_for_all_of_them()
    {
        var finding = One(MissingRateLimit.Detector, Evidence(Burst("POST /a", 100), Burst("POST /b", 100)));

        finding.Fingerprint.ShouldBe("missing-rate-limit:writes");
        finding.Severity.ShouldBe(Severity.Low);
        finding.Endpoints.ShouldBe(["POST /a", "POST /b"]);
        finding.Facts[0].Value.ShouldBe(50);
    }

    [Fact]
    public void Vanishes_when_a_part_is_refused() => Silent(Burst("POST /a", 60) with { Refusals = [new BurstRefusals(429, 10, 10)] });

    [Fact]
    public void A_login_is_a_finding_of_its_own_and_weighs_more()
    {
        var finding = One(MissingRateLimit.Detector, Evidence(Burst("POST /sessions", 100) with { SendsPassword = true }));

        finding.Fingerprint.ShouldBe("missing-rate-limit:POST /sessions");
        finding.Severity.ShouldBe(Severity.Medium);
    }

    [Fact]
    public void An_announced_limit_is_a_limit() => Silent(Burst("POST /a", 100) with { AnnouncesLimit = true });

    [Theory]
    [InlineData(49, false)]
    [InlineData(50, true)]
    public void Wants_fifty_accepted_requests(int accepted, bool found) =>
        MissingRateLimit.Detector.Run(Evidence(Burst("POST /a", accepted))).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.NotRun));

    [Fact]
    public void A_burst_that_shows_nothing_is_told_beside_one_that_does()
    {
        var outcome = MissingRateLimit.Detector.Run(Evidence(Burst("POST /a", 49), Burst("POST /b", 60, new BurstRefusals(429, 10, 10))));

        outcome.ShouldBeOfType<Outcome.Clean>().Untold.ShouldHaveSingleItem().ShouldStartWith("POST /a: 49 requests of its burst were accepted");
    }

    [Fact]
    public void What_answers_otherwise_than_by_a_refusal_may_be_a_limit_or_not() =>
        MissingRateLimit.Detector.Run(Evidence(Burst("POST /a", 60) with { Sent = 100 }))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldStartWith("POST /a: 40 requests of its burst failed otherwise");

    [Fact]
    public void Keeps_its_fingerprint_when_numbers_change() =>
        One(MissingRateLimit.Detector, Evidence(Burst("POST /b", 70))).Fingerprint.ShouldBe(One(MissingRateLimit.Detector, Evidence(Burst("POST /a", 100))).Fingerprint);

    [Fact]
    public void A_load_that_only_reads_has_nothing_to_limit() => MissingRateLimit.Detector.Run(Evidence()).ShouldBeOfType<Outcome.NotApplicable>();

    [Fact]
    public void Writes_that_all_failed_are_not_run() => MissingRateLimit.Detector.Run(Evidence(Burst("POST /a", 0) with { Missing = "a single request was answered with 404" }))
        .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("404");

    [Fact]
    public void Missing_evidence_is_not_run() => MissingRateLimit.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    internal static EndpointBurst Burst(string endpoint, int accepted, params BurstRefusals[] refusals) => new()
    {
        Endpoint = endpoint,
        Sent = accepted + refusals.Sum(r => r.Count),
        Accepted = accepted,
        Elapsed = TimeSpan.FromSeconds(2),
        Refusals = refusals,
    };

    internal static EvidenceSet Evidence(params EndpointBurst[] bursts) =>
        Set((LimitProbe.Kind, new LimitProbe { Window = Throughout, Provenance = "test", Endpoints = bursts }));

    private static void Silent(EndpointBurst burst) => MissingRateLimit.Detector.Run(Evidence(burst)).ShouldBeOfType<Outcome.Clean>();
}
