using Headroom.Analyze.Decide;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Tests.Unit.Golden;
using Headroom.Tests.Unit.Report.Formats;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Decide;

public sealed class GateJudgeTests
{
    private const string Fingerprint = "n-plus-one-query:GET /feed";

    private static readonly DateOnly DayOfRun = new(2026, 8, 1);

    private static readonly AuditResult Ready = SampleResult.Ready;

    private static readonly AuditResult Slow = Ready with
    {
        Decision = new Decision
        {
            Verdict = Verdict.Blocked,
            Sentence = "Not ready: it is slow.",
            Assertions = [new Assertion { Name = "slo GET / p95", Operator = "<=", Expected = 100, Actual = 141.9, Unit = "ms", Level = "error", Passed = false }],
        },
    };

    [Fact]
    public void A_run_that_ended_ready_passes_as_it_was_decided()
    {
        var gate = GateJudge.Of(Ready, DayOfRun);

        gate.Decision.Verdict.ShouldBe(Verdict.Ready);
        gate.Decision.Sentence.ShouldBe(Ready.Decision.Sentence);
        gate.Decision.Assertions.Select(assertion => (assertion.Name, assertion.Passed)).ShouldBe([("the run can be trusted", true), ("the run ended", true)]);
        gate.RunId.ShouldBe(Ready.Manifest.RunId);
        gate.Waivers.ShouldBeEmpty();
        gate.Comparison.ShouldBeNull();
    }

    [Fact]
    public void A_run_that_was_blocked_stays_blocked_for_its_own_reason()
    {
        var decision = GateJudge.Of(Slow, DayOfRun).Decision;

        (decision.Verdict, decision.Sentence).ShouldBe((Verdict.Blocked, "Not ready: it is slow."));
        decision.Assertions[0].ShouldBe(Slow.Decision.Assertions[0]);
    }

    [Fact]
    public void A_run_that_is_not_trusted_passes_nothing()
    {
        var untrusted = Ready with { Trust = Ready.Trust with { Valid = false, Reasons = ["the generator sent late", "the window is too short"] } };

        var decision = GateJudge.Of(untrusted, DayOfRun).Decision;

        (decision.Verdict, decision.Sentence).ShouldBe((Verdict.CannotTell, "Cannot tell: the generator sent late; the window is too short."));
    }

    [Fact]
    public void What_blocked_blocks_also_in_a_run_that_proves_nothing_else()
    {
        var untrusted = Slow with { Trust = Slow.Trust with { Valid = false, Reasons = ["the generator sent late"] }, Manifest = Slow.Manifest with { Interrupted = true } };

        var decision = GateJudge.Of(untrusted, DayOfRun).Decision;

        (decision.Verdict, decision.Sentence).ShouldBe((Verdict.Blocked, "Not ready: it is slow."));
    }

    [Fact]
    public void A_run_that_was_interrupted_passes_nothing()
    {
        var decision = GateJudge.Of(Ready with { Manifest = Ready.Manifest with { Interrupted = true } }, DayOfRun).Decision;

        (decision.Verdict, decision.Sentence).ShouldBe((Verdict.CannotTell, "Cannot tell: the run was interrupted after 251 s."));
        decision.Assertions.Single(assertion => assertion.Name == "the run ended").Passed.ShouldBeNull();
    }

    [Fact]
    public void A_run_that_was_killed_is_no_pass()
    {
        var decision = GateJudge.Of(Ready with { Manifest = Ready.Manifest with { Took = null } }, DayOfRun).Decision;

        (decision.Verdict, decision.Sentence).ShouldBe((Verdict.CannotTell, "Cannot tell: the run did not end: it was killed."));
    }

