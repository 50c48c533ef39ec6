using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>
/// What each SQL statement did in the load window: the difference of two snapshots of pg_stat_statements, without Headroom's own
/// statements.
/// </summary>
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

    /// <summary>
    /// Statements whose counters began anew in the window, because somebody reset them or the server threw them away in between: what they
    /// did in it is not known, and they are left out.
    /// </summary>
    public int Restarted { get; init; }

    /// <summary>Whether the window reaches back to the server's last reset of its statistics, instead of being a load's own.</summary>
    public bool SinceReset { get; init; }

    /// <summary>
    /// Whether the calls are those of a workload file, an hour's, instead of counted by the server: then the clone's times stand for the
    /// database's.
    /// </summary>
    public bool IsWorkload { get; init; }

    /// <summary>When the server last reset its statement statistics; null where it does not say (before PostgreSQL 14).</summary>
    public DateTimeOffset? StatisticsResetAt { get; init; }

    /// <summary>
    /// Time that Headroom's own statements cost this database in the window, planning included where it is tracked; null when not
    /// measured.
    /// </summary>
    public TimeSpan? OwnTime { get; init; }

    /// <summary>
    /// Time in statements that others executed, such as the query of a cursor or the body of a procedure, planning included; zero where the
    /// server does not count them (<c>pg_stat_statements.track</c>) or does not tell them apart (before PostgreSQL 14).
    /// </summary>
    public TimeSpan NestedTime { get; init; }

    /// <summary>
    /// Whether a statement is about its session or its transaction alone (<see cref="StatementText.IsOfSession"/>); one that is not known
    /// is not.
    /// </summary>
    /// <param name="statementId">The statement.</param>
    public bool IsOfSession(string statementId) =>
        Statements.FirstOrDefault(statement => statement.StatementId == statementId) is { } known && StatementText.IsOfSession(known.Query);

    /// <summary>
    /// The roles that ran statements of the application, sorted: one that only looks at the server itself, as monitoring does, is none.
    /// </summary>
    public IReadOnlyList<string> ApplicationRoles() =>
    [
        .. Statements
            .Where(static statement => !StatementText.IsOfCatalogue(statement.Query) && !StatementText.IsOfSession(statement.Query))
            .SelectMany(static statement => statement.Roles).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];
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

    /// <summary>Whether nobody measured it: then times, rows and buffers are 0 and mean "unknown".</summary>
    public bool IsUnmeasured { get; init; }

    /// <summary>Whether a time limit ended an execution: then the time is a lower bound, and rows and buffers are not known.</summary>
    public bool IsCutShort { get; init; }

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

    /// <summary>Plans made; null where the server does not track planning (<c>pg_stat_statements.track_planning</c>).</summary>
    public long? Plans { get; init; }

    /// <summary>Time of planning, summed over <see cref="Plans"/>; null where the server does not track planning.</summary>
    public TimeSpan? PlanningTime { get; init; }

    /// <summary>Write-ahead log, summed over calls; null where the server does not count it.</summary>
    public Bytes? WalSize { get; init; }

    /// <summary>
    /// Pages that were written whole into the write-ahead log because they had not been changed since the last checkpoint, summed over
    /// calls.
    /// </summary>
    public long FullPageImages { get; init; }

    /// <summary>Temporary blocks read, summed over calls.</summary>
    public long TempBlocksRead { get; init; }

    /// <summary>Blocks of temporary tables hit and read, summed over calls.</summary>
    public long LocalBlocks { get; init; }

    /// <summary>
    /// Time spent on reading <see cref="BuffersRead"/>, summed over calls; null where the server does not time it
    /// (<c>track_io_timing</c>).
    /// </summary>
    public TimeSpan? ReadTime { get; init; }
}
