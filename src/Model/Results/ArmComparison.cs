using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>What came of holding two arms against each other; the form of <c>headroom compare --json</c>.</summary>
public sealed record ArmComparison
{
    /// <summary>The name and version of the form.</summary>
    public string Format { get; init; } = "headroom.comparison/1";

    /// <summary>What B does beside A.</summary>
    public required ProofVerdict Verdict { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether counted work moved the same way as the latency; null when no work was counted or nothing moved.</summary>
    public bool? IsWitnessed { get; init; }

    /// <summary>The base.</summary>
    public required BlockArm A { get; init; }

    /// <summary>What was held against it.</summary>
    public required BlockArm B { get; init; }

    /// <summary>Iterations that started a second.</summary>
    public required PerSecond Rate { get; init; }

    /// <summary>What decides.</summary>
    public required MeasuredChange? Primary { get; init; }

    /// <summary>The other quantiles: shown, not judged.</summary>
    public required IReadOnlyList<MeasuredChange> Latency { get; init; }

    /// <summary>
    /// The quantiles of the pilot's blocks, the deciding one first, where nothing was measured beyond it: shown, and no verdict. They have
    /// no change and no interval.
    /// </summary>
    public IReadOnlyList<MeasuredChange> Pilot { get; init; } = [];

    /// <summary>Work a request, by counters that hardly vary.</summary>
    public required IReadOnlyList<MeasuredChange> Work { get; init; }

    /// <summary>What B must not do worse, whatever the primary metric says.</summary>
    public required IReadOnlyList<ComparisonGuard> Guards { get; init; }

    /// <summary>How far the experiment went.</summary>
    public required ComparisonCourse Course { get; init; }
}

/// <summary>One thing that B must not do worse.</summary>
/// <param name="Name">"answers", "errors", or "p95 GET /clips".</param>
/// <param name="Passed">Whether it holds; null when the blocks hold too little to tell.</param>
/// <param name="Detail">What was found.</param>
public sealed record ComparisonGuard(string Name, bool? Passed, string Detail);

/// <summary>How far an experiment went.</summary>
public sealed record ComparisonCourse
{
    /// <summary>Pairs that were planned.</summary>
    public required int PlannedPairs { get; init; }

    /// <summary>Pairs that were measured.</summary>
    public required int TakenPairs { get; init; }

    /// <summary>Pairs that the noise probe threw out.</summary>
    public required int DroppedPairs { get; init; }

    /// <summary>The look that ended it, 1 to 4; null when none did.</summary>
    public int? Look { get; init; }

    /// <summary>The probability of such a result without an effect, 0..1; null without pairs.</summary>
    public double? PValue { get; init; }

    /// <summary>The same for A's own blocks held against each other: small when the machine itself makes differences.</summary>
    public double? ControlPValue { get; init; }

    /// <summary>Whether a change of 10 % that was added to A's own blocks was seen; null without enough of them.</summary>
    public bool? ControlFound { get; init; }

    /// <summary>The budget with which it would be decided in noise like this; null when it is decided, or not known.</summary>
    public TimeSpan? BudgetNeeded { get; init; }
}
