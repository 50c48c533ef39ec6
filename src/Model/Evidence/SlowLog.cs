using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>What a PostgreSQL server's log says about its statements, errors, locks, temporary files and background work.</summary>
/// <remarks>It holds no parameter value and no literal.</remarks>
public sealed record SlowLog : IEvidence<SlowLog>
{
    internal const string KindName = "slow-log";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <summary>From the first to the last entry that was counted; of no duration when there was none.</summary>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The files, in the order in which they were read.</summary>
    public required IReadOnlyList<LogFileReading> Files { get; init; }

    /// <summary>Entries that passed the filters: a message with its DETAIL, HINT, CONTEXT and STATEMENT is one.</summary>
    public required long Entries { get; init; }

    /// <summary>Executions of statements; parse and bind are none.</summary>
    public required long Calls { get; init; }

    /// <summary>Of <see cref="Calls"/>, those whose duration was logged; all times and quantiles are of these.</summary>
    public required long TimedCalls { get; init; }

    /// <summary>The time of all calls together.</summary>
    public required CallTimes Times { get; init; }

    /// <summary>
    /// Durations that were logged without their statement (log_duration, or parse and bind under it); in no other number.
    /// </summary>
    public required long UnattributedDurations { get; init; }

    /// <summary>The parse and bind steps of the extended protocol, and the time in them; not among <see cref="Calls"/>.</summary>
    public required PreparationTimes Preparation { get; init; }

    /// <summary>The statements, the greatest total time first.</summary>
    public required IReadOnlyList<LoggedStatement> Statements { get; init; }

    /// <summary>Calls of statements for which there was no room; they are in the totals and under no statement.</summary>
    public required long CallsWithoutRoom { get; init; }

    /// <summary>By hour of UTC, hours with nothing left out.</summary>
    public required IReadOnlyList<LogHour> Hours { get; init; }

    /// <summary>Messages of WARNING and above, the most frequent first.</summary>
    public required IReadOnlyList<LoggedError> Errors { get; init; }

    /// <summary>Waits for locks longer than the server's deadlock_timeout (log_lock_waits).</summary>
    public required LockWaitTotals LockWaits { get; init; }

    /// <summary>Deadlocks that the server broke.</summary>
    public required long Deadlocks { get; init; }

    /// <summary>Cancelled statements by reason, the most frequent first.</summary>
    public required IReadOnlyList<LoggedCount> Cancellations { get; init; }

    /// <summary>Temporary files (log_temp_files).</summary>
    public required TempFileTotals TempFiles { get; init; }

    /// <summary>Checkpoints and restartpoints.</summary>
    public required CheckpointTotals Checkpoints { get; init; }

    /// <summary>Automatic vacuums and analyzes by table, the most frequent first.</summary>
    public required IReadOnlyList<AutovacuumCount> Autovacuums { get; init; }

    /// <summary>Sessions (log_connections, log_disconnections).</summary>
    public required SessionTotals Sessions { get; init; }

    /// <summary>Plans of auto_explain.</summary>
    public required long Plans { get; init; }

    /// <summary>
    /// Executions of Headroom's own: with its mark, of its sessions, in its clones; in no other number but <see cref="Entries"/>.
    /// </summary>
    public long OwnCalls { get; init; }

    /// <summary>Entries of Headroom's own that are no calls; in no other number but <see cref="Entries"/>.</summary>
    public long OwnEntries { get; init; }
}

/// <summary>How one file was read.</summary>
public sealed record LogFileReading
{
    /// <summary>The file, "-" for the standard input.</summary>
    public required string File { get; init; }

    /// <summary>stderr, csvlog, jsonlog, or null when it is none of them.</summary>
    public string? Format { get; init; }

    /// <summary>The log_line_prefix of a stderr log, given or learnt.</summary>
    public string? Prefix { get; init; }

    /// <summary>Bytes read, after decompression.</summary>
    public required Bytes Size { get; init; }

    /// <summary>Entries read, before any filter.</summary>
    public required long Entries { get; init; }

    /// <summary>Lines or records that are no log of this format.</summary>
    public required long BrokenLines { get; init; }

    /// <summary>Entries that were longer than a reader keeps, and lost their end.</summary>
    public required long CutEntries { get; init; }

    /// <summary>Entries with bytes that are no UTF-8, or NUL.</summary>
    public required long InvalidEntries { get; init; }

    /// <summary>Why the file ended early, or why it or a part of it was not read; null when all was.</summary>
    public string? Remark { get; init; }
}

/// <summary>Durations of calls. Quantiles are within 0.1 %; all but the total are null when no duration was logged.</summary>
public sealed record CallTimes
{
    /// <summary>Summed over calls.</summary>
    public required TimeSpan Total { get; init; }

    /// <summary>The shortest.</summary>
    public TimeSpan? Min { get; init; }

    /// <summary>The exact mean.</summary>
    public TimeSpan? Mean { get; init; }

    /// <summary>The median.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>95 of 100 took no longer.</summary>
    public TimeSpan? P95 { get; init; }

