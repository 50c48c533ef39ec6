using Headroom.Analyze.Decide;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Decide;

public sealed class DeciderTests
{
    private static readonly DateOnly Today = new(2026, 5, 1);

    private static readonly SloResult Met = new()
    {
        Endpoint = "GET /",
        Indicator = "p95",
        Target = TimeSpan.FromMilliseconds(100),
        Actual = TimeSpan.FromMilliseconds(41),
        Samples = 1000,
        Met = true,
    };

    [Fact]
    public void Ready_when_all_holds() => Decide().Verdict.ShouldBe(Verdict.Ready);

    [Fact]
    public void Blocked_when_an_objective_is_violated() => Decide(slo: [Met with { Met = false }]).Verdict.ShouldBe(Verdict.Blocked);

    [Theory]
    [InlineData(Severity.Critical, Verdict.Blocked)]
    [InlineData(Severity.High, Verdict.ReadyWithRisk)]
    [InlineData(Severity.Medium, Verdict.Ready)]
    [InlineData(Severity.Low, Verdict.Ready)]
    public void A_finding_counts_by_its_severity(Severity severity, Verdict verdict) => Decide(findings: [Found(severity)]).Verdict.ShouldBe(verdict);

    [Fact]
    public void The_gate_may_block_from_a_lower_severity() =>
        Decide(plan: Plan() with { Gate = new GatePlan { FailOn = Severity.Medium } }, findings: [Found(Severity.Medium)]).Verdict.ShouldBe(Verdict.Blocked);

    [Fact]
    public void Cannot_tell_from_a_run_that_is_not_trusted() =>
        Decide(trusted: false, slo: [Met with { Met = null }]).Verdict.ShouldBe(Verdict.CannotTell);

    [Theory]
    [InlineData(Severity.High, "Cannot tell")]
    [InlineData(Severity.Critical, "Not ready")]
    public void A_service_that_ended_by_itself_comes_before_every_finding(Severity severity, string verdict)
    {
        var end = new ServiceEnd { After = TimeSpan.FromSeconds(6), ExitCode = 1, Log = "shop.log" };
        var trust = new RunTrust { Valid = false, Reasons = [end.Sentence], Remarks = [] };

        var decision = Decider.Of(new DecisionBasis(Plan(), Today, null, trust, [Met with { Met = null }], [Found(severity)], [], [])
        {
            ServiceEnd = end,
        });

        decision.Sentence.ShouldBe($"{verdict}: {end.Sentence}. First to fix: what ended it.");
    }

    [Fact]
    public void A_run_that_cannot_be_trusted_names_no_first_fix() =>
        Decide(trusted: false, slo: [Met with { Met = null }], findings: [Found(Severity.High)])
            .Sentence.ShouldBe("Cannot tell: the window is too short.");

    [Theory]
    [InlineData(Severity.Low, null, "401", " First to fix: what GET / fails with (401 ×12 of 12 requests; does the load lack its login?).")]
    [InlineData(Severity.Critical, null, "401", " First to fix: what GET / fails with (401 ×12 of 12 requests; does the load lack its login?).")]
    [InlineData(Severity.Low, "GET /", "500", " First to fix: what GET / fails with (500 ×12 of 12 requests).")]
    [InlineData(Severity.Medium, "GET /", "500", " First to fix: It is slow.")]
    [InlineData(Severity.Medium, "GET /b", "500", " First to fix: what GET / fails with (500 ×12 of 12 requests).")]
    [InlineData(Severity.High, null, "500", " First to fix: It is slow.")]
    public void What_fails_comes_before_a_finding_that_does_not_explain_it(Severity severity, string? endpoint, string status, string first)
    {
        var trust = new RunTrust { Valid = true, Reasons = [], Remarks = [] };
        var finding = Found(severity) with { Subject = new Subject { Endpoint = endpoint } };

        var decision = Decider.Of(
            new DecisionBasis(Plan(), Today, null, trust, [Met with { Indicator = "errors", Met = false }], [finding], [], [])
            {
                Endpoints = [Failing(status), Failing(status) with { Endpoint = "GET /b", Error = new Ratio(0) }],
            });

        decision.Sentence.ShouldBe($"Not ready: objectives are violated under the planned load.{first}");
    }

    [Theory]
    [InlineData(0.02, " First to fix: It is slow.")]
    [InlineData(0.9, " First to fix: what GET / fails with (404 ×12 of 12 requests).")]
    public void A_few_failures_do_not_come_before_a_finding_that_explains_a_latency(double share, string first)
    {
        var trust = new RunTrust { Valid = true, Reasons = [], Remarks = [] };
        var finding = Found(Severity.High) with { Subject = new Subject { Endpoint = "GET /b" } };
        SloResult[] slo = [Met with { Indicator = "errors", Met = false }, Met with { Endpoint = "GET /b", Met = false }];

        var decision = Decider.Of(new DecisionBasis(Plan(), Today, null, trust, slo, [finding], [], [])
        {
            Endpoints = [Failing("404") with { Error = new Ratio(share) }, Failing("200") with { Endpoint = "GET /b", Error = new Ratio(0) }],
        });

        decision.Sentence.ShouldBe($"Not ready: objectives are violated under the planned load.{first}");
    }

