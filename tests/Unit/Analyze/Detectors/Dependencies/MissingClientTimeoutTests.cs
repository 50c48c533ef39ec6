using Headroom.Analyze.Detectors.Dependencies;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenFaults;

namespace Headroom.Tests.Unit.Analyze.Detectors.Dependencies;

public sealed class MissingClientTimeoutTests
{
    [Fact]
    public void Finds_a_request_that_nothing_ends_while_a_dependency_hangs()
    {
        var finding = Found(Hung(Nothing, [10_000], unanswered: 40));

        finding.Subject.Endpoint.ShouldBe(GivenFaults.Endpoint);
        finding.Subject.Dependency.ShouldBe("partners");
        finding.Severity.ShouldBe(Severity.High);
        finding.Evidence.ShouldBe(["evidence/hang-probe.json#/wires/0"]);
        finding.Remedies.ShouldHaveSingleItem().Kind.ShouldBe(RemedyKind.Code);
    }

    [Fact]
    public void Vanishes_when_a_limit_turns_the_wait_into_an_error() => Silent(Hung(Answer(503), [2000, 2000, 2000, 2000]));

    [Fact]
    public void Vanishes_when_a_default_answers() => Silent(Hung(Answer(200), [2000, 2000, 2000, 2000]));

    [Fact]
    public void Stays_silent_on_an_error_just_within_the_patience() => Silent(Hung(Answer(500, 9_990), [9_990]));

    [Fact]
    public void Stays_silent_on_a_closed_connection() => Silent(Hung(new FaultAnswer { Error = "reset", After = TimeSpan.FromSeconds(5) }, [5000]));

    [Theory]
    [InlineData(19, null)]
    [InlineData(20, Severity.Medium)]
    public void Half_of_many_at_once_without_an_answer_wait_in_a_queue_without_a_limit(int unanswered, Severity? severity) =>
        SeverityOf(Hung(Answer(503), [5000], unanswered)).ShouldBe(severity);

    [Fact]
    public void Requests_that_a_rate_limit_refused_are_not_counted()
    {
        var wire = Hung(Answer(503), [5000], unanswered: 5);

        SeverityOf(wire with { Waves = [wire.Waves[0] with { Refused = 30, Failed = 5 }] }).ShouldBe(Severity.Medium);
        var refused = wire with { Waves = [wire.Waves[0] with { Refused = 40, Failed = 0, Unanswered = 0, Median = null }] };
        Silent(refused);
        NotRun(refused with { Requests = [refused.Requests[0] with { Answer = Answer(429, 2) }] }, "rate limit");
    }

    [Theory]
    [InlineData(2, Severity.High)]
    [InlineData(3, null)]
    public void The_last_of_many_kinds_at_once_may_wait_in_a_queue(int others, Severity? severity)
    {
        var wire = Hung(Answer(503), [2000]);

        SeverityOf(wire with
        {
            Requests =
            [
                .. Enumerable.Range(0, others).Select(n => wire.Requests[0] with { Endpoint = $"GET /{n}" }),
                wire.Requests[0] with { Endpoint = "GET /last", Answer = Nothing },
                wire.Requests[0] with { Endpoint = "GET /late", Answer = Nothing },
            ],
        }).ShouldBe(severity);
    }

    [Fact]
    public void Requests_that_are_slow_anyway_are_not_judged()
    {
        Found(Hung(Nothing, [], before: 4999));
        NotRun(Hung(Nothing, [], before: 5000), "longer one");
    }

    [Fact]
    public void Many_at_once_that_have_no_answer_without_the_fault_are_not_judged()
    {
        var wire = Hung(Answer(503), [5000], unanswered: 30);

        Silent(wire with { Control = wire.Control! with { Unanswered = 11 } });
        SeverityOf(wire with { Control = wire.Control! with { Unanswered = 10 } }).ShouldBe(Severity.Medium);
    }

    [Fact]
    public void Names_the_requests_that_suffer_without_asking_the_dependency()
    {
        Found(Hung(Nothing, [10_000], 40, 40, Bystander(Nothing))).Explanation.ShouldContain("GET /beside");
        Found(Hung(Nothing, [10_000], 40, 40, Bystander(Answer(200, 30)))).Explanation.ShouldNotContain("GET /beside");
        Found(Hung(Nothing, [10_000], 40, 40, Bystander(Answer(429, 30)))).Explanation.ShouldNotContain("GET /beside");
    }

    [Theory]
    [InlineData(9, null)]
    [InlineData(10, Severity.Medium)]
    public void Half_of_the_requests_without_an_answer_while_each_call_is_answered_late_have_no_limit_as_a_whole(int unanswered, Severity? severity) =>
        (MissingClientTimeout.Detector.Run(Throttled(Throttling(unanswered))) is Outcome.Found { Findings: [var found] } ? found.Severity : (Severity?)null)
            .ShouldBe(severity);

