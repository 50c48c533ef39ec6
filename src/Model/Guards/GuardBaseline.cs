namespace Headroom.Model.Guards;

/// <summary>What the statements of a workload did when somebody found it good: the file that later changes are held against.</summary>
/// <remarks>
/// Made to be committed: sorted by name, without values and times, so that its diff shows what a change does to the database's work.
/// </remarks>
public sealed record GuardBaseline
{
    /// <summary>The format that this version writes and reads.</summary>
    public const string CurrentFormat = "headroom.guard-baseline/1";

    /// <summary>The file's format.</summary>
    public string Format { get; init; } = CurrentFormat;

    /// <summary>The server's version as a number: 150018 is 15.18.</summary>
    public required int ServerVersion { get; init; }

    /// <summary>A hash of the tables' columns, the indexes and the foreign keys; of no sizes.</summary>
    public required string Schema { get; init; }

    /// <summary>Where the statements ran.</summary>
    public required GuardPlace MeasuredOn { get; init; }

    /// <summary>The statements, by name.</summary>
    public required IReadOnlyList<GuardEntry> Statements { get; init; }
}

/// <summary>Where the statements of a workload ran.</summary>
public enum GuardPlace
{
    /// <summary>On a clone: everything is executed, writes are rolled back.</summary>
    Clone,

    /// <summary>On the database itself: what reads is executed, what writes is only planned.</summary>
    Database,
}

/// <summary>What one statement does.</summary>
public sealed record GuardEntry
{
    /// <summary>Its name in the workload.</summary>
    public required string Name { get; init; }

    /// <summary>Headroom's own hash of the normalised text.</summary>
    public required string StatementId { get; init; }

    /// <summary>
    /// Shared buffers of 8 kB hit and read in one execution, with the worst of its sets of values; null when not every set was executed
    /// to its end.
    /// </summary>
    public required long? BuffersPerCall { get; init; }

    /// <summary>
    /// The different shapes of its plans: node types with tables and indexes, from the root down; empty when it has no plan.
    /// </summary>
    public required IReadOnlyList<string> Plans { get; init; }

    /// <summary>The large tables that any of its plans scans sequentially, by name.</summary>
    public required IReadOnlyList<ScannedTable> SequentialScans { get; init; }
}

/// <summary>A large table that is scanned sequentially.</summary>
/// <param name="Table">Its name, with its schema unless that is public; the partitioned table for partitions.</param>
/// <param name="Rows">Rows of what is scanned, as the planner estimates them or the scan read them; null when neither is known.</param>
public sealed record ScannedTable(string Table, long? Rows);
