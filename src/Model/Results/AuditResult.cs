using System.Text.Json.Serialization;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>The whole audit as one document: every report is a rendering of it, and of nothing else.</summary>
public sealed record AuditResult
{
    /// <summary>The format that this version writes and reads.</summary>
    public const string CurrentFormat = "headroom.result/1";

    /// <summary>The format of this document.</summary>
    public string Format { get; init; } = CurrentFormat;

    /// <summary>What was run, where, with what.</summary>
    public required Manifest Manifest { get; init; }

    /// <summary>Whether the measurement can be believed.</summary>
    public required RunTrust Trust { get; init; }

    /// <summary>The verdict.</summary>
    public required Decision Decision { get; init; }

    /// <summary>Service level objectives with what was measured.</summary>
    public required IReadOnlyList<SloResult> Slo { get; init; }

    /// <summary>The endpoints under load, by name.</summary>
    public required IReadOnlyList<EndpointResult> Endpoints { get; init; }

    /// <summary>How each detector ended, by id.</summary>
    public required IReadOnlyList<DetectorOutcome> Outcomes { get; init; }

    /// <summary>What is wrong, the first to fix first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Advice that the measurement refuted, with its numbers.</summary>
    public required IReadOnlyList<Finding> Rejected { get; init; }

    /// <summary>Every experiment.</summary>
    public required IReadOnlyList<Proof> Proofs { get; init; }

    /// <summary>The greatest rate that the service takes; null when it was not looked for.</summary>
    public Capacity? Capacity { get; init; }

    /// <summary>What was not tested, and why.</summary>
    public required IReadOnlyList<NotTested> NotTested { get; init; }

    /// <summary>The scaling probe's lines, by endpoint.</summary>
    public required IReadOnlyList<ScalingResult> Scaling { get; init; }

    /// <summary>
    /// Where the time of each request goes when it runs alone, the slowest first; empty when the delay probe did not run.
    /// </summary>
    public IReadOnlyList<EndpointLayers> Layers { get; init => field = value ?? []; } = []; // null in results that were recorded before

    /// <summary>
    /// Where the p95 of each endpoint under load goes, the slowest first; empty when the delay probe or the load did not run.
    /// </summary>
    public IReadOnlyList<EndpointUnderLoad> UnderLoad
    {
        get;
        init => field = value ?? []; // null in results that were recorded before
    } = [];

    /// <summary>What faults under load did, by probe and name; empty when none was put on.</summary>
    public IReadOnlyList<OutageResult> Outages { get; init => field = value ?? []; } = []; // null in results that were recorded before

    /// <summary>
    /// Profiles of the service's code under load, cut for reading: the functions that took most, by themselves or with what they called,
    /// and the larger branches of the calls; empty when none was taken.
    /// </summary>
    public IReadOnlyList<CodeProfile> Profiles { get; init => field = value ?? []; } = []; // null in results that were recorded before

    /// <summary>
    /// The rungs of the load probe, from the lowest rate up; those that were not offered in full left out, empty when it did not run.
    /// </summary>
    public IReadOnlyList<RungResult> Rungs { get; init => field = value ?? []; } = []; // null in results that were recorded before

    /// <summary>The costliest statements under load, the costliest first; at most 20.</summary>
    public required IReadOnlyList<StatementResult> Statements { get; init; }

    /// <summary>The load second by second.</summary>
    public required IReadOnlyList<SecondMetrics> Seconds { get; init; }

    /// <summary>Who used the processors; null when it was not collected.</summary>
    public HostUse? Host { get; init; }

    /// <summary>What the audit of a database by itself looked at; null in the audit of a service.</summary>
    public DatabaseResult? Database { get; init; }

    /// <summary>What documents need to know of the plan; null in results that were recorded before.</summary>
    public PlanFacts? Plan { get; init; }

    /// <summary>Parts of the evidence as text, cut to a bound, for the appendices of documents.</summary>
    public IReadOnlyList<Appendix> Appendices { get; init => field = value ?? []; } = []; // null in results that were recorded before

    /// <summary>The runs that were recorded before, read from files of load tools; empty when none was given.</summary>
    public IReadOnlyList<ImportedRun> Baselines { get; init => field = value ?? []; } = []; // null in results that were recorded before

    /// <summary>What was said of the service before, with what the evidence says of it.</summary>
    public IReadOnlyList<Claim> Claims { get; init => field = value ?? []; } = []; // null in results that were recorded before

    /// <summary>What fixes and outages cost by the plan's own figures; null when the plan gives none.</summary>
    public CostBenefit? Cost { get; init; }

    /// <summary>What the runs that were recorded before show; null when none was given.</summary>
    public BaselineTable? BaselineTable { get; init; }

    /// <summary>This run beside each that was recorded before, in their order; empty when none was given.</summary>
    public IReadOnlyList<BaselineComparison> Comparisons
    {
        get;
        init => field = value ?? []; // null in results that were recorded before
    } = [];
}

