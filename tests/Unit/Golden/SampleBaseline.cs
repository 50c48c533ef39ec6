using Headroom.Analyze.Baselines;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Tests.Unit.Golden;

/// <summary>Imported runs made by hand, and a fresh one beside them.</summary>
internal static class SampleBaseline
{
    /// <summary>One run that knows all, one that knows little, a claim, and a file that could not be read.</summary>
    public static ImportedRuns Imported { get; } = Judged(new ImportedRuns
    {
        Runs =
        [
            new ImportedRun
            {
                Source = "runs/checkout.ndjson.gz",
                Tool = "k6",
                Form = "ndjson",
                StartedAt = new DateTimeOffset(2026, 7, 1, 8, 0, 0, TimeSpan.Zero),
                DurationS = 60,
                Requests = 7_000,
                HttpReqDuration = new ImportedLatency { P50Ms = 8.2, P90Ms = 30, P95Ms = 41.5, P99Ms = 90, MeanMs = 12, MinMs = 0.4, MaxMs = 400 },
                HttpReqFailed = new Ratio(0.05),
                ChecksPass = new Ratio(0.95),
                Thresholds = [new ImportedThreshold("http_req_duration", "p(95)<300", true)],
                Checks = [new ImportedCheck("order accepted", 650, 350)],
                Endpoints =
                [
                    new ImportedEndpoint { Name = "GET /feed", Method = "GET", Requests = 6_000, Failed = 0, Status = Counts(("200", 6_000)), P95Ms = 40 },
                    new ImportedEndpoint
                    {
                        Name = "POST /orders",
                        Method = "POST",
                        Requests = 1_000,
                        Failed = 350,
                        Status = Counts(("201", 650), ("429", 340), ("503", 10)),
                        FailedByClass = Counts(("policy", 340), ("saturation", 10)),
                        P95Ms = 55,
                        Failures = new FailureShape { FailedP50Ms = 1.2, SucceededP50Ms = 21, OnsetRatePerS = 12, FailingSeconds = 44, Seconds = 60 },
                    },
                ],
                Remarks = ["3 lines are no samples"],
            },
            new ImportedRun { Source = "runs/wrk.txt", Tool = "wrk", Form = "text", Requests = 12_345, HttpReqDuration = new ImportedLatency { P99Ms = 12 } },
        ],
        Claims =
        [
            new Claim { Source = "ai-analysis.json", Place = "/findings/0", Text = "GET /feed has an N+1 query; expect 40-60 % less latency", Endpoint = "GET /feed", Detector = "n-plus-one-query" },
            new Claim { Source = "report.md", Place = "line 3", Text = "The logo is too large" },
        ],
        Failures = [new ImportFailure("runs/broken.json", 12, "no valid JSON; expected a summary of k6")],
        Skipped = 4,
    });

    /// <summary>A fresh run that fails more, asks less and answers with a new class of statuses.</summary>
    public static ImportedRun Fresh { get; } = new()
    {
        Source = "20260801-093012-clipper",
        Tool = "headroom",
        Form = "run-folder",
        StartedAt = new DateTimeOffset(2026, 8, 1, 9, 30, 12, TimeSpan.Zero),
        DurationS = 60,
        Requests = 6_500,
        HttpReqDuration = new ImportedLatency { P95Ms = 20 },
        HttpReqFailed = new Ratio(0.1),
        ChecksPass = new Ratio(0.9),
        Checks = [new ImportedCheck("POST /orders::order accepted", 900, 100)],
        Endpoints = [new ImportedEndpoint { Name = "GET /feed", Requests = 6_500, Failed = 650, Status = Counts(("200", 5_850), ("500", 650)), P95Ms = 20 }],
    };

    /// <summary>The fresh run beside the first of the others.</summary>
    public static BaselineComparison Compared { get; } =
        BaselineDiffs.Of(new BaselinePair { Base = Imported.Runs[0], Head = Fresh, Url = new Uri("http://127.0.0.1:5080") });

    /// <summary>The audit that was held against them.</summary>
    public static AuditResult Audited { get; } = SampleResult.Blocked with
    {
        Baselines = Imported.Runs,
        BaselineTable = Imported.Baseline,
        Comparisons = [Compared],
        Claims =
        [
            Imported.Claims[0] with { Verdict = ClaimVerdict.Refuted, Reason = "n-plus-one-query looked for it at GET /feed and found nothing" },
            Imported.Claims[1] with { Reason = "no detector looks for this" },
        ],
    };

    private static ImportedRuns Judged(ImportedRuns runs) => runs with { Baseline = BaselineTables.Of(runs.Runs, probe: null) };

    private static SortedDictionary<string, long> Counts(params (string Name, long Count)[] counts) => new(counts.ToDictionary(count => count.Name, count => count.Count), StringComparer.Ordinal);
}
