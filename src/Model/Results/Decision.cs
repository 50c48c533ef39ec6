namespace Headroom.Model.Results;

/// <summary>May it ship?</summary>
public sealed record Decision
{
    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The verdict and its first reason in one sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>What the verdict rests on.</summary>
    public required IReadOnlyList<Assertion> Assertions { get; init; }
}

/// <summary>The verdict, the worst last.</summary>
public enum Verdict
{
    /// <summary>All that was asked for holds.</summary>
    Ready,

    /// <summary>An unwaived high finding.</summary>
    ReadyWithRisk,

    /// <summary>An assertion that the plan requires did not run, or the run cannot be believed.</summary>
    CannotTell,

    /// <summary>An objective is violated, or an unwaived critical finding.</summary>
    Blocked,
}

/// <summary>Something that must hold.</summary>
public sealed record Assertion
{
    /// <summary>What: "slo GET /clips p95".</summary>
    public required string Name { get; init; }

    /// <summary>"&lt;=", "==", "ran".</summary>
    public required string Operator { get; init; }

    /// <summary>The bound; null where the name says it all.</summary>
    public double? Expected { get; init; }

    /// <summary>What was measured; null when nothing was.</summary>
    public double? Actual { get; init; }

    /// <summary>Unit of both numbers, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>"error" decides, "warn" is a risk, "info" is told and decides nothing.</summary>
    public required string Level { get; init; }

    /// <summary>Whether it holds; null when it did not run.</summary>
    public bool? Passed { get; init; }
}
