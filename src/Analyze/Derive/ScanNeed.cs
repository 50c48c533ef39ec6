using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>What one scan of one plan looks for, and what it wastes.</summary>
internal sealed record ScanNeed
{
    /// <summary>The table; of a partition the partitioned table.</summary>
    public required TableFacts Table { get; init; }

    /// <summary>The statement.</summary>
    public required string StatementId { get; init; }

    /// <summary>The plan's node that shows it.</summary>
    public required string Node { get; init; }

    /// <summary>What rows are chosen by, known before the scan: its conditions.</summary>
    public required IReadOnlyList<Predicate> Filter { get; init; }

    /// <summary>What rows are joined by: an index on them could find the rows one by one.</summary>
    public required IReadOnlyList<Predicate> Join { get; init; }

    /// <summary>Alternatives: for each OR its arms.</summary>
    public required IReadOnlyList<IReadOnlyList<IReadOnlyList<Predicate>>> Alternatives { get; init; }

    /// <summary>Orders that somebody above sorts or groups by, the nearest first.</summary>
    public required IReadOnlyList<IReadOnlyList<IndexKey>> Orders { get; init; }

    /// <summary>Columns whose distance from a value the rows are sorted by below a limit.</summary>
    public required IReadOnlyList<IndexTerm> Nearest { get; init; }

    /// <summary>Whether a limit lets few of the sorted rows through.</summary>
    public required bool IsLimited { get; init; }

    /// <summary>The columns that the statement needs of the table; null when they are not known or too many.</summary>
    public required IReadOnlyList<string>? Needed { get; init; }

    /// <summary>Rows that the scan looked at, all loops; null when the statement was only planned.</summary>
    public required double? RowsRead { get; init; }

    /// <summary>Rows that were used of them, all loops; below a limit, what it let through.</summary>
    public required double? RowsUsed { get; init; }

    /// <summary>Shared buffers that it touched, all loops; null when they were not counted.</summary>
    public required long? Buffers { get; init; }

    /// <summary>Whether reading that much for that little is worth an index, by its numbers alone.</summary>
    public required bool IsWasteful { get; init; }
}
