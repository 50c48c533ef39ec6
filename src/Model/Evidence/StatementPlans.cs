namespace Headroom.Model.Evidence;

/// <summary>How the server executes the hot statements, with real parameter values. Conditions show <c>$n</c>, never a value.</summary>
public sealed record StatementPlans : IEvidence<StatementPlans>
{
    internal const string KindName = "plans";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The statements, the greatest total time under load first.</summary>
    public required IReadOnlyList<StatementPlan> Statements { get; init; }

    /// <summary>
    /// What the role may not read, with the grant that helps: why statements have no plan. Null when no right is missing for any.
    /// </summary>
    public string? Denied { get; init; }
}

/// <summary>The plans of one statement.</summary>
public sealed record StatementPlan
{
    /// <summary>Headroom's own hash of the normalised text.</summary>
    public required string StatementId { get; init; }

    /// <summary>The text as it was planned, with <c>$n</c> for each value.</summary>
    public required string Query { get; init; }

    /// <summary>Where the values came from.</summary>
    public ParameterSource? Source { get; init; }

    /// <summary>One plan for each set of values; empty when there is none.</summary>
    public required IReadOnlyList<PlanSample> Samples { get; init; }

    /// <summary>Why there is no plan, or null.</summary>
    public string? Missing { get; init; }
}

/// <summary>Where parameter values came from.</summary>
public enum ParameterSource
{
    /// <summary>The server's log of executed statements: exactly what the service sent.</summary>
    Log,

    /// <summary>The load's feeds, where their values occur in the column that the parameter is compared with.</summary>
    Load,

    /// <summary>The planner's statistics of the column that the parameter is compared with.</summary>
    Statistics,

    /// <summary>The workload file.</summary>
    Workload,

    /// <summary>The statement has no parameters.</summary>
    None,
}

/// <summary>One plan.</summary>
/// <param name="Executed">Whether the statement was executed (numbers are actual), or only planned.</param>
/// <param name="ExecutionTime">Execution time, or null when only planned.</param>
/// <param name="Root">The root of the plan.</param>
public sealed record PlanSample(bool Executed, TimeSpan? ExecutionTime, PlanNode Root);

/// <summary>
/// One node of a plan. Counts are per loop, as the server prints them; actual ones are null when the statement was only planned.
/// </summary>
public sealed record PlanNode
{
    /// <summary>The type of a root that the server does not print: a rule makes several statements of one, whose plans are below.</summary>
    public const string Rule = "Rule";

    /// <summary>"Seq Scan", "Sort", "Limit"; <see cref="Rule"/> above the plans of several statements.</summary>
    public required string NodeType { get; init; }

    /// <summary>Schema of the scanned table, or null.</summary>
    public string? Schema { get; init; }

    /// <summary>The scanned table, or null.</summary>
    public string? Relation { get; init; }

    /// <summary>Its alias in conditions, or null.</summary>
    public string? Alias { get; init; }

    /// <summary>The index that is scanned, or null.</summary>
    public string? Index { get; init; }

    /// <summary>Whether the index is read from its end.</summary>
    public bool Backward { get; init; }

    /// <summary>The condition that rows are thrown away by, values as <c>$n</c>.</summary>
    public string? Filter { get; init; }

    /// <summary>The condition that the index is searched by, values as <c>$n</c>.</summary>
    public string? IndexCondition { get; init; }

    /// <summary>Conditions of a join, values as <c>$n</c>.</summary>
    public string? JoinCondition { get; init; }

    /// <summary>
    /// The part of a join's conditions that is checked on each pair of rows, values as <c>$n</c>; null when there is none.
    /// </summary>
    public string? JoinFilter { get; init; }

    /// <summary>The condition that rows of a lossy page or an inexact index are checked by again, values as <c>$n</c>.</summary>
    public string? RecheckCondition { get; init; }

    /// <summary>How rows are joined: "Inner", "Semi", "Anti", "Left"; null when the node joins nothing.</summary>
    public string? JoinType { get; init; }

    /// <summary>Whether the join knows that its inner side has one match at most, and stops there.</summary>
    public bool IsInnerUnique { get; init; }

    /// <summary>The name of the subplan or common table expression that the node is the root of, or null.</summary>
    public string? SubplanName { get; init; }

    /// <summary>How an aggregate or a set operation works: "Plain", "Sorted", "Hashed"; null for other nodes.</summary>
    public string? Strategy { get; init; }

