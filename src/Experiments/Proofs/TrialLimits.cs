using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Experiments.Proofs;

/// <summary>How much is measured, and how long it may take.</summary>
public sealed record TrialLimits
{
    /// <summary>The fewest pairs of executions that a statement is judged by, a count.</summary>
    public const int FewestPairs = IndexExperiment.FewestPairs;

    /// <summary>The fewest pairs of insert batches, a count: below it no 99 % interval exists.</summary>
    public const int FewestInsertPairs = PairedRatio.FewestPairs;

    /// <summary>Pairs of executions of each statement, a count.</summary>
    public int Pairs { get; init; } = 16;

    /// <summary>Pairs of insert batches, a count.</summary>
    public int InsertPairs { get; init; } = FewestInsertPairs;

    /// <summary>The longest that one execution may take, unless the budget gives it less.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the pairs of one statement may take; what has too few pairs by then may take as long again.</summary>
    public TimeSpan StatementBudget { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest that applying a remedy may take, and taking it back.</summary>
    public TimeSpan BuildLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long all remedies together may take; those that did not get their turn by then are not tried.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The time limit of one execution: the fewest pairs fit into the budget even when one arm always reaches it.</summary>
    public TimeSpan ArmLimit => TimeSpan.FromTicks(Math.Min(StatementTimeout.Ticks, StatementBudget.Ticks / FewestPairs));
}
