using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>The server's table and index statistics at one moment, of the current database.</summary>
/// <remarks>
/// Sessions report what they did when they end, and at most once a second before; an idle one up to ten seconds later: what happened just
/// before a snapshot may be missing from it. <b>Source:</b> PostgreSQL manual, 28.2.2 (Viewing Statistics).
/// </remarks>
public sealed class TableSnapshot
{
    /// <summary>More tables are left out and counted: a report that lists more says nothing more.</summary>
    public const int MostTables = 1000;

    /// <summary>More indexes are left out and counted.</summary>
    public const int MostIndexes = 5000;

    /// <summary>
    /// From this version the server tells updates that moved to another page, and when an index was last scanned. <b>Source:</b> PostgreSQL
    /// 16 release notes, E.17.3.1.6.
    /// </summary>
    private const int WithLastScan = 16;

    // A database that was never reset counts since the server was initialised or crashed, which the statistics of its own processes
    // remember; either of them may have been reset alone.
    private const string MomentSql = $"""
        SELECT {EvidenceConnection.Marker} clock_timestamp(), coalesce(d.stats_reset, least(b.stats_reset, a.stats_reset))
        FROM pg_stat_database d CROSS JOIN pg_stat_bgwriter b CROSS JOIN pg_stat_archiver a WHERE d.datname = current_database()
        """;

    private readonly Dictionary<long, TableUse> _tables;

    private readonly Dictionary<long, (long Table, IndexUse Use)> _indexes;

    private readonly DateTimeOffset _at;

    private readonly DateTimeOffset? _reset;

    private readonly string _sql;

    private TableSnapshot(
        Dictionary<long, TableUse> tables, Dictionary<long, (long Table, IndexUse Use)> indexes, DateTimeOffset at, DateTimeOffset? reset,
        string sql)
    {
        _tables = tables;
        _indexes = indexes;
        _at = at;
        _reset = reset;
        _sql = sql;
    }

