using Headroom.Analyze;
using Headroom.Analyze.Judge;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Judge;

public sealed class RunDiffsTests
{
    private const string Query = "SELECT * FROM votes WHERE user_id = $1";

    private static readonly EndpointMetrics Get = Endpoint("GET /", 10_000, 8);

    [Fact]
    public void A_run_is_no_worse_than_itself()
    {
        var run = Recorded();

        var diff = RunDiffs.Of(run, run);

        diff.Verdict.ShouldBe(DiffVerdict.NoRegression);
        diff.Counters.Count.ShouldBeGreaterThan(20);
        diff.Counters.ShouldAllBe(counter => counter.Outcome == DiffOutcome.Same && counter.Base.Equals(counter.Head));
        diff.Failures.Count.ShouldBeGreaterThan(10);
        diff.Failures.ShouldAllBe(failure => failure.Outcome == DiffOutcome.Same);
        diff.Findings.ShouldAllBe(finding => finding.Base == finding.Head);
    }

    [Fact]
    public void A_run_that_cannot_be_trusted_judges_nothing()
    {
        var run = Recorded();
        var late = run with { Result = run.Result with { Trust = run.Result.Trust with { Valid = false, Reasons = ["the generator sent late"] } } };

        var diff = RunDiffs.Of(run, late);

        diff.Verdict.ShouldBe(DiffVerdict.CannotTell);
        diff.Reasons.ShouldBe(["the other run cannot be trusted: the generator sent late"]);
    }

    [Fact]
    public void Runs_with_nothing_in_common_cannot_be_told() => Of(Set(), Set()).Verdict.ShouldBe(DiffVerdict.CannotTell);

    [Theory]
    [InlineData(100, 110, DiffOutcome.Same)]
    [InlineData(100, 111, DiffOutcome.Worse)]
    [InlineData(100, 89, DiffOutcome.Better)]
    [InlineData(3, 7, DiffOutcome.Same)] // four buffers are nothing
    [InlineData(3, 8, DiffOutcome.Worse)]
    public void A_tenth_more_buffers_a_call_are_worse(long was, long now, DiffOutcome outcome)
    {
        var diff = Of(Set((StatementStatistics.Kind, Load(was, rows: 1))), Set((StatementStatistics.Kind, Load(now, rows: 1))));

        diff.Counters.Single(counter => counter.Counter == "buffers_per_call").Outcome.ShouldBe(outcome);
        diff.Verdict.ShouldBe(outcome == DiffOutcome.Worse ? DiffVerdict.Regressed : DiffVerdict.NoRegression);
    }

    [Fact]
    public void More_rows_are_other_data_and_no_fault() =>
        Of(Set((StatementStatistics.Kind, Load(10, rows: 1))), Set((StatementStatistics.Kind, Load(10, rows: 90)))).Verdict.ShouldBe(DiffVerdict.NoRegression);

    [Fact]
    public void One_more_statement_a_request_is_worse()
    {
        var diff = Of(Set((EndpointStatements.Kind, Alone("GET /", Query))), Set((EndpointStatements.Kind, Alone("GET /", Query, "SELECT 1"))));

        diff.Reasons.ShouldBe(["GET /: statements per request 1 -> 2"]);
    }

    [Theory]
    [InlineData(0, 5, DiffOutcome.Same)] // p = 1/32
    [InlineData(0, 30, DiffOutcome.Worse)]
    [InlineData(30, 0, DiffOutcome.Better)]
    [InlineData(100, 130, DiffOutcome.Same)]
    [InlineData(100, 200, DiffOutcome.Worse)]
    public void More_failures_than_chance_gives_are_worse(int was, int now, DiffOutcome outcome)
    {
        var diff = Of(Set((RunMetrics.Kind, Run(Failing(was)))), Set((RunMetrics.Kind, Run(Failing(now)))));

        diff.Failures.ShouldHaveSingleItem().Outcome.ShouldBe(outcome);
        (diff.Verdict == DiffVerdict.Regressed).ShouldBe(outcome == DiffOutcome.Worse);
    }