    [Theory]
    [InlineData(Severity.Low, null, "")]
    [InlineData(Severity.Low, "GET /", " First to fix: It is slow.")]
    [InlineData(Severity.Low, "GET /b", "")]
    [InlineData(Severity.Medium, null, " First to fix: It is slow.")]
    public void A_low_finding_comes_first_only_where_it_reaches_what_is_violated(Severity severity, string? endpoint, string first) =>
        Decide(slo: [Met with { Met = false }], findings: [Found(severity) with { Subject = new Subject { Endpoint = endpoint } }])
            .Sentence.ShouldBe($"Not ready: objectives are violated under the planned load.{first}");

    [Fact]
    public void A_low_finding_comes_first_where_the_gate_blocks_by_it() =>
        Decide(plan: Plan() with { Gate = new GatePlan { FailOn = Severity.Low } }, findings: [Found(Severity.Low)])
            .Sentence.ShouldBe("Not ready: a finding that is low or graver stands. First to fix: It is slow.");

    [Fact]
    public void Where_every_request_failed_the_endpoint_that_failed_most_comes_first()
    {
        var trust = new RunTrust { Valid = true, Reasons = [], Remarks = [] };

        var decision = Decider.Of(new DecisionBasis(Plan(), Today, null, trust, [], [Found(Severity.Low)], [], [])
        {
            HasOnlyFailures = true,
            Endpoints = [Failing("500"), Failing("500") with { Endpoint = "GET /b", Requests = 11 }],
        });

        decision.Sentence.ShouldBe(
            "Cannot tell: every request of the load failed. First to fix: what GET / fails with (500 ×12 of 12 requests).");
    }

    [Fact]
    public void Cannot_tell_when_something_asked_for_did_not_run() => Decide(unanswered: ["unindexed-sort"]).Verdict.ShouldBe(Verdict.CannotTell);

    [Theory]
    [InlineData("the statements could not be looked at: no SELECT on votes", true)]
    [InlineData("the load was too short", false)]
    public void A_right_that_is_missing_is_told_where_it_is_why_something_did_not_run(string reason, bool told)
    {
        var trust = new RunTrust { Valid = true, Reasons = [], Remarks = [] };
        DetectorOutcome[] outcomes = [new DetectorOutcome { Detector = "unindexed-sort", Outcome = "not_run", Reason = reason }];

        var decision = Decider.Of(new DecisionBasis(Plan(), Today, null, trust, [Met], [], outcomes, ["unindexed-sort"])
        {
            Denied = "no SELECT on votes",
        });

        decision.Sentence.ShouldBe($"Cannot tell: unindexed-sort could not be checked{(told ? ": no SELECT on votes" : "")}.");
    }

    [Theory]
    [InlineData("not_run", Verdict.CannotTell)]
    [InlineData("crashed", Verdict.CannotTell)]
    [InlineData("clean", Verdict.Ready)]
    [InlineData("not_applicable", Verdict.Ready)]
    public void A_required_detector_must_have_run(string outcome, Verdict verdict) => Decide(
        plan: Plan() with { Gate = new GatePlan { Require = ["n-plus-one-query"] } },
        outcomes: [new DetectorOutcome { Detector = "n-plus-one-query", Outcome = outcome }]).Verdict.ShouldBe(verdict);

    [Fact]
    public void Required_objectives_must_exist() =>
        Decide(plan: Plan() with { Gate = new GatePlan { Require = ["slo"] } }, slo: []).Verdict.ShouldBe(Verdict.CannotTell);

    [Fact]
    public void A_violation_outranks_what_cannot_be_told() =>
        Decide(slo: [Met with { Met = false }], unanswered: ["unindexed-sort"]).Verdict.ShouldBe(Verdict.Blocked);

    [Fact]
    public void A_run_that_did_not_end_is_no_pass_and_says_so_first()
    {
        var decision = Decide(findings: [Found(Severity.High)], unended: "the run was interrupted", trusted: false);

        decision.Verdict.ShouldBe(Verdict.CannotTell);
        decision.Sentence.ShouldStartWith("Cannot tell: the run was interrupted.");
        decision.Assertions.ShouldContain(static one => one.Name == "the run ended" && one.Passed == null);
        var blocked = Decide(slo: [Met with { Met = false }], unended: "the run was interrupted after 9 s");
        (blocked.Verdict, blocked.Sentence).ShouldBe(
            (Verdict.Blocked, "Not ready (the run was interrupted after 9 s): objectives are violated under the planned load."));
    }

