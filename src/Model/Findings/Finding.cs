using System.Text.Json.Serialization;
using Headroom.Model.Units;

namespace Headroom.Model.Findings;

/// <summary>How bad a finding is for the people who use the service.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Low,

    /// <summary>Worth planning.</summary>
    Medium,

    /// <summary>A risk to ship with.</summary>
    High,

    /// <summary>Ships only with a waiver.</summary>
    Critical,
}

/// <summary>How sure a detector is that the fault is there, before any proof.</summary>
public enum Confidence
{
    /// <summary>One static source.</summary>
    Low,

    /// <summary>One dynamic source.</summary>
    Medium,

    /// <summary>A causal probe or two sources.</summary>
    High,
}

/// <summary>A fault that the evidence shows.</summary>
public sealed record Finding
{
    /// <summary>The detector's id.</summary>
    public required string Detector { get; init; }

    /// <summary>Detector id and subject, never numbers: the same fault has the same fingerprint in every run.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How bad.</summary>
    public required Severity Severity { get; init; }

    /// <summary>How sure.</summary>
    public required Confidence Confidence { get; init; }

    /// <summary>One sentence: what is wrong, where.</summary>
    public required string Title { get; init; }

    /// <summary>What the evidence shows and why it hurts, in words; its numbers are <see cref="Facts"/>.</summary>
    public required string Explanation { get; init; }

    /// <summary>The numbers that the finding rests on, the most telling first.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>Where.</summary>
    public required Subject Subject { get; init; }

    /// <summary>Endpoints that the fault reaches, the most affected first.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>The most that a cure can save of the measured database time under load; null when the evidence gives none.</summary>
    public Ratio? Share { get; init; }

    /// <summary>The most that a cure can save of the buffers that the load touches; null when they were not counted, or do not tell.</summary>
    public Ratio? BufferShare { get; init; }

    /// <summary>Pointers into the run folder: "evidence/plans.json#/statements/0".</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>What cures it, the best first.</summary>
    public required IReadOnlyList<Remedy> Remedies { get; init; }

    /// <summary>What the best remedy does.</summary>
    public required Effect Effect { get; init; }

    /// <summary>The proof behind a measured effect, or null.</summary>
    public Proof? Proof { get; init; }

    /// <summary>What its probes said when they ran again after the run; null when nobody tried, or it cannot be told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FindingRepeat? Repeat { get; init; }

    /// <summary>Impact times confidence over risk and effort, for ranking only; null before ranking.</summary>
    public double? Priority { get; init; }

    /// <summary>What the priority is made of; null before ranking and in results that were recorded before.</summary>
    public PriorityParts? PriorityParts { get; init; }
}

/// <summary>Where a fault sits; what is not known is null.</summary>
public sealed record Subject
{
    /// <summary>The service.</summary>
    public string? Service { get; init; }

    /// <summary>"METHOD /route/{template}".</summary>
    public string? Endpoint { get; init; }

    /// <summary>The table, with its schema unless that is public.</summary>
    public string? Table { get; init; }

    /// <summary>Columns of the table, in the order of the remedy.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Headroom's own hash of the normalised statement.</summary>
    public string? StatementId { get; init; }

    /// <summary>What people call the statement: its name in a workload file; null when it has none.</summary>
    public string? StatementName { get; init; }

    /// <summary>The normalised statement.</summary>
    public string? Query { get; init; }

    /// <summary>A dependency of the service, by its name in the plan.</summary>
    public string? Dependency { get; init; }

    /// <summary>A database role.</summary>
    public string? Role { get; init; }

    /// <summary>A source file.</summary>
    public string? File { get; init; }

    /// <summary>A line of the file, from 1.</summary>
    public int? Line { get; init; }
}

/// <summary>A change that cures a fault.</summary>
public sealed record Remedy
{
    /// <summary>What it is.</summary>
    public required RemedyKind Kind { get; init; }

    /// <summary>Whom it concerns.</summary>
    public required RemedyScope Scope { get; init; }

    /// <summary>The change: SQL, a setting, or what to change in the code.</summary>
    public required string Up { get; init; }

    /// <summary>
    /// SQL that comes to the same without keeping others waiting, where <see cref="Up"/> does; it is not what is tried on a clone.
    /// </summary>
    public string? LockSafe { get; init; }

    /// <summary>How to take it back, or null where a version control system does.</summary>
    public string? Down { get; init; }

    /// <summary>What can go wrong, in one sentence.</summary>
    public required string Risk { get; init; }

    /// <summary>Work that it takes, in hours, as the ranking counts it (a class, no measurement); null before ranking.</summary>
    public double? EffortHours { get; init; }

    /// <summary>What the ranking divides its worth by: 1 for a setting, more for what is harder to take back; null before ranking.</summary>
    public double? RiskFactor { get; init; }
}