    [Theory]
    [InlineData("the generator sent late", "Cannot tell: the generator sent late.")]
    [InlineData("does the load lack a login?", "Cannot tell: does the load lack a login?")]
    public void A_run_that_is_not_trusted_says_why_and_ends_once(string reason, string sentence)
    {
        var untrusted = Ready with { Trust = Ready.Trust with { Valid = false, Reasons = [reason] } };

        GateJudge.Of(untrusted, DayOfRun).Decision.Sentence.ShouldBe(sentence);
    }

    [Fact]
    public void What_the_audit_of_a_database_left_out_is_no_pass()
    {
        var database = SampleDatabase.Audited.Database!;

        var blind = GateJudge.Of(Ready with { Database = database with { Missing = ["indexes were not searched"] } }, DayOfRun).Decision;

        (blind.Verdict, blind.Sentence).ShouldBe((Verdict.CannotTell, "Cannot tell: this could not be judged: nothing was left out: indexes were not searched."));
        GateJudge.Of(Ready with { Database = database with { Missing = [] } }, DayOfRun).Decision.Verdict.ShouldBe(Verdict.Ready);
    }

    [Theory]
    [InlineData(10, Verdict.Ready)]
    [InlineData(11, Verdict.Blocked)]
    public void A_waiver_that_has_ended_since_the_run_holds_no_longer(int today, Verdict verdict)
    {
        var gate = GateJudge.Of(Accepted(new DateOnly(2026, 8, 10)), new DateOnly(2026, 8, today));

        gate.Decision.Verdict.ShouldBe(verdict);
        gate.Decision.Assertions.Any(assertion => assertion is { Operator: "not expired", Passed: false }).ShouldBe(verdict == Verdict.Blocked);
        gate.Waivers.ShouldHaveSingleItem().Fingerprint.ShouldBe(Fingerprint);
    }

