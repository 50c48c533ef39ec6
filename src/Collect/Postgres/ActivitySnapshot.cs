using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>The cumulative statistics of a database and its server at one moment.</summary>
/// <remarks>
/// Columns and views differ by version: pg_stat_wal exists from 14 on, pg_stat_io from 16 on, and pg_stat_checkpointer took over from
/// pg_stat_bgwriter in 17. <b>Source:</b> PostgreSQL manual, 27.2 (The Cumulative Statistics System) of versions 13 to 18.
/// </remarks>
public sealed class ActivitySnapshot
{
    private const int WithWal = 140000, WithInputOutput = 160000, WithCheckpointer = 170000;

    private readonly StatisticsRow _database, _background;
    private readonly StatisticsRow? _checkpointer, _wal;
    private readonly IReadOnlyList<StatisticsRow> _inputOutput;

    private ActivitySnapshot(IReadOnlyList<IReadOnlyList<StatisticsRow>> views, string sql)
    {
        _database = views[0] is [var database] ? database : throw new CollectorException("pg_stat_database has no row of this database");
        _background = views[1] is [var background] ? background : throw new CollectorException("pg_stat_bgwriter has no row");
        _checkpointer = views[2] is [var checkpointer] ? checkpointer : null;
        _wal = views[3] is [var wal] ? wal : null;
        _inputOutput = views[4];
        Sql = sql;
    }

    /// <summary>The statement that was read with.</summary>
    public string Sql { get; }

