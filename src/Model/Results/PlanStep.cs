namespace Headroom.Model.Results;

/// <summary>A step of a statement's plan, with those below it; conditions show <c>$n</c>, never a value.</summary>
public sealed record PlanStep
{
    /// <summary>What it does: "Index Scan using clips_pkey on clips".</summary>
    public required string Does { get; init; }

    /// <summary>How: conditions, sort keys, each with its name before it, cut to a bound; empty when there are none.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>Rows that the planner expected, of one execution of the step.</summary>
    public required double EstimatedRows { get; init; }

    /// <summary>Rows that it returned, all its executions together; null when the statement was only planned.</summary>
    public double? Rows { get; init; }

    /// <summary>How often it was executed; null when the statement was only planned.</summary>
    public double? Loops { get; init; }

    /// <summary>
    /// Rows that it read and threw away, all its executions together; null when it threw away none, or when the statement was only planned.
    /// </summary>
    public double? RowsRemoved { get; init; }

    /// <summary>Shared buffers that it touched, with the steps below; null when they were not counted.</summary>
    public long? Buffers { get; init; }

    /// <summary>
    /// Time until its last row, all its executions together, with the steps below; null when the statement was only planned.
    /// </summary>
    public TimeSpan? Time { get; init; }

    /// <summary>The steps below.</summary>
    public IReadOnlyList<PlanStep> Steps { get; init; } = [];

    /// <summary>Steps right below that were left out, because there are very many or they lie very deep.</summary>
    public int Left { get; init; }
}