    [Theory] // of 20 requests a second, five seconds long
    [InlineData(5, 7, null)]
    [InlineData(5, 8, Severity.Medium)]
    public void While_it_is_throttled_too_refused_requests_are_not_counted(int refused, int unanswered, Severity? severity)
    {
        var outcome = MissingClientTimeout.Detector.Run(Throttled(Refusing(Throttling(unanswered), refused)));

        (outcome is Outcome.Found { Findings: [var found] } ? found.Severity : (Severity?)null).ShouldBe(severity);
    }

    [Theory] // 20 of a hundred are left, or 15
    [InlineData(16, null)]
    [InlineData(17, "early enough")]
    public void Where_a_rate_limit_leaves_too_few_requests_it_says_nothing(int refused, string? reason)
    {
        var outcome = MissingClientTimeout.Detector.Run(Throttled(Refusing(Throttling(unanswered: 3), refused)));

        (outcome as Outcome.NotRun)?.Reason.ShouldContain(reason!);
        outcome.ShouldBeOfType(reason is null ? typeof(Outcome.Found) : typeof(Outcome.NotRun));
    }

    [Fact]
    public void A_throttling_too_short_to_be_late_in_or_of_requests_that_are_slow_anyway_is_not_judged()
    {
        var wire = Throttling(unanswered: 20);

        ThrottledNotRun(wire with { Until = TimeSpan.FromSeconds(22) }, "early enough");
        ThrottledNotRun(wire with { Seconds = [.. wire.Seconds.Select(second => second with { P95 = TimeSpan.FromSeconds(5) })] }, "anyway");
        ThrottledNotRun(wire with { Seconds = [.. wire.Seconds.Select(second => second with { Failed = second.Second < 12 ? 3 : 0 })] }, "before partners was throttled");
    }

    [Fact]
    public void A_dependency_that_hangs_and_is_throttled_is_one_finding()
    {
        var both = Given.Set(
            (HangProbe.Kind, Probe(Hung(Nothing, [10_000], unanswered: 40))),
            (ThrottleProbe.Kind, Throttled(Throttling(20)).Find<ThrottleProbe>()!));

        One(MissingClientTimeout.Detector, both).Evidence.ShouldBe(["evidence/hang-probe.json#/wires/0"]);
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_dependency_whatever_the_numbers()
    {
        Found(Hung(Nothing, [10_000], 40)).Fingerprint.ShouldBe("missing-client-timeout:partners");
        Found(Hung(Nothing, [10_000], 30, before: 4)).Fingerprint.ShouldBe("missing-client-timeout:partners");
    }

    [Fact]
    public void A_dependency_that_was_not_looked_at_is_not_clean()
    {
        HungWire unseen = new() { Name = "cache", Dependency = DependencyKind.Redis, Missing = "no request of the load asks cache" };

        MissingClientTimeout.Detector.Run(GivenFaults.Set(unseen)).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("asks cache");
        MissingClientTimeout.Detector.Run(GivenFaults.Set(unseen, Hung(Answer(503), [2000]))).ShouldBeOfType<Outcome.Clean>();
        MissingClientTimeout.Detector.Run(GivenFaults.Set(unseen, Hung(Nothing, [10_000], 40)))
            .ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem().Evidence.ShouldBe(["evidence/hang-probe.json#/wires/1"]);
    }

    [Fact]
    public void Missing_evidence_is_not_run() => MissingClientTimeout.Detector.Run(Given.Set()).ShouldBeOfType<Outcome.NotRun>();

    // What began while it was throttled was refused after it: the seconds of the refusals are others.
    private static OutageWire Refusing(OutageWire wire, int refused) => wire with
    {
        Seconds = [.. wire.Seconds.Select(second => second with { SentAndRefused = second.Second is >= 12 and < 17 ? refused : 0 })],
    };

    private static Finding Found(HungWire wire) => One(MissingClientTimeout.Detector, GivenFaults.Set(wire));

    private static Severity? SeverityOf(HungWire wire) =>
        MissingClientTimeout.Detector.Run(GivenFaults.Set(wire)) is Outcome.Found { Findings: [var found] } ? found.Severity : null;

    private static void NotRun(HungWire wire, string reason) =>
        MissingClientTimeout.Detector.Run(GivenFaults.Set(wire)).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain(reason);

    private static void ThrottledNotRun(OutageWire wire, string reason) =>
        MissingClientTimeout.Detector.Run(Throttled(wire)).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain(reason);

    private static void Silent(HungWire wire) => MissingClientTimeout.Detector.Run(GivenFaults.Set(wire)).ShouldBeOfType<Outcome.Clean>();
}