    /// <summary>Reads the statistics: three statements whatever the number of tables.</summary>
    public static async Task<TableSnapshot> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var hasLastScan = connection.PostgreSqlVersion.Major >= WithLastScan;
        var (tablesSql, indexesSql) = (TablesSql(hasLastScan), IndexesSql(hasLastScan));
        var moments = await EvidenceRows.ReadAsync(
            connection, MomentSql, reader => (At: reader.GetFieldValue<DateTimeOffset>(0), Reset: EvidenceRows.Time(reader, 1)),
            cancellation);
        var tables = await EvidenceRows.ReadAsync(
            connection, tablesSql, reader => (Id: reader.GetInt64(0), Use: TableOf(reader)), cancellation);
        var indexes = await EvidenceRows.ReadAsync(
            connection, indexesSql, reader => (Id: reader.GetInt64(0), Table: reader.GetInt64(1), Use: IndexOf(reader)), cancellation);
        return new TableSnapshot(
            tables.ToDictionary(table => table.Id, table => table.Use),
            indexes.ToDictionary(index => index.Id, index => (index.Table, index.Use)),
            moments[0].At,
            moments[0].Reset,
            string.Join(";\n", MomentSql, tablesSql, indexesSql));
    }

    /// <summary>What happened between two snapshots.</summary>
    public static TableActivity Between(TableSnapshot before, TableSnapshot after) => after.Since(
        before, new Window(before._at, after._at > before._at ? after._at - before._at : TimeSpan.Zero));

    /// <summary>
    /// All that happened since the statistics of the database were reset, for a database that was not watched. The window has no length
    /// where the server does not say when that was.
    /// </summary>
    public TableActivity SinceReset() => Since(
        null, _reset is { } reset && reset < _at ? new Window(reset, _at - reset) : new Window(_at, TimeSpan.Zero)) with
    {
        SinceReset = true,
    };

    private TableActivity Since(TableSnapshot? before, Window window)
    {
        var deltas = _tables.ToDictionary(
            table => table.Key, table => Delta(before?._tables.GetValueOrDefault(table.Key), table.Value));
        var telling = deltas.Where(table => IsTelling(table.Value))
            .OrderByDescending(table => table.Value.Work)
            .ThenByDescending(table => table.Value.DeadRows + table.Value.ModifiedSinceAnalysis)
            .ThenBy(table => table.Value.Schema, StringComparer.Ordinal).ThenBy(table => table.Value.Name, StringComparer.Ordinal)
            .ToList();
        var kept = telling.Take(MostTables).ToList();
        var indexes = IndexesOf([.. kept.Where(table => table.Value.Work > 0).Select(table => table.Key)], before);
        return new TableActivity
        {
            Window = window,
            Provenance = _sql,
            StatisticsAge = _reset is { } reset && _at > reset ? _at - reset : null,
            TablesSeen = _tables.Count,
            Tables = [.. kept.Select(table => table.Value)],
            Indexes = [.. indexes.Take(MostIndexes)],
            TablesLeftOut = telling.Count - kept.Count,
            IndexesLeftOut = Math.Max(0, indexes.Count - MostIndexes),
        };
    }

    private List<IndexUse> IndexesOf(List<long> tables, TableSnapshot? before)
    {
        var places = tables.Index().ToDictionary(table => table.Item, table => table.Index);
        return
        [
            .. _indexes.Where(index => places.ContainsKey(index.Value.Table))
                .OrderBy(index => places[index.Value.Table]).ThenBy(index => index.Value.Use.Name, StringComparer.Ordinal)
                .Select(index => Delta(before?._indexes.GetValueOrDefault(index.Key).Use, index.Value.Use)),
        ];
    }

    // An idle table without dead rows and with fresh statistics tells nothing.
    private static bool IsTelling(TableUse table) =>
        table.Work > 0 || table.DeadRows > 0 || table.ModifiedSinceAnalysis > 0 || (table.PlannedRows is null && table.LiveRows > 0);

    // Counters that went down were reset in between: what they say now happened since.
    private static TableUse Delta(TableUse? before, TableUse after) =>
        before is null || after.Work < before.Work || after.SequentialScans < before.SequentialScans || after.IndexScans < before.IndexScans
        ? after
        : after with
        {
            SequentialScans = after.SequentialScans - before.SequentialScans,
            SequentialRows = after.SequentialRows - before.SequentialRows,
            IndexScans = after.IndexScans - before.IndexScans,
            Inserted = after.Inserted - before.Inserted,
            Updated = after.Updated - before.Updated,
            Deleted = after.Deleted - before.Deleted,
            HotUpdated = after.HotUpdated - before.HotUpdated,
            NewPageUpdated = after.NewPageUpdated - before.NewPageUpdated,
            HeapHit = after.HeapHit - before.HeapHit,
            HeapRead = after.HeapRead - before.HeapRead,
            IndexHit = after.IndexHit - before.IndexHit,
            IndexRead = after.IndexRead - before.IndexRead,
        };

    private static IndexUse Delta(IndexUse? before, IndexUse after) => before is null || after.Scans < before.Scans
        ? after
        : after with { Scans = after.Scans - before.Scans, EntriesRead = after.EntriesRead - before.EntriesRead };

    private static string TablesSql(bool hasLastScan) => $"""
        SELECT {EvidenceConnection.Marker} s.relid::bigint, s.schemaname, s.relname, s.seq_scan, s.seq_tup_read, coalesce(s.idx_scan, 0),
               s.n_tup_ins, s.n_tup_upd, s.n_tup_del, s.n_tup_hot_upd, {(hasLastScan ? "s.n_tup_newpage_upd" : "NULL::bigint")},
               coalesce(io.heap_blks_hit, 0), coalesce(io.heap_blks_read, 0),
               coalesce(io.idx_blks_hit, 0)::bigint, coalesce(io.idx_blks_read, 0)::bigint,
               s.n_live_tup, s.n_dead_tup, s.n_mod_since_analyze,
               CASE WHEN c.reltuples < 0 OR (c.reltuples = 0 AND c.relpages = 0) THEN NULL ELSE c.reltuples::bigint END, c.relpages::bigint,
               s.last_vacuum, s.last_autovacuum, s.last_analyze, s.last_autoanalyze, coalesce(c.reloptions, '{"{}"}')
        FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid LEFT JOIN pg_statio_user_tables io ON io.relid = s.relid
        WHERE s.schemaname NOT LIKE 'pg\_temp%'
        """;

    private static string IndexesSql(bool hasLastScan) => $"""
        SELECT {EvidenceConnection.Marker} i.indexrelid::bigint, i.relid::bigint, i.schemaname, i.relname, i.indexrelname,
               i.idx_scan, i.idx_tup_read,
               {(hasLastScan ? "i.last_idx_scan" : "NULL::timestamptz")}
        FROM pg_stat_user_indexes i WHERE i.schemaname NOT LIKE 'pg\_temp%'
        """;

    private static TableUse TableOf(NpgsqlDataReader reader) => new()
    {
        Schema = reader.GetString(1),
        Name = reader.GetString(2),
        SequentialScans = reader.GetInt64(3),
        SequentialRows = reader.GetInt64(4),
        IndexScans = reader.GetInt64(5),
        Inserted = reader.GetInt64(6),
        Updated = reader.GetInt64(7),
        Deleted = reader.GetInt64(8),
        HotUpdated = reader.GetInt64(9),
        NewPageUpdated = EvidenceRows.Number(reader, 10),
        HeapHit = reader.GetInt64(11),
        HeapRead = reader.GetInt64(12),
        IndexHit = reader.GetInt64(13),
        IndexRead = reader.GetInt64(14),
        LiveRows = reader.GetInt64(15),
        DeadRows = reader.GetInt64(16),
        ModifiedSinceAnalysis = reader.GetInt64(17),
        PlannedRows = EvidenceRows.Number(reader, 18),
        Pages = reader.GetInt64(19),
        LastVacuum = EvidenceRows.Time(reader, 20),
        LastAutovacuum = EvidenceRows.Time(reader, 21),
        LastAnalysis = EvidenceRows.Time(reader, 22),
        LastAutomaticAnalysis = EvidenceRows.Time(reader, 23),
        Options = reader.GetFieldValue<string[]>(24),
    };

    private static IndexUse IndexOf(NpgsqlDataReader reader) => new()
    {
        Schema = reader.GetString(2),
        Table = reader.GetString(3),
        Name = reader.GetString(4),
        Scans = reader.GetInt64(5),
        EntriesRead = reader.GetInt64(6),
        ScansSinceReset = reader.GetInt64(5),
        LastScan = EvidenceRows.Time(reader, 7),
    };
}