    /// <summary>99 of 100 took no longer.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>The longest.</summary>
    public TimeSpan? Max { get; init; }
}

/// <summary>Steps of the extended protocol that are no execution.</summary>
/// <param name="Parses">Parse steps.</param>
/// <param name="ParseTime">The time in them.</param>
/// <param name="Binds">Bind steps.</param>
/// <param name="BindTime">The time in them.</param>
public sealed record PreparationTimes(long Parses, TimeSpan ParseTime, long Binds, TimeSpan BindTime);

/// <summary>One statement of a log.</summary>
public sealed record LoggedStatement
{
    /// <summary>Headroom's own hash of the normalised text.</summary>
    public required string StatementId { get; init; }

    /// <summary>The normalised text: <c>?</c> for each value.</summary>
    public required string Query { get; init; }

    /// <summary>Executions that were logged.</summary>
    public required long Calls { get; init; }

    /// <summary>Of <see cref="Calls"/>, those whose duration was logged.</summary>
    public required long TimedCalls { get; init; }

    /// <summary>Their durations.</summary>
    public required CallTimes Times { get; init; }

    /// <summary>The first entry about it.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>The last entry about it.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>Who ran it, sorted; empty when the log does not say.</summary>
    public required IReadOnlyList<string> Users { get; init; }

    /// <summary>Where, sorted; empty when the log does not say.</summary>
    public required IReadOnlyList<string> Databases { get; init; }

    /// <summary>Errors that name it as their statement.</summary>
    public required long Errors { get; init; }

    /// <summary>Temporary files that it wrote.</summary>
    public required long TempFiles { get; init; }

    /// <summary>Their size.</summary>
    public required Bytes TempSize { get; init; }

    /// <summary>Waits for a lock that name it as their statement.</summary>
    public required long LockWaits { get; init; }

    /// <summary>Plans of auto_explain.</summary>
    public required long Plans { get; init; }
}

/// <summary>One hour.</summary>
/// <param name="StartsAt">Its start, UTC.</param>
/// <param name="Calls">Executions.</param>
/// <param name="Total">Their time.</param>
/// <param name="Max">The longest.</param>
/// <param name="Errors">ERROR, FATAL and PANIC.</param>
/// <param name="TempFiles">Temporary files.</param>
/// <param name="LockWaits">Waits for locks.</param>
public sealed record LogHour(
    DateTimeOffset StartsAt, long Calls, TimeSpan Total, TimeSpan Max, long Errors, long TempFiles, long LockWaits);

/// <summary>Messages of one kind.</summary>
/// <param name="Severity">WARNING, ERROR, FATAL, PANIC.</param>
/// <param name="Message">The first line without values.</param>
/// <param name="Count">How often.</param>
/// <param name="FirstAt">The first time.</param>
/// <param name="LastAt">The last time.</param>
public sealed record LoggedError(string Severity, string Message, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>Something counted by name.</summary>
/// <param name="Name">What.</param>
/// <param name="Count">How often.</param>
public sealed record LoggedCount(string Name, long Count);

/// <summary>Waits for locks.</summary>
/// <param name="Waits">"still waiting" entries: one for each wait beyond deadlock_timeout.</param>
/// <param name="Acquired">Of them, those that got the lock in the end.</param>
/// <param name="WaitTime">The time of those that got it.</param>
/// <param name="Longest">The longest of them, or null.</param>
public sealed record LockWaitTotals(long Waits, long Acquired, TimeSpan WaitTime, TimeSpan? Longest);

/// <summary>Temporary files.</summary>
/// <param name="Files">How many.</param>
/// <param name="Total">Their size together.</param>
/// <param name="Largest">The largest.</param>
public sealed record TempFileTotals(long Files, Bytes Total, Bytes Largest);

/// <summary>Checkpoints.</summary>
/// <param name="Completed">That ended.</param>
/// <param name="BuffersWritten">Buffers that they wrote.</param>
/// <param name="TotalTime">Their time together.</param>
/// <param name="Longest">The longest, or null.</param>
/// <param name="ByWal">Of those that started, those that the volume of WAL asked for; the rest came by time or by command.</param>
public sealed record CheckpointTotals(long Completed, long BuffersWritten, TimeSpan TotalTime, TimeSpan? Longest, long ByWal);

/// <summary>Automatic maintenance of a table.</summary>
/// <param name="Table">Database, schema and name.</param>
/// <param name="Vacuums">Automatic vacuums.</param>
/// <param name="Analyzes">Automatic analyzes.</param>
public sealed record AutovacuumCount(string Table, long Vacuums, long Analyzes);

/// <summary>Sessions.</summary>
/// <param name="Received">Connections received.</param>
/// <param name="Authorized">Of them, those that were let in.</param>
/// <param name="Ended">Sessions that ended.</param>
/// <param name="SessionTime">The time of those that ended.</param>
public sealed record SessionTotals(long Received, long Authorized, long Ended, TimeSpan SessionTime);