    /// <summary>Keys of a sort, in order, as the server prints them.</summary>
    public IReadOnlyList<string> SortKeys { get; init => field = value ?? []; } = []; // null in runs that were recorded before

    /// <summary>How many of the first sort keys the input is sorted by already; 0 outside incremental sorts.</summary>
    public int PresortedKeys { get; init; }

    /// <summary>Keys of a grouping, as the server prints them.</summary>
    public IReadOnlyList<string> GroupKeys { get; init => field = value ?? []; } = []; // null in runs that were recorded before

    /// <summary>What the node returns, as the server prints it, values as <c>$n</c>; scans often list all columns of the table.</summary>
    public IReadOnlyList<string> Output { get; init => field = value ?? []; } = []; // null in runs that were recorded before

    /// <summary>Estimated bytes of a row.</summary>
    public int Width { get; init; }

    /// <summary>The planner's estimate of what the first row costs; null in runs that were recorded before.</summary>
    public double? StartupCost { get; init; }

    /// <summary>The planner's estimate of the whole cost, in its own unit (a page read in sequence is 1).</summary>
    public double TotalCost { get; init; }

    /// <summary>Estimated rows.</summary>
    public required double EstimatedRows { get; init; }

    /// <summary>Rows returned, per loop.</summary>
    public double? ActualRows { get; init; }

    /// <summary>Times that the node ran.</summary>
    public double? ActualLoops { get; init; }

    /// <summary>Rows thrown away by <see cref="Filter"/>, per loop.</summary>
    public double? RowsRemoved { get; init; }

    /// <summary>Rows thrown away by the join's own filter, per loop.</summary>
    public double? RowsRemovedByJoin { get; init; }

    /// <summary>Rows thrown away when the condition was checked again, per loop.</summary>
    public double? RowsRemovedByRecheck { get; init; }

    /// <summary>Pages of a bitmap scan whose rows the bitmap tells apart, all loops; null for other nodes.</summary>
    public long? ExactPages { get; init; }

    /// <summary>
    /// Pages of a bitmap scan that are read whole, because the bitmap had no room for their rows, all loops; null for other nodes.
    /// </summary>
    public long? LossyPages { get; init; }

    /// <summary>Time until the last row, per loop, with the nodes below; null when only planned.</summary>
    public TimeSpan? ActualTime { get; init; }

    /// <summary>Shared buffers hit and read by this node and those below, all loops.</summary>
    public long? Buffers { get; init; }

    /// <summary>Temporary blocks of 8 kB written by this node and those below, all loops.</summary>
    public long? TempBlocksWritten { get; init; }

    /// <summary>How a sort was done: "quicksort", "top-N heapsort", "external merge"; null for other nodes.</summary>
    public string? SortMethod { get; init; }

    /// <summary>
    /// What a sort, or a hash aggregate that did not fit, used on disk, in the process that used most; null when all fitted into memory.
    /// </summary>
    public Units.Bytes? DiskUsage { get; init; }

    /// <summary>Parts that a hash table was cut into; above 1 it did not fit into memory. Null for other nodes.</summary>
    public int? HashBatches { get; init; }

    /// <summary>Rows of an index-only scan that had to be looked up in the table, all loops; null for other nodes.</summary>
    public long? HeapFetches { get; init; }

    /// <summary>How it relates to its parent: "Outer", "Inner", "SubPlan", "InitPlan"; null at the root.</summary>
    public string? ParentRelationship { get; init; }

    /// <summary>The nodes below.</summary>
    public IReadOnlyList<PlanNode> Children { get; init; } = [];

    /// <summary>This node and all below, parents before children.</summary>
    public IEnumerable<PlanNode> Descendants() => Children.SelectMany(child => child.Descendants()).Prepend(this);
}

/// <summary>
/// The values behind <see cref="StatementPlans"/>: the only place where values live; readable by the owner alone, never rendered.
/// </summary>
public sealed record StatementParameters : IEvidence<StatementParameters>
{
    internal const string KindName = "parameters";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>By statement.</summary>
    public required IReadOnlyList<ParameterSets> Statements { get; init; }
}

/// <summary>Values of one statement.</summary>
/// <param name="StatementId">The statement.</param>
/// <param name="Query">The text that the values belong to.</param>
/// <param name="Source">Where they came from.</param>
/// <param name="Sets">Sets of values in the order of <c>$1, $2</c>, as the server prints them; null is SQL's NULL.</param>
public sealed record ParameterSets(string StatementId, string Query, ParameterSource Source, IReadOnlyList<IReadOnlyList<string?>> Sets);
