using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>
/// What the costly reading statements do while their tables have one row in ten, three in ten, and all: measured on a clone.
/// </summary>
public sealed record GrowthProbe : IEvidence<GrowthProbe>
{
    internal const string KindName = "growth-probe";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The large tables that the statements read, by name; they lose their rows together.</summary>
    public required IReadOnlyList<ThinnedTable> Tables { get; init; }

    /// <summary>The statements that read most in one of these tables, the costliest first.</summary>
    public required IReadOnlyList<GrowthTrial> Statements { get; init; }
}

/// <summary>One table of the clone.</summary>
public sealed record ThinnedTable
{
    /// <summary>Its name, with its schema unless that is public; a partitioned table stands for its partitions.</summary>
    public required string Table { get; init; }

    /// <summary>
    /// Rows as they were counted with all, three tenths and a tenth of them; fewer numbers where it went wrong on the way.
    /// </summary>
    public required IReadOnlyList<long> Rows { get; init; }

    /// <summary>Its size with indexes and TOAST before anything was removed.</summary>
    public required Bytes Size { get; init; }

    /// <summary>Why it was not thinned, or null.</summary>
    public string? Missing { get; init; }
}

/// <summary>One statement at all sizes.</summary>
public sealed record GrowthTrial
{
    /// <summary>Headroom's own hash of the normalised text.</summary>
    public required string StatementId { get; init; }

    /// <summary>The text, with <c>$n</c> for each value.</summary>
    public required string Query { get; init; }

    /// <summary>The table that it reads most in: its size is what the statement's work is held against.</summary>
    public required string Table { get; init; }

    /// <summary>What it did, the whole table first; empty when it could not be measured at every size.</summary>
    public required IReadOnlyList<GrowthPoint> Points { get; init; }

    /// <summary>Why there are none, or null.</summary>
    public string? Missing { get; init; }
}

/// <summary>A statement at one size of its table.</summary>
/// <param name="TableRows">Rows of the table, counted.</param>
/// <param name="Time">Mean execution time over the sets of values, of each the least of several: told, never judged.</param>
/// <param name="Executions">One for each set of values, in the same order at every size.</param>
public sealed record GrowthPoint(long TableRows, TimeSpan Time, IReadOnlyList<GrowthExecution> Executions);

/// <summary>One execution. The values themselves are not kept here.</summary>
/// <param name="Buffers">Shared buffers hit and read.</param>
/// <param name="RowsReturned">Rows of the result.</param>
/// <param name="RowsScanned">Rows of the table that scans without any index condition read, all loops.</param>
public sealed record GrowthExecution(long Buffers, double RowsReturned, double RowsScanned);
