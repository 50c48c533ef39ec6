using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>What the audit of a database by itself looked at, and what it could not look at.</summary>
public sealed record DatabaseResult
{
    /// <summary>Where the statements, their calls and their times come from, in one sentence.</summary>
    public required string Basis { get; init; }

    /// <summary>Whether calls are an hour's, as a workload file gives them, instead of counted in the window.</summary>
    public required bool IsWorkload { get; init; }

    /// <summary>What had to run for a silence to mean anything and did not, each with its reason; empty when all ran.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>What the search for indexes on the clone did; null when there was none.</summary>
    public IndexSearchResult? IndexSearch { get; init; }

    /// <summary>The tables, the largest first; at most 20.</summary>
    public required IReadOnlyList<TableResult> Tables { get; init; }

    /// <summary>How many tables there are, partitions left out.</summary>
    public required int TableCount { get; init; }

    /// <summary>The settings that decide how the server performs, by name; empty when they were not collected.</summary>
    public required IReadOnlyList<SettingResult> Settings { get; init; }
}

/// <summary>The search for indexes in numbers.</summary>
/// <param name="Tried">Different candidates that were built and measured, each once a round.</param>
/// <param name="Failed">Candidates that could not be built.</param>
/// <param name="Kept">Indexes that were kept.</param>
/// <param name="Refuted">Indexes that looked worth it and did not hold.</param>
/// <param name="Cut">Why candidates were left untried; null when none was.</param>
/// <param name="Trials">The candidates, those of one statement together; at most 100.</param>
public sealed record IndexSearchResult(int Tried, int Failed, int Kept, int Refuted, string? Cut, IReadOnlyList<IndexTrialResult> Trials);

/// <summary>What one candidate did when it was first tried.</summary>
public sealed record IndexTrialResult
{
    /// <summary>The index, or the indexes that were tried together: "public.orders (customer_id)".</summary>
    public required string Index { get; init; }

    /// <summary>What became of it.</summary>
    public required TrialOutcome Outcome { get; init; }

    /// <summary>Why it could not be built, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>Its size; null when it could not be built.</summary>
    public Bytes? Size { get; init; }

    /// <summary>The statement whose time it changes most, by its name or its id; null when it changes no plan.</summary>
    public string? Statement { get; init; }

    /// <summary>
    /// Execution time of that statement before any index, and with this one; null where the statement is, and before where it was first
    /// tried beside an index that was kept.
    /// </summary>
    public TimeSpan? BaseTime { get; init; }

    /// <inheritdoc cref="BaseTime"/>
    public TimeSpan? Time { get; init; }

    /// <summary>
    /// Buffers that one execution touches, before any index and with this one; null where the statement is, or when it was cut short.
    /// </summary>
    public double? BaseBuffers { get; init; }

    /// <inheritdoc cref="BaseBuffers"/>
    public double? Buffers { get; init; }
}

/// <summary>What becomes of a candidate.</summary>
public enum TrialOutcome
{
    /// <summary>It was kept.</summary>
    Kept,

    /// <summary>It looked worth it, and did not hold what it promised when it was measured closely.</summary>
    Refuted,

    /// <summary>
    /// It changes the plan of a statement for which another was kept: a simpler one that does as much, or one that does more.
    /// </summary>
    Surpassed,

    /// <summary>It changes a plan, and saves too little: of the statement, or of the load.</summary>
    TooLittle,

    /// <summary>The planner takes it for a statement that it makes slower.</summary>
    Harmful,

    /// <summary>It stores so many columns that it is a second table.</summary>
    TooLarge,

    /// <summary>No statement's plan changes with it.</summary>
    Unused,

    /// <summary>It could not be built.</summary>
    Failed,
}

/// <summary>One table.</summary>
public sealed record TableResult
{
    /// <summary>The table, with its schema unless that is public.</summary>
    public required string Table { get; init; }

    /// <summary>Rows as the planner estimates them; null when the table was never analysed.</summary>
    public long? Rows { get; init; }

    /// <summary>Size with indexes and TOAST; of a partitioned table with its partitions.</summary>
    public required Bytes Size { get; init; }

    /// <summary>Indexes.</summary>
    public required int Indexes { get; init; }

    /// <summary>Findings about it.</summary>
    public required int Findings { get; init; }
}

/// <summary>One setting of the server.</summary>
/// <param name="Name">The setting.</param>
/// <param name="Value">Its value, in the base unit.</param>
/// <param name="Unit">The base unit, or null: "8kB", "ms".</param>
/// <param name="Source">What decided: "default", "configuration file", "database".</param>
public sealed record SettingResult(string Name, string Value, string? Unit, string Source);