/// <summary>What a remedy is made of.</summary>
public enum RemedyKind
{
    /// <summary>SQL that creates an index.</summary>
    Index,

    /// <summary>SQL or configuration that changes a setting.</summary>
    Setting,

    /// <summary>SQL that drops, rebuilds, vacuums or analyses what is there.</summary>
    Maintenance,

    /// <summary>A change of the code, in words.</summary>
    Code,
}

/// <summary>Whom a remedy concerns; a plan's scope allows or forbids each.</summary>
public enum RemedyScope
{
    /// <summary>Indexes, columns, constraints.</summary>
    Schema,

    /// <summary>Libraries and services.</summary>
    Dependency,

    /// <summary>Routes, parameters, shapes.</summary>
    Api,

    /// <summary>Settings.</summary>
    Config,

    /// <summary>The service's own code.</summary>
    Code,
}

/// <summary>What a remedy does. A measurement and an estimate are different types, so that no renderer can print one as the other.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Unknown), "unknown")]
[JsonDerivedType(typeof(Estimated), "estimated")]
[JsonDerivedType(typeof(Measured), "measured")]
public abstract record Effect
{
    private Effect()
    {
    }

    /// <summary>Nobody tried.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record Unknown(string Reason) : Effect;

    /// <summary>A model says so.</summary>
    /// <param name="Model">The model, in words.</param>
    /// <param name="Metric">What changes, with its unit.</param>
    /// <param name="Low">Least value after the cure.</param>
    /// <param name="High">Greatest value after the cure.</param>
    public sealed record Estimated(string Model, string Metric, double Low, double High) : Effect;

    /// <summary>An experiment says so.</summary>
    /// <param name="Arms">What was compared, the base first.</param>
    /// <param name="Changes">What changed; the first is the primary metric.</param>
    public sealed record Measured(IReadOnlyList<string> Arms, IReadOnlyList<MeasuredChange> Changes) : Effect;
}

/// <summary>A metric in the base arm and in the remedy arm.</summary>
public sealed record MeasuredChange
{
    /// <summary>The metric with its unit: "buffers_per_call", "time_ms".</summary>
    public required string Metric { get; init; }

    /// <summary>Median in the base arm.</summary>
    public required double Base { get; init; }

    /// <summary>Median in the remedy arm.</summary>
    public required double Remedy { get; init; }

    /// <summary>Remedy over base, minus one: -0.9 is ten times less. Hodges-Lehmann estimate over the pairs; null when base or remedy is zero.</summary>
    [JsonPropertyName("change_ratio")]
    public double? Change { get; init; }

    /// <summary>Lower end of the 99 % interval of the change; null when there are too few pairs for one.</summary>
    [JsonPropertyName("change_low_ratio")]
    public double? ChangeLow { get; init; }

    /// <summary>Upper end of the 99 % interval of the change; null when there are too few pairs for one.</summary>
    [JsonPropertyName("change_high_ratio")]
    public double? ChangeHigh { get; init; }

    /// <summary>Pairs of measurements.</summary>
    public required int Pairs { get; init; }
}

/// <summary>What an experiment with a remedy showed.</summary>
public sealed record Proof
{
    /// <summary>The fingerprint of the finding that it is about.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What the remedy did.</summary>
    public required ProofVerdict Verdict { get; init; }

    /// <summary>Why this verdict, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What was compared, the base first.</summary>
    public required IReadOnlyList<string> Arms { get; init; }

    /// <summary>The primary metric and its witnesses.</summary>
    public required IReadOnlyList<MeasuredChange> Changes { get; init; }

    /// <summary>What the remedy costs: time of an insert batch.</summary>
    public required IReadOnlyList<MeasuredChange> Costs { get; init; }

    /// <summary>What the load saves on the whole, the cost to its writes taken off, in the load window; below 0 it loses. Null when it is not known.</summary>
    public TimeSpan? NetSaving { get; init; }

    /// <summary>Size of what the remedy creates, or null.</summary>
    public Bytes? Size { get; init; }

    /// <summary>How long the remedy took to apply, on the clone.</summary>
    public TimeSpan? Apply { get; init; }

    /// <summary>Where the raw measurements are.</summary>
    public required string Evidence { get; init; }
}

/// <summary>The verdict of an experiment.</summary>
public enum ProofVerdict
{
    /// <summary>The remedy saves.</summary>
    Improved,

    /// <summary>The remedy harms.</summary>
    Regressed,

    /// <summary>It makes no difference that matters.</summary>
    Equivalent,

    /// <summary>The measurement cannot tell.</summary>
    Inconclusive,

    /// <summary>The measurement was not fit to judge by.</summary>
    Unfit,
}