    [Fact]
    public void What_cannot_be_told_outranks_a_risk() =>
        Decide(findings: [Found(Severity.High)], unanswered: ["unindexed-sort"]).Verdict.ShouldBe(Verdict.CannotTell);

    [Theory]
    [InlineData("2026-05-01", Verdict.Ready)]
    [InlineData("2026-04-30", Verdict.Blocked)]
    public void A_waiver_holds_until_its_last_day_and_blocks_after(string until, Verdict verdict) => Decide(
        plan: Plan() with { Waivers = [new Waiver { Fingerprint = "f:x", Owner = "feed team", Reason = "known", Until = DateOnly.Parse(until) }] },
        findings: [Found(Severity.Critical)]).Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(Severity.Critical, "Ready: every objective is met under the planned load, and no finding of weight but one that is accepted for a time.")]
    [InlineData(Severity.High, "Ready: every objective is met under the planned load, and no finding of weight but one that is accepted for a time.")]
    [InlineData(Severity.Medium, "Ready: every objective is met under the planned load, and no finding of weight.")]
    public void A_finding_of_weight_that_is_accepted_for_a_time_is_told(Severity severity, string sentence)
    {
        var plan = Plan() with { Waivers = [new Waiver { Fingerprint = "f:x", Owner = "feed team", Reason = "known", Until = Today }] };

        Decide(plan: plan, findings: [Found(severity)]).Sentence.ShouldBe(sentence);
        Decide(plan: plan).Sentence.ShouldBe("Ready: every objective is met under the planned load, and no finding of weight.");
    }

    [Fact]
    public void Several_accepted_findings_are_counted_also_where_the_plan_names_no_objectives() => Decide(
        plan: Plan() with
        {
            Gate = new GatePlan { FailOn = Severity.Medium },
            Waivers = [new Waiver { Fingerprint = "f:x", Owner = "feed team", Reason = "known", Until = Today }],
        },
        slo: [],
        findings: [Found(Severity.Medium), Found(Severity.High)])
        .Sentence.ShouldBe("Ready: no finding of weight but 2 that are accepted for a time; the plan names no objectives.");

    [Fact]
    public void A_waiver_of_another_finding_does_not_help() => Decide(
        plan: Plan() with { Waivers = [new Waiver { Fingerprint = "f:y", Owner = "feed team", Reason = "known", Until = Today }] },
        findings: [Found(Severity.Critical)]).Verdict.ShouldBe(Verdict.Blocked);

    [Fact]
    public void A_waiver_whose_last_day_has_passed_is_told_in_a_sentence() => Decide(
        plan: Plan() with { Waivers = [new Waiver { Fingerprint = "x:y", Owner = "feed team", Reason = "known", Until = new DateOnly(2020, 1, 1) }] })
        .Sentence.ShouldBe("Not ready: the waiver of x:y holds until 2020-01-01, which has passed.");

    [Theory]
    [InlineData("the window is too short", "Cannot tell: the window is too short.")]
    [InlineData("give the service another port.", "Cannot tell: give the service another port.")]
    [InlineData("does the load lack the ids that exist?", "Cannot tell: does the load lack the ids that exist?")]
    public void A_reason_has_one_mark_at_its_end(string reason, string sentence) => Decider.Of(new DecisionBasis(
        Plan(), Today, null, new RunTrust { Valid = false, Reasons = [reason], Remarks = [] }, [Met with { Met = null }], [], [], []))
        .Sentence.ShouldBe(sentence);

    private static Plan Plan() => new() { Service = new ServicePlan { Name = "shop", Url = new Uri("http://127.0.0.1:1") } };

    private static EndpointResult Failing(string status) => SampleResult.Blocked.Endpoints[0] with
    {
        Endpoint = "GET /",
        Requests = 12,
        Error = new Ratio(1),
        Status = new SortedDictionary<string, long>(StringComparer.Ordinal) { [status] = 12 },
    };

    private static Finding Found(Severity severity) => new()
    {
        Detector = "f",
        Fingerprint = "f:x",
        Severity = severity,
        Confidence = Confidence.High,
        Title = "It is slow",
        Explanation = "",
        Subject = new Subject(),
        Evidence = [],
        Remedies = [],
        Effect = new Effect.Unknown("not tried"),
    };

    private static Decision Decide(
        Plan? plan = null, bool trusted = true, SloResult[]? slo = null, Finding[]? findings = null, DetectorOutcome[]? outcomes = null,
        string[]? unanswered = null, string? unended = null) =>
        Decider.Of(new DecisionBasis(
            plan ?? Plan(), Today, unended, new RunTrust { Valid = trusted, Reasons = trusted ? [] : ["the window is too short"], Remarks = [] }, slo ?? [Met], findings ?? [], outcomes ?? [], unanswered ?? []));
}