    /// <summary>Reads the statistics. Cost: one statement over the server's counters.</summary>
    public static async Task<ActivitySnapshot> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var version = new NpgsqlCommand(
            $"SELECT {EvidenceConnection.Marker} current_setting('server_version_num')::int", connection);
        var sql = SqlOf((int)(await version.ExecuteScalarAsync(cancellation))!);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new ActivitySnapshot(
            [.. Enumerable.Range(0, 5).Select(view => StatisticsRow.Rows(reader.IsDBNull(view) ? null : reader.GetString(view)))], sql);
    }

    /// <summary>What happened between two snapshots.</summary>
    public static DatabaseActivity Between(ActivitySnapshot before, ActivitySnapshot after, Window window) =>
        after.Since(before, window) with
        {
            WasReset = after._database.Moment("stats_reset") != before._database.Moment("stats_reset"),
        };

    /// <summary>All that happened since the statistics of the database were reset, for a database on which no load runs.</summary>
    /// <param name="readAt">When this snapshot was read.</param>
    public DatabaseActivity SinceReset(DateTimeOffset readAt) => Since(
        null,
        _database.Moment("stats_reset") is { } reset && reset < readAt
            ? new Window(reset, readAt - reset)
            : new Window(readAt, TimeSpan.Zero)) with
    {
        SinceReset = true,
    };

    internal static string SqlOf(int version) => $"""
        SELECT {EvidenceConnection.Marker}
               (SELECT jsonb_agg(to_jsonb(d))::text FROM pg_stat_database d WHERE d.datname = current_database()),
               (SELECT jsonb_agg(to_jsonb(b))::text FROM pg_stat_bgwriter b),
               {(version >= WithCheckpointer ? "(SELECT jsonb_agg(to_jsonb(c))::text FROM pg_stat_checkpointer c)" : "NULL")},
               {(version >= WithWal ? "(SELECT jsonb_agg(to_jsonb(w))::text FROM pg_stat_wal w)" : "NULL")},
               {(version >= WithInputOutput ? "(SELECT jsonb_agg(to_jsonb(i))::text FROM pg_stat_io i)" : "NULL")}
        """;

    private DatabaseActivity Since(ActivitySnapshot? before, Window window)
    {
        var database = new CounterDelta(before?._database, _database);
        var background = new CounterDelta(before?._background, _background);
        return new DatabaseActivity
        {
            Window = window,
            Provenance = Sql,
            Database = _database.Text("datname"),
            Counters = CountersOf(database),
            Checkpoints = _checkpointer is null
                ? new CheckpointCounters(
                    background.Count("checkpoints_timed"), background.Count("checkpoints_req"), background.Count("buffers_checkpoint"),
                    background.Count("buffers_clean"), background.Count("buffers_backend"),
                    background.Time("checkpoint_write_time") ?? default,
                    background.Time("checkpoint_sync_time") ?? default)
                : Checkpoints(new CounterDelta(before?._checkpointer, _checkpointer), background),
            Wal = _wal is null ? null : WalOf(new CounterDelta(before?._wal, _wal)),
            InputOutput = InputOutput(before),
        };
    }

    private static CheckpointCounters Checkpoints(CounterDelta checkpointer, CounterDelta background) => new(
        checkpointer.Count("num_timed"), checkpointer.Count("num_requested"), checkpointer.Count("buffers_written"),
        background.Count("buffers_clean"), null, checkpointer.Time("write_time") ?? default, checkpointer.Time("sync_time") ?? default);

    private static WalCounters WalOf(CounterDelta wal) =>
        new(wal.Count("wal_records"), wal.Count("wal_fpi"), new Bytes(wal.Count("wal_bytes")), wal.Count("wal_buffers_full"));

    private static DatabaseCounters CountersOf(CounterDelta database)
    {
        var reads = database.Count("blks_read");
        return new DatabaseCounters
        {
            Commits = database.Count("xact_commit"),
            Rollbacks = database.Count("xact_rollback"),
            BlocksHit = database.Count("blks_hit"),
            BlocksRead = reads,
            ReadTime = database.Time("blk_read_time") is { } time && (time > TimeSpan.Zero || reads == 0) ? time : null,
            WriteTime = database.Time("blk_write_time") is { } writing && writing > TimeSpan.Zero ? writing : null,
            RowsReturned = database.Count("tup_returned"),
            RowsFetched = database.Count("tup_fetched"),
            RowsInserted = database.Count("tup_inserted"),
            RowsUpdated = database.Count("tup_updated"),
            RowsDeleted = database.Count("tup_deleted"),
            TempFiles = database.Count("temp_files"),
            TempSize = new Bytes(database.Count("temp_bytes")),
            Deadlocks = database.Count("deadlocks"),
            Conflicts = database.Count("conflicts"),
            SessionTime = database.Time("session_time"),
            ActiveTime = database.Time("active_time"),
            IdleInTransactionTime = database.Time("idle_in_transaction_time"),
            Sessions = database.Known("sessions"),
            SessionsAbandoned = database.Known("sessions_abandoned"),
            SessionsFatal = database.Known("sessions_fatal"),
            SessionsKilled = database.Known("sessions_killed"),
        };
    }

    private List<InputOutput> InputOutput(ActivitySnapshot? before)
    {
        static (string, string, string) Key(StatisticsRow row) => (row.Text("backend_type"), row.Text("object"), row.Text("context"));
        var earlier = before?._inputOutput.ToDictionary(Key) ?? [];
        return
        [
            .. _inputOutput
                .Select(row => (Key: Key(row), Delta: new CounterDelta(earlier.GetValueOrDefault(Key(row)), row)))
                .Select(row => new InputOutput(
                    row.Key.Item1, row.Key.Item2, row.Key.Item3, row.Delta.Count("reads"), row.Delta.Count("writes"),
                    row.Delta.Count("extends"),
                    row.Delta.Count("hits"), row.Delta.Count("evictions"), row.Delta.Count("fsyncs")))
                .Where(row => row.Reads + row.Writes + row.Extends + row.Hits + row.Evictions + row.Syncs > 0)
                .OrderBy(row => row.Backend, StringComparer.Ordinal).ThenBy(row => row.Target, StringComparer.Ordinal)
                .ThenBy(row => row.Context, StringComparer.Ordinal),
        ];
    }

    /// <summary>The difference of two rows. A counter that went down was reset in between: what it says now happened since.</summary>
    private sealed class CounterDelta(StatisticsRow? before, StatisticsRow after)
    {
        public long Count(string name) => Known(name) ?? 0;

        public long? Known(string name) => Of(name) is { } value ? (long)Math.Round(value) : null;

        public TimeSpan? Time(string name) => Of(name) is { } value ? TimeSpan.FromMilliseconds(value) : null;

        private double? Of(string name) =>
            after.Number(name) is { } now ? before?.Number(name) is { } then && then <= now ? now - then : now : null;
    }
}
