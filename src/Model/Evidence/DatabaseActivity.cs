using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>What the database and its server did in a window: the difference of two readings of the cumulative statistics.</summary>
/// <remarks>
/// The server's sessions report what they did about once a second, when they are between statements: the last second may be missing.
/// </remarks>
public sealed record DatabaseActivity : IEvidence<DatabaseActivity>
{
    internal const string KindName = "database-activity";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>
    /// Whether the window reaches back to the last reset of this database's statistics, instead of being a load's own. When that was is not
    /// always known: then the window has no length.
    /// </summary>
    public bool SinceReset { get; init; }

    /// <summary>Whether counters went back in the window: they hold what happened after that.</summary>
    public bool WasReset { get; init; }

    /// <summary>Of this database alone.</summary>
    public required DatabaseCounters Counters { get; init; }

    /// <summary>Of the whole server.</summary>
    public required CheckpointCounters Checkpoints { get; init; }

    /// <summary>Of the whole server; null before PostgreSQL 14.</summary>
    public WalCounters? Wal { get; init; }

    /// <summary>Reads and writes of the whole server by who did them; empty before PostgreSQL 16.</summary>
    public IReadOnlyList<InputOutput> InputOutput { get; init => field = value ?? []; } = []; // null in runs that were recorded before
}

/// <summary>Counters of one database (pg_stat_database).</summary>
public sealed record DatabaseCounters
{
    /// <summary>Transactions that were committed.</summary>
    public required long Commits { get; init; }

    /// <summary>Transactions that were rolled back.</summary>
    public required long Rollbacks { get; init; }

    /// <summary>Blocks found in the shared buffers.</summary>
    public required long BlocksHit { get; init; }

    /// <summary>Blocks read from outside the shared buffers.</summary>
    public required long BlocksRead { get; init; }

    /// <summary>Time of those reads; null where the server does not time them (<c>track_io_timing</c>).</summary>
    public TimeSpan? ReadTime { get; init; }

    /// <summary>Time of writing blocks in sessions; null where the server does not time it.</summary>
    public TimeSpan? WriteTime { get; init; }

    /// <summary>Rows read by scans of tables and entries returned by scans of indexes.</summary>
    public long RowsReturned { get; init; }

    /// <summary>Rows fetched by way of an index.</summary>
    public long RowsFetched { get; init; }

    /// <summary>Rows inserted.</summary>
    public long RowsInserted { get; init; }

    /// <summary>Rows updated.</summary>
    public long RowsUpdated { get; init; }

    /// <summary>Rows deleted.</summary>
    public long RowsDeleted { get; init; }

    /// <summary>Temporary files made by statements.</summary>
    public required long TempFiles { get; init; }

    /// <summary>What was written to them.</summary>
    public required Bytes TempSize { get; init; }

    /// <summary>Deadlocks.</summary>
    public required long Deadlocks { get; init; }

    /// <summary>Statements cancelled because of recovery, on a standby.</summary>
    public long Conflicts { get; init; }

    /// <summary>Time that sessions lasted; null before PostgreSQL 14, like all that follow.</summary>
    public TimeSpan? SessionTime { get; init; }

    /// <summary>Time that sessions spent executing statements.</summary>
    public TimeSpan? ActiveTime { get; init; }

    /// <summary>Time that sessions were idle in a transaction.</summary>
    public TimeSpan? IdleInTransactionTime { get; init; }

    /// <summary>Sessions begun.</summary>
    public long? Sessions { get; init; }

    /// <summary>Sessions whose client was lost.</summary>
    public long? SessionsAbandoned { get; init; }

    /// <summary>Sessions ended by a fatal error.</summary>
    public long? SessionsFatal { get; init; }

    /// <summary>Sessions ended by an operator.</summary>
    public long? SessionsKilled { get; init; }
}

/// <summary>Checkpoints and who writes dirty buffers (pg_stat_bgwriter, pg_stat_checkpointer).</summary>
/// <param name="Timed">Checkpoints because the time had come.</param>
/// <param name="Requested">Checkpoints because the write-ahead log was full, or because somebody asked.</param>
/// <param name="Buffers">Buffers written by checkpoints.</param>
/// <param name="BackgroundBuffers">Buffers written by the background writer.</param>
/// <param name="SessionBuffers">
/// Buffers that sessions had to write themselves; null from PostgreSQL 17 on, where <see cref="InputOutput"/> tells.
/// </param>
/// <param name="WriteTime">Time of writing.</param>
/// <param name="SyncTime">Time of waiting for the disk.</param>
public sealed record CheckpointCounters(
    long Timed, long Requested, long Buffers, long BackgroundBuffers, long? SessionBuffers, TimeSpan WriteTime, TimeSpan SyncTime);

/// <summary>The write-ahead log (pg_stat_wal).</summary>
/// <param name="Records">Records.</param>
/// <param name="FullPageImages">Pages written whole.</param>
/// <param name="Size">All that was written.</param>
/// <param name="BuffersFull">Times that a session wrote the log because its buffers were full.</param>
public sealed record WalCounters(long Records, long FullPageImages, Bytes Size, long BuffersFull);

/// <summary>Reads and writes by who did them, on what (pg_stat_io).</summary>
/// <param name="Backend">"client backend", "checkpointer", "autovacuum worker".</param>
/// <param name="Target">"relation", "temp relation", "wal".</param>
/// <param name="Context">"normal", "vacuum", "bulkread", "bulkwrite".</param>
/// <param name="Reads">Reads.</param>
/// <param name="Writes">Writes.</param>
/// <param name="Extends">Extensions of files.</param>
/// <param name="Hits">Blocks found in the shared buffers.</param>
/// <param name="Evictions">Buffers emptied to make room.</param>
/// <param name="Syncs">Waits for the disk.</param>
public sealed record InputOutput(
    string Backend, string Target, string Context, long Reads, long Writes, long Extends, long Hits, long Evictions, long Syncs);