    [Fact]
    public void A_rise_below_a_thousandth_is_nobodys_outage_however_many_requests_show_it()
    {
        var (was, now) = (Get with { Requests = 10_000_000, Failed = 1_000 }, Get with { Requests = 10_000_000, Failed = 9_000 });

        var failure = Of(Set((RunMetrics.Kind, Run(was))), Set((RunMetrics.Kind, Run(now)))).Failures.ShouldHaveSingleItem();

        (failure.Outcome, failure.PValue < 1e-6).ShouldBe((DiffOutcome.Same, true));
    }

    [Fact]
    public void A_check_that_fails_more_is_worse_though_no_request_failed()
    {
        var (was, now) = (Get with { Checks = [new CheckMetrics("has a body", 10_000, 0)] }, Get with { Checks = [new CheckMetrics("has a body", 9_000, 1_000)] });

        Of(Set((RunMetrics.Kind, Run(was))), Set((RunMetrics.Kind, Run(now)))).Reasons.ShouldBe(["GET /: check \"has a body\" failed 0 of 10000 -> 1000 of 10000"]);
    }

    [Fact]
    public void An_endpoint_that_is_gone_is_worse_and_a_new_one_is_not()
    {
        var (one, two) = (Set((RunMetrics.Kind, Run(Get))), Set((RunMetrics.Kind, Run(Get, Endpoint("GET /more", 100, 8)))));

        (Of(two, one).Verdict, Of(two, one).Reasons[0]).ShouldBe((DiffVerdict.Regressed, "only in base: GET /more"));
        (Of(one, two).Verdict, Of(one, two).Routes[0]).ShouldBe((DiffVerdict.NoRegression, "only in head: GET /more"));
    }

    [Fact]
    public void A_grave_finding_is_new_only_when_the_earlier_run_looked_for_it()
    {
        var run = Recorded();
        var grave = run.Result.Findings.First(finding => finding.Severity >= Severity.High);
        var without = run with { Result = run.Result with { Findings = [.. run.Result.Findings.Where(finding => finding != grave)] } };
        var unseen = without with
        {
            Result = without.Result with
            {
                Outcomes = [.. without.Result.Outcomes.Select(outcome => outcome.Detector == grave.Detector ? outcome with { Outcome = "not_run", Reason = "no database" } : outcome)],
            },
        };

        RunDiffs.Of(without, run).Reasons.ShouldContain($"new finding: {grave.Title}");
        RunDiffs.Of(run, without).Verdict.ShouldBe(DiffVerdict.NoRegression);
        var diff = RunDiffs.Of(unseen, run);
        (diff.Verdict, diff.Findings[0].Unseen).ShouldBe((DiffVerdict.NoRegression, "no database"));
    }

    private static RunDiff Of(EvidenceSet earlier, EvidenceSet later) => RunDiffs.Of(Trusted(earlier), Trusted(later));

    private static RecordedRun Trusted(EvidenceSet evidence)
    {
        var recorded = Recorded();
        var endpoints = (evidence.Find<RunMetrics>()?.Endpoints ?? []).Select(endpoint => recorded.Result.Endpoints[0] with { Endpoint = endpoint.Endpoint, Requests = endpoint.Requests });
        return new RecordedRun(evidence, recorded.Result with { Endpoints = [.. endpoints], Findings = [] });
    }

    private static RecordedRun Recorded()
    {
        var folder = RunFolder.Open(RunGoldenTests.FolderOf("clipper-all-defects"))!;
        var evidence = folder.ReadEvidence();
        var result = Auditor.Audit(evidence, folder.ReadPlan(), folder.ReadManifest());
        return new RecordedRun(evidence, result with { Trust = result.Trust with { Valid = true, Reasons = [] } });
    }

    private static EndpointMetrics Failing(int count) => Get with { Failed = count };

    private static StatementStatistics Load(long buffers, long rows)
    {
        var load = Statements((Query, 50));
        return load with { Statements = [.. load.Statements.Select(statement => statement with { Calls = 100, Buffers = 100 * buffers, Rows = 100 * rows })] };
    }
}
