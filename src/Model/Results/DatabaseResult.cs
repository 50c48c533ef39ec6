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
public sealed record IndexSearchResult(int Tried, int Failed, int Kept, int Refuted, string? Cut);

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
