using Headroom.Analyze.Baselines;
using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Baselines.GivenRuns;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Baselines;

public sealed class BaselineJudgeTests
{
    // 3,000 requests in half a minute.
    private static readonly EvidenceSet Fresh = Set((RunMetrics.Kind, Run(Endpoint("GET /feed", 3_000, 8), Endpoint("POST /orders", 300, 8))));

    private static readonly AuditResult Ready = SampleResult.Ready with { Trust = SampleResult.Ready.Trust with { Valid = true, Reasons = [] }, Findings = [] };

    [Fact]
    public void Without_a_baseline_the_result_stays_as_it_is() => BaselineJudge.Apply(Ready, Fresh, baseline: null).ShouldBeSameAs(Ready);

    [Fact]
    public void A_run_that_is_as_good_as_before_stays_ready_and_shows_both()
    {
        var result = Apply(Imported(Called("GET /feed", 6_000), Called("POST /orders", 600)));

        result.Decision.Verdict.ShouldBe(Verdict.Ready, string.Join("; ", result.Comparisons[0].Reasons));
        result.Decision.Sentence.ShouldBe(Ready.Decision.Sentence);
        result.Decision.Assertions.ShouldContain(assertion => assertion.Name == "requests fail no more often than in k6.json" && assertion.Passed == true);
        result.Baselines.ShouldHaveSingleItem().Source.ShouldBe("k6.json");
        result.Comparisons.ShouldHaveSingleItem().Head.Requests.ShouldBe(3_300L);
        result.BaselineTable!.Rows.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_run_that_fails_more_often_than_before_is_blocked_and_says_why()
    {
        var worse = Set((RunMetrics.Kind, Run(Endpoint("GET /feed", 3_000, 8, Failure("500", 300, 8)), Endpoint("POST /orders", 300, 8))));

        var result = BaselineJudge.Apply(Ready, worse, Recorded([Imported(Called("GET /feed", 6_000), Called("POST /orders", 600))]));

        result.Decision.Verdict.ShouldBe(Verdict.Blocked);
        result.Decision.Sentence.ShouldStartWith("Not ready: beside the run that was recorded before this does not hold: requests of GET /feed fail no more often than in k6.json");
    }

    [Fact]
    public void What_the_load_did_not_ask_is_no_pass_and_is_listed()
    {
        var result = Apply(Imported(Called("GET /feed", 6_000), Called("POST /orders", 600), Called("GET /gone", 10)));

        result.Decision.Verdict.ShouldBe(Verdict.CannotTell);
        result.NotTested.ShouldContain(new NotTested("GET /gone beside k6.json", "the load did not ask it, or not often enough to tell"));
    }

    [Fact]
    public void An_untrusted_run_is_not_judged()
    {
        var untrusted = Ready with { Trust = Ready.Trust with { Valid = false, Reasons = ["the generator sent late"] } };

        var result = BaselineJudge.Apply(untrusted, Fresh, Recorded([Imported(Called("GET /feed", 6_000))]));

        var comparison = result.Comparisons.ShouldHaveSingleItem();
        comparison.Verdict.ShouldBe(DiffVerdict.CannotTell);
        comparison.Reasons.ShouldBe(["the fresh run cannot be trusted: the generator sent late"]);
        comparison.Acceptance.ShouldAllBe(assertion => assertion.Passed == null);
    }

    [Fact]
    public void Of_several_runs_the_latest_decides()
    {
        var old = Imported(Called("GET /feed", 6_000), Called("GET /gone", 600)) with { Source = "old.json" };
        var late = Imported(Called("GET /feed", 6_000), Called("POST /orders", 600)) with { Source = "late.json", StartedAt = DateTimeOffset.UnixEpoch.AddDays(1) };

        var result = BaselineJudge.Apply(Ready, Fresh, Recorded([old, late]));

        result.Comparisons.Select(comparison => comparison.Base.Source).ShouldBe(["late.json", "old.json"]);
        result.Decision.Verdict.ShouldBe(Verdict.Ready);
        result.BaselineTable!.Rows.Select(row => row.Source).ShouldBe(["old.json", "late.json"]);
    }

    [Fact]
    public void Counted_work_and_the_hotspot_are_judged_beside_a_run_of_Headroom()
    {
        var finding = SampleFindings.Found[0];
        var before = new RecordedRun(Given.Set((EndpointStatements.Kind, Alone("GET /feed", "SELECT 1"))), Ready with { Findings = [finding] });
        var more = Set((EndpointStatements.Kind, Alone("GET /feed", "SELECT 1", "SELECT 2")));

        var result = BaselineJudge.Apply(Ready with { Outcomes = [new DetectorOutcome { Detector = finding.Detector, Outcome = "clean" }] }, more, new RecordedBaseline(Nothing, before));

        var comparison = result.Comparisons.ShouldHaveSingleItem();
        comparison.Counters.ShouldHaveSingleItem().Outcome.ShouldBe(DiffOutcome.Worse);
        comparison.Acceptance.ShouldContain(assertion => assertion.Name.StartsWith("statements per request of GET /feed is no more than in ") && assertion.Passed == false);
        comparison.Acceptance.Single(assertion => assertion.Level == "info").Passed.ShouldBe(true);
        result.Decision.Assertions.ShouldNotContain(assertion => assertion.Level == "info");
        result.Decision.Verdict.ShouldBe(Verdict.Blocked);
    }

    [Fact]
    public void The_shape_of_an_own_run_holds_what_was_measured()
    {
        var metrics = Run(Endpoint("GET /feed", 100, 8, Failure("503", 10, 2)) with
        {
            Errors = new SortedDictionary<string, long> { ["timeout"] = 3, ["reset"] = 1 },
            Checks = [new CheckMetrics("has a body", 90, 10)],
        });

        var run = OwnRun.Of(Set((RunMetrics.Kind, metrics)), Ready);

        (run.Tool, run.Requests, run.DurationS).ShouldBe(("headroom", (long?)100, (double?)30));
        run.ChecksPass!.Value.Value.ShouldBe(0.9);
        run.HttpReqFailed!.Value.Value.ShouldBe(0.1);
        var endpoint = run.Endpoints!.ShouldHaveSingleItem();
        endpoint.Status!["0"].ShouldBe(4L);
        endpoint.P95Ms!.Value.ShouldBe(8, 0.1);
        endpoint.Failures!.FailedP50Ms!.Value.ShouldBe(2, 0.01);
        endpoint.Failures.SucceededP50Ms!.Value.ShouldBe(8, 0.01);
        OwnRun.Of(Set(), Ready).Requests.ShouldBeNull();
    }

    [Fact]
    public void Connections_that_broke_off_take_nothing_from_the_times_of_the_successes()
    {
        var endpoint = Endpoint("GET /feed", 100, 8, Failure("503", 10, 2));
        var metrics = Run(endpoint with { Failures = [.. endpoint.Failures, Failure("reset", 200, 8)] });

        var shape = OwnRun.Of(Set((RunMetrics.Kind, metrics)), Ready).Endpoints!.ShouldHaveSingleItem().Failures!;

        shape.SucceededP50Ms!.Value.ShouldBe(8, 0.01);
    }

    [Fact]
    public void An_own_run_tells_a_limit_by_its_headers_and_says_so()
    {
        var metrics = Run(Endpoint("POST /orders", 100, 8, Failure("503", 40, 1, retryAfter: 40)));
        var endpoint = OwnRun.Of(Set((RunMetrics.Kind, metrics)), Ready).Endpoints!.ShouldHaveSingleItem() with { FailedByClass = new SortedDictionary<string, long> { ["policy"] = 40 } };

        var (verdict, reasons) = FailureVerdicts.Of(endpoint, burst: null);

        verdict.ShouldBe(FailureVerdict.RateLimit);
        reasons.ShouldContain("Retry-After with 40 of the 40 answers of 503");
        reasons.ShouldContain(static reason => reason.EndsWith(": refused before any work"));
    }

    [Fact]
    public void A_file_of_the_baseline_that_could_not_be_read_is_listed()
    {
        var recorded = Recorded([Imported(Called("GET /feed", 6_000))]);

        var result = BaselineJudge.Apply(Ready, Fresh, recorded with { Imported = recorded.Imported with { Failures = [new ImportFailure("broken.json", 3, "no valid JSON")] } });

        result.NotTested.ShouldContain(new NotTested("the baseline's file broken.json", "no valid JSON"));
    }

    [Fact]
    public void A_check_that_was_not_made_is_no_pass_and_is_listed()
    {
        var result = Apply(Imported(Called("GET /feed", 6_000), Called("POST /orders", 600)) with { Checks = [new ImportedCheck("feed is 200", 10, 0)] });

        result.Decision.Verdict.ShouldBe(Verdict.CannotTell);
        result.NotTested.Single(part => part.Subject == "check \"feed is 200\" beside k6.json").Reason.ShouldStartWith("the load did not make it; a plan's checks are named after what they test");
    }

    [Theory]
    [InlineData(0, Verdict.Ready)]
    [InlineData(1, Verdict.CannotTell)]
    public void A_check_of_another_tool_does_not_decide_where_the_load_made_checks_of_its_own_and_all_held(long fails, Verdict verdict)
    {
        var feed = Endpoint("GET /feed", 3_000, 8) with { Checks = [new CheckMetrics("status is 200", 3_000 - fails, fails)] };
        var fresh = Set((RunMetrics.Kind, Run(feed, Endpoint("POST /orders", 300, 8))));
        var before = Imported(Called("GET /feed", 6_000), Called("POST /orders", 600)) with { Checks = [new ImportedCheck("feed is 200", 10, 0)] };

        var result = BaselineJudge.Apply(Ready, fresh, Recorded([before]));

        result.Decision.Verdict.ShouldBe(verdict);
        result.Comparisons[0].UnmadeChecks.ShouldBe(["feed is 200"]);
        result.NotTested.ShouldContain(part => part.Subject == "check \"feed is 200\" beside k6.json");
    }

    private static ImportedRuns Nothing => new() { Runs = [], Claims = [], Failures = [] };

    private static AuditResult Apply(params ImportedRun[] runs) => BaselineJudge.Apply(Ready, Fresh, Recorded(runs));

    private static RecordedBaseline Recorded(IReadOnlyList<ImportedRun> runs) => new(Nothing with { Runs = runs }, Run: null);
}
