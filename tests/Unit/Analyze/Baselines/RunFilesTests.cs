using Headroom.Analyze.Baselines;
using Headroom.Model.Results;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Baselines.GivenRuns;

namespace Headroom.Tests.Unit.Analyze.Baselines;

public sealed class RunFilesTests
{
    private static readonly ImportedLatency s_latency = new() { P50Ms = 4.123, P90Ms = 9.87, P95Ms = 12.34, MaxMs = 80.1 };

    [Fact]
    public void A_summary_and_the_samples_of_a_run_are_one_with_what_both_tell()
    {
        var samples = Samples();
        var summary = Summary() with { Thresholds = [new ImportedThreshold("checks", "rate>0.9", Passed: true)] };

        var run = RunFiles.Joined([summary, samples]).ShouldHaveSingleItem();

        run.Source.ShouldBe("samples.json");
        run.Endpoints.ShouldBe(samples.Endpoints);
        run.Thresholds.ShouldBe(summary.Thresholds);
    }

    [Theory]
    [InlineData(12.40, 1)] // rounded
    [InlineData(12.60, 2)]
    public void Latencies_that_differ_by_more_than_rounding_are_two_runs(double p95, int runs) =>
        RunFiles.Joined([Samples(), Summary() with { HttpReqDuration = s_latency with { P95Ms = p95 } }]).Count.ShouldBe(runs);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    public void Stamps_that_contradict_are_two_runs(int seconds, int runs) =>
        RunFiles.Joined([Samples(), Summary() with { StartedAt = DateTimeOffset.UnixEpoch.AddSeconds(seconds) }]).Count.ShouldBe(runs);

    [Fact]
    public void Runs_with_other_counts_tools_or_too_few_figures_stay_apart()
    {
        RunFiles.Joined([Samples(), Summary() with { Requests = 11 }]).Count.ShouldBe(2);
        RunFiles.Joined([Samples(), Summary() with { Tool = "locust" }]).Count.ShouldBe(2);
        RunFiles.Joined([Samples(), Summary() with { HttpReqDuration = new ImportedLatency { P50Ms = 4.123, P95Ms = 12.34 } }]).Count.ShouldBe(2);
        RunFiles.Joined([Samples(), Summary() with { HttpReqDuration = null }]).Count.ShouldBe(2);
    }

    [Fact]
    public void A_list_of_failures_belongs_to_the_run_that_has_as_many()
    {
        var failures = Imported(Called("GET /a", 3, ("503", 3))) with { Source = "failures.csv", StartedAt = null, Requests = null, HttpReqDuration = null };

        RunFiles.Joined([failures, Samples()]).ShouldHaveSingleItem().Requests.ShouldBe(10);
        RunFiles.Joined([failures with { Endpoints = [Called("GET /a", 2, ("503", 2))] }, Samples()]).Count.ShouldBe(2);
    }

    [Fact]
    public void The_causes_of_a_list_of_failures_are_those_of_the_table_beside_it()
    {
        var causes = new SortedDictionary<string, long> { ["saturation"] = 3 };
        var table = Samples() with { Source = "stats.csv", Endpoints = [Called("GET /a", 10, ("503", 3)) with { Status = null }, Called("GET /b", 10)] };
        var failures = table with
        {
            Source = "failures.csv",
            StartedAt = null,
            Requests = null,
            HttpReqDuration = null,
            HttpReqFailed = null,
            Endpoints = [new ImportedEndpoint { Name = "GET /a", Failed = 3, FailedByClass = causes }],
        };

        RunFiles.Joined([failures, table]).ShouldHaveSingleItem().Endpoints!.Select(endpoint => endpoint.FailedByClass).ShouldBe([causes, null]);
        var rows = BaselineTables.Of([failures, table], probe: null).Rows;
        rows.Select(row => row.Source).ShouldBe(["failures.csv", "stats.csv"]);
        var spread = rows[1].Spread.ShouldNotBeNull();
        (spread.Failed, spread.Verdict).ShouldBe((3L, FailureVerdict.Saturation));
        spread.Reasons.ShouldBe(["cause saturation: 3"]);

        var others = failures with { Endpoints = [new ImportedEndpoint { Name = "GET /c", Failed = 3, FailedByClass = causes }] };
        RunFiles.Joined([others, table]).ShouldHaveSingleItem().Endpoints.ShouldBe(table.Endpoints, "another endpoint failed as often");
    }

    private static ImportedRun Samples() =>
        Imported(Called("GET /a", 10, ("503", 3))) with { Source = "samples.json", HttpReqDuration = s_latency };

    private static ImportedRun Summary() =>
        Samples() with { Source = "summary.json", StartedAt = null, Endpoints = null };
}
