namespace Headroom.Model.Evidence;

/// <summary>What each SQL statement did in the load window: the difference of two snapshots of pg_stat_statements, without Headroom's own statements.</summary>
public sealed record StatementStatistics : IEvidence<StatementStatistics>
{
    internal const string KindName = "statements";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The statements, the greatest total time first.</summary>
    public required IReadOnlyList<StatementMetrics> Statements { get; init; }

    /// <summary>Entries that the server threw away in the window for want of room; above 0 the table is incomplete.</summary>
    public long Deallocated { get; init; }
}

/// <summary>One statement in a window.</summary>
public sealed record StatementMetrics
{
    /// <summary>Headroom's own hash of the normalised text.</summary>
    public required string StatementId { get; init; }

    /// <summary>What people call it: its name in a workload file; null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>The text with its constants replaced by the server.</summary>
    public required string Query { get; init; }

    /// <summary>The roles that ran it, sorted.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Executions.</summary>
    public required long Calls { get; init; }

    /// <summary>Execution time in the server, summed over calls.</summary>
    public required TimeSpan ExecutionTime { get; init; }

    /// <summary>Rows returned or changed, summed over calls.</summary>
    public required long Rows { get; init; }

    /// <summary>Shared buffers hit and read, summed over calls.</summary>
    public required long Buffers { get; init; }

    /// <summary>Of <see cref="Buffers"/>, those read from outside the shared buffers.</summary>
    public required long BuffersRead { get; init; }

    /// <summary>Temporary blocks written, summed over calls.</summary>
    public required long TempBlocksWritten { get; init; }
}