    [Fact]
    public void The_waiver_that_has_ended_is_the_reason()
    {
        var decision = GateJudge.Of(Accepted(new DateOnly(2026, 8, 10)), new DateOnly(2026, 8, 11)).Decision;

        decision.Sentence.ShouldBe($"Not ready: this does not hold: waiver of {Fingerprint} holds until 2026-08-10.");
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void A_finding_whose_waiver_has_ended_since_the_run_stands_again(int today, bool isWaived)
    {
        var waived = new Assertion { Name = $"no critical finding {Fingerprint} (waived)", Operator = "absent", Level = "error", Passed = true };
        var accepted = Accepted(new DateOnly(2026, 8, 10));
        var result = accepted with { Decision = accepted.Decision with { Assertions = [waived] } };

        var decision = GateJudge.Of(result, new DateOnly(2026, 8, today)).Decision;

        decision.Assertions[0].ShouldBe(isWaived ? waived : waived with { Name = $"no critical finding {Fingerprint}", Passed = false });
        decision.Sentence.ShouldStartWith(
            isWaived ? Ready.Decision.Sentence : $"Not ready: this does not hold: waiver of {Fingerprint} holds until 2026-08-10 and 1 more.");
    }

    [Fact]
    public void A_waiver_that_was_given_a_new_day_holds_beside_the_one_that_has_ended()
    {
        var waived = new Assertion { Name = $"no critical finding {Fingerprint} (waived)", Operator = "absent", Level = "error", Passed = true };
        var accepted = Accepted(new DateOnly(2026, 8, 10));
        var first = accepted.Plan!.Waivers[0];
        var result = accepted with
        {
            Decision = accepted.Decision with { Assertions = [waived] },
            Plan = accepted.Plan with { Waivers = [first, first with { Until = new DateOnly(2026, 9, 10) }] },
        };

        GateJudge.Of(result, new DateOnly(2026, 8, 11)).Decision.Assertions[0].ShouldBe(waived);
    }

    [Fact]
    public void A_waiver_that_had_ended_before_the_run_is_told_once()
    {
        var until = new DateOnly(2026, 7, 31);
        var result = Accepted(until);
        IReadOnlyList<Assertion> known = [.. Decider.Expired(result.Plan!.Waivers, DayOfRun)];

        var gate = GateJudge.Of(result with { Decision = result.Decision with { Verdict = Verdict.Blocked, Assertions = known } }, DayOfRun);

        gate.Decision.Assertions.Count(assertion => assertion.Operator == "not expired").ShouldBe(1);
    }

    [Theory]
    [InlineData(15, 1)]
    [InlineData(16, 0)]
    public void A_waiver_that_ends_within_two_weeks_is_listed(int until, int listed) =>
        GateJudge.Of(Accepted(new DateOnly(2026, 8, until)), DayOfRun).Waivers.Count.ShouldBe(listed);

    [Fact]
    public void A_clock_that_is_late_does_not_bring_a_waiver_back()
    {
        var gate = GateJudge.Of(Accepted(new DateOnly(2026, 7, 31)), new DateOnly(2026, 7, 1));

        gate.Day.ShouldBe(DayOfRun);
        gate.Decision.Verdict.ShouldBe(Verdict.Blocked);
    }

    [Theory]
    [InlineData(Severity.Critical, Verdict.Blocked)]
    [InlineData(Severity.High, Verdict.Blocked)]
    [InlineData(Severity.Medium, Verdict.Ready)]
    public void A_grave_finding_that_the_earlier_run_did_not_have_blocks(Severity severity, Verdict verdict)
    {
        var decision = GateJudge.Of(Beside(DiffVerdict.Regressed, new FindingDiff(Fingerprint, "It asks once a row", null, severity, null)), DayOfRun).Decision;

        decision.Verdict.ShouldBe(verdict);
        decision.Assertions.Any(assertion => assertion.Name == $"no new finding {Fingerprint}").ShouldBe(verdict == Verdict.Blocked);
    }

    [Fact]
    public void A_finding_that_the_earlier_run_had_or_did_not_look_for_is_not_new()
    {
        var known = new FindingDiff(Fingerprint, "It asks once a row", Severity.High, Severity.High, null);
        var unseen = known with { Base = null, Unseen = "plans was not collected" };

        GateJudge.Of(Beside(DiffVerdict.Regressed, known, unseen), DayOfRun).Decision.Verdict.ShouldBe(Verdict.Ready);
    }

    [Fact]
    public void A_new_finding_that_is_waived_passes_and_says_so()
    {
        var result = Beside(DiffVerdict.Regressed, new FindingDiff(Fingerprint, "It asks once a row", null, Severity.High, null));

        var decision = GateJudge.Of(result with { Plan = Accepted(new DateOnly(2026, 8, 10)).Plan }, DayOfRun).Decision;

        decision.Verdict.ShouldBe(Verdict.Ready);
        decision.Assertions.ShouldContain(assertion => assertion.Name == $"no new finding {Fingerprint} (waived)" && assertion.Passed == true);
    }

    [Fact]
    public void Runs_that_cannot_be_held_against_each_other_are_no_pass()
    {
        var decision = GateJudge.Of(Beside(DiffVerdict.CannotTell), DayOfRun).Decision;

        decision.Verdict.ShouldBe(Verdict.CannotTell);
        decision.Sentence.ShouldBe("Cannot tell: this could not be judged: it can be held against runs/checkout.ndjson.gz.");
        GateJudge.Of(Beside(DiffVerdict.NoRegression), DayOfRun).Decision.Verdict.ShouldBe(Verdict.Ready);
    }

    private static AuditResult Accepted(DateOnly until) => Ready with
    {
        Plan = GivenWaiver.Until(2).Plan! with
        {
            Waivers = [new Waiver { Fingerprint = Fingerprint, Owner = "feed team", Reason = "the page is rewritten", Until = until }],
        },
    };

    private static AuditResult Beside(DiffVerdict verdict, params FindingDiff[] findings) =>
        Ready with { Comparisons = [SampleBaseline.Compared with { Verdict = verdict, Acceptance = [], Findings = findings }] };
}
