using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Tests.Unit.Golden;

/// <summary>Results made by hand: one with every case, and the variants in which a report tends to lie.</summary>
internal static class SampleResult
{
    /// <summary>Blocked: findings measured, estimated and untried, advice rejected, detectors that did not run.</summary>
    public static AuditResult Blocked { get; } = new()
    {
        Manifest = new Manifest
        {
            RunId = "20260801-093012-clipper",
            StartedAt = new DateTimeOffset(2026, 8, 1, 9, 30, 12, TimeSpan.Zero),
            Took = TimeSpan.FromSeconds(251.4),
            Service = "clipper",
            Url = new Uri("http://127.0.0.1:5080"),
            Commit = "4f178a5c0ffee1234567890abcdef1234567890a",
            Versions = new SortedDictionary<string, string> { ["dotnet"] = "10.0.1", ["headroom"] = "0.1.0", ["postgres"] = "16.4" },
            Host = new MachineFacts("Debian GNU/Linux 12", 8, new Bytes(33_600_000_000)),
            Seed = 20_260_801,
        },
        Trust = new RunTrust
        {
            Valid = true,
            Reasons = [],
            Remarks = ["The target was saturated from second 38 to 47: 214 arrivals waited for a connection."],
            SendLagP99 = TimeSpan.FromMilliseconds(0.42),
            GeneratorCpu = new Ratio(0.062),
            ForeignCpu = new Ratio(0.011),
        },
        Decision = new Decision
        {
            Verdict = Verdict.Blocked,
            Sentence = "Two objectives of GET /users/{id}/clips are violated (p95 141.9 ms, target 100 ms), and an index that proves to cure it is missing.",
            Assertions =
            [
                new Assertion { Name = "slo GET /users/{id}/clips p95", Operator = "<=", Expected = 100, Actual = 141.9, Unit = "ms", Level = "error", Passed = false },
                new Assertion { Name = "slo GET /clips errors", Operator = "<=", Expected = 0.01, Actual = 0.0004, Unit = "ratio", Level = "error", Passed = true },
                new Assertion { Name = "unwaived critical findings", Operator = "==", Expected = 0, Actual = 1, Level = "error", Passed = false },
                new Assertion { Name = "unwaived high findings", Operator = "==", Expected = 0, Actual = 1, Level = "warn", Passed = false },
                new Assertion { Name = "required: n-plus-one-query", Operator = "ran", Level = "error", Passed = true },
                new Assertion { Name = "slo POST /clips p99", Operator = "<=", Expected = 800, Unit = "ms", Level = "error" },
            ],
        },
        Slo = SampleLoad.Objectives,
        Endpoints = SampleLoad.Endpoints,
        Outcomes =
        [
            new DetectorOutcome { Detector = "eviction-pressure", Outcome = "not_run", Reason = "redis was not collected" },
            new DetectorOutcome { Detector = "n-plus-one-query", Outcome = "found" },
            new DetectorOutcome { Detector = "offset-pagination", Outcome = "found" },
            new DetectorOutcome { Detector = "oversubscribed-pool", Outcome = "crashed", Reason = "sequence contains no elements" },
            new DetectorOutcome { Detector = "statement-timeout-absent", Outcome = "found" },
            new DetectorOutcome { Detector = "unfiltered-delete", Outcome = "not_applicable", Reason = "no statement deletes" },
            new DetectorOutcome { Detector = "unindexed-filter", Outcome = "clean" },
            new DetectorOutcome { Detector = "unindexed-sort", Outcome = "found" },
        ],
        Findings = SampleFindings.Found,
        Rejected = SampleFindings.Rejected,
        Proofs = [.. SampleFindings.Found.Select(f => f.Proof).OfType<Proof>(), SampleFindings.Refutation],
        NotTested =
        [
            new NotTested("cache stampede", "no Redis in the plan"),
            new NotTested("writes under load", "the scenario reads only"),
        ],
        Scaling =
        [
            SampleLoad.Line("GET /clips", "b41f09c2", 1, 2, (5, 7), (10, 12), (20, 22), (40, 42)),
            SampleLoad.Line("GET /clips", "9a00d3e7", 0, 1, (5, 1), (10, 1), (20, 1), (40, 1)),
            SampleLoad.Line("GET /feed", "b41f09c2", 0.5, 0, (4, 2), (10, 5.2), (20, 9.8), (40, 20)),
        ],
        Layers = SampleLayers.All,
        UnderLoad = SampleLayers.UnderLoad,
        Profiles = SampleProfiles.All,
        Rungs = SampleLoad.Rungs,
        Statements = SampleLoad.Statements,
        Seconds = SampleLoad.Seconds,
        Host = new HostUse
        {
            Window = new Window(new DateTimeOffset(2026, 8, 1, 9, 31, 0, TimeSpan.Zero), TimeSpan.FromSeconds(60)),
            Provenance = "/proc/stat and /proc/PID/stat",
            Cores = 8,
            Memory = new Bytes(33_600_000_000),
            Busy = new Ratio(0.714),
            Generator = new Ratio(0.062),
            Target = new Ratio(0.211),
            Database = new Ratio(0.43),
            Foreign = new Ratio(0.011),
            Steal = new Ratio(0),
        },
    };

    /// <summary>Nothing to complain of.</summary>
    public static AuditResult Ready { get; } = Blocked with
    {
        Decision = new Decision { Verdict = Verdict.Ready, Sentence = "Every objective is met, and no detector found anything.", Assertions = [] },
        Slo = [.. Blocked.Slo.Where(s => s.Met == true)],
        Outcomes = [new DetectorOutcome { Detector = "unindexed-sort", Outcome = "clean" }],
        Findings = [],
        Rejected = [],
        Proofs = [],
        Scaling = [Blocked.Scaling[1]],
        Layers = [],
        UnderLoad = [],
        Profiles = [],
        Capacity = new Capacity(new PerSecond(412.5)),
        Trust = Blocked.Trust with { Remarks = [] },
    };

    /// <summary>The same run on a machine that was busy with something else, stopped by hand.</summary>
    public static AuditResult Untrusted { get; } = Blocked with
    {
        Manifest = Blocked.Manifest with { Interrupted = true, Took = null, Commit = null },
        Trust = Blocked.Trust with
        {
            Valid = false,
            Reasons = ["Foreign work used 61.3 % of the processors; a trusted run allows 25 %.", "The window was 11 s; a trusted run needs 30 s."],
            ForeignCpu = new Ratio(0.613),
        },
        Decision = new Decision { Verdict = Verdict.CannotTell, Sentence = "The run cannot be trusted, so it proves nothing and passes nothing.", Assertions = [] },
        Host = null,
    };

    /// <summary>Nothing was measured at all: no number may appear.</summary>
    public static AuditResult Empty { get; } = new()
    {
        Manifest = Blocked.Manifest with { Took = null, Commit = null, Versions = new SortedDictionary<string, string>() },
        Trust = new RunTrust { Valid = false, Reasons = ["No request was sent."], Remarks = [] },
        Decision = new Decision
        {
            Verdict = Verdict.CannotTell,
            Sentence = "Nothing was measured.",
            Assertions = [new Assertion { Name = "slo GET /clips p95", Operator = "<=", Level = "error" }],
        },
        Slo = [],
        Endpoints = [],
        Outcomes = [new DetectorOutcome { Detector = "unindexed-sort", Outcome = "not_run", Reason = "plans were not collected" }],
        Findings = [],
        Rejected = [],
        Proofs = [],
        NotTested = [new NotTested("everything", "the service did not start")],
        Scaling = [],
        Statements = [],
        Seconds = [],
    };
}