/// <summary>What was run, where, with what.</summary>
public sealed record Manifest
{
    /// <summary>The run's id: the name of its folder.</summary>
    public required string RunId { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long the collecting took; null when it did not end.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>Its address.</summary>
    public required Uri Url { get; init; }

    /// <summary>The commit of the working tree, or null.</summary>
    public string? Commit { get; init; }

    /// <summary>Versions: headroom, dotnet, postgres.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The machine.</summary>
    public required MachineFacts Host { get; init; }

    /// <summary>The seed of everything drawn by chance.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Whether it was stopped before its end.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Why it did not come to its end, or null when it did: what it did not come to is not known.</summary>
    [JsonIgnore]
    public string? UnendedBecause => this switch
    {
        { Interrupted: true, Took: { } took } => $"the run was interrupted after {(long)took.TotalSeconds} s",
        { Interrupted: true } => "the run was interrupted",
        { Took: null } => "the run did not end: it was killed",
        _ => null,
    };
}

/// <summary>The machine that the audit ran on.</summary>
public sealed record MachineFacts(string Os, int Cores, Bytes Memory);

/// <summary>Whether a run can be believed; an untrusted one is shown, but proves nothing and passes nothing.</summary>
public sealed record RunTrust
{
    /// <summary>Whether it can be believed.</summary>
    public required bool Valid { get; init; }

    /// <summary>Why not; empty when valid.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>What was odd, but does not spoil the run: a saturated target.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>
    /// Share of the arrivals of the planned rate that were never sent, since every virtual user waited on the target; null where no rate
    /// was planned, or none is known.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Ratio? NeverSent { get; init; }

    /// <summary>p99 of the time between due and sent.</summary>
    public TimeSpan? SendLagP99 { get; init; }

    /// <summary>Share of all processors that the generator used.</summary>
    public Ratio? GeneratorCpu { get; init; }

    /// <summary>Share of all processors that neither generator, service nor database used.</summary>
    public Ratio? ForeignCpu { get; init; }
}

/// <summary>One objective.</summary>
public sealed record SloResult
{
    /// <summary>The endpoint.</summary>
    public required string Endpoint { get; init; }

    /// <summary>"p95", "p99" or "errors".</summary>
    public required string Indicator { get; init; }

    /// <summary>Target of a latency.</summary>
    public TimeSpan? Target { get; init; }

    /// <summary>Measured latency; null when nothing was measured.</summary>
    public TimeSpan? Actual { get; init; }

    /// <summary>Target of a share of failures.</summary>
    [JsonPropertyName("target_ratio")]
    public Ratio? TargetShare { get; init; }

    /// <summary>Measured share of failures; null when nothing was measured.</summary>
    [JsonPropertyName("actual_ratio")]
    public Ratio? ActualShare { get; init; }

    /// <summary>Requests that it rests on.</summary>
    public required long Samples { get; init; }

    /// <summary>Whether it is met; null when it could not be judged.</summary>
    public bool? Met { get; init; }
}

/// <summary>How one detector ended.</summary>
public sealed record DetectorOutcome
{
    /// <summary>The detector's id.</summary>
    public required string Detector { get; init; }

    /// <summary>found, clean, not_applicable, not_run, crashed.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why, unless found or clean.</summary>
    public string? Reason { get; init; }

    /// <summary>What is wrong, in a sentence about no one in particular; null where nothing was found, or it was recorded before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Summary { get; init; }

    /// <summary>
    /// False where it did not run since nobody asked for what it needs: the plan asks for no such probe or names no database, or another
    /// command collects it; else null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Asked { get; init; }
}

/// <summary>The greatest rate that the service takes within its objectives.</summary>
public sealed record Capacity(PerSecond Breakpoint);

/// <summary>Something that the audit did not look at.</summary>
public sealed record NotTested(string Subject, string Reason);

/// <summary>The line through one endpoint's points in the scaling probe, for one statement.</summary>
public sealed record ScalingResult
{
    /// <summary>The endpoint.</summary>
    public required string Endpoint { get; init; }

    /// <summary>What was varied.</summary>
    public required string Factor { get; init; }

    /// <summary>The statement.</summary>
    public required string StatementId { get; init; }

    /// <summary>Calls a request for each row returned.</summary>
    public required double Slope { get; init; }

    /// <summary>Calls a request at no rows.</summary>
    public required double Intercept { get; init; }

    /// <summary>Share of the variance that the line explains, 0..1.</summary>
    public required double RSquared { get; init; }

    /// <summary>(rows returned, calls a request).</summary>
    public required IReadOnlyList<ScalingDatum> Points { get; init; }
}

/// <summary>One point: rows returned and calls a request.</summary>
public sealed record ScalingDatum(double Rows, double Calls);
