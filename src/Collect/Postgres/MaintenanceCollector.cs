using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>Reads the ages of databases and tables, vacuum's settings and work, and what holds the horizon.</summary>
public static class MaintenanceCollector
{
    /// <summary>More tables are left out and counted: the oldest decide.</summary>
    public const int MostTables = 100;

    /// <summary>More holders than this say nothing more: the oldest decides.</summary>
    private const int MostHolders = 50;

    private const string DatabasesSql = $"""
        SELECT {EvidenceConnection.Marker} datname, age(datfrozenxid)::bigint, mxid_age(datminmxid)::bigint
        FROM pg_database ORDER BY 2 DESC, 1
        """;

    private static readonly string TablesSql = $"""
        SELECT {EvidenceConnection.Marker} n.nspname, c.relname, c.relpages::bigint * 8192,
               age(c.relfrozenxid)::bigint, mxid_age(c.relminmxid)::bigint,
               age(t.relfrozenxid)::bigint, mxid_age(t.relminmxid)::bigint, coalesce(c.reloptions, '{"{}"}'), count(*) OVER ()
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_class t ON t.oid = c.reltoastrelid AND t.relfrozenxid <> '0'
        WHERE c.relkind IN ('r', 'm') AND c.relfrozenxid <> '0' AND n.nspname NOT LIKE 'pg\_temp%'
        ORDER BY greatest(age(c.relfrozenxid), age(t.relfrozenxid), mxid_age(c.relminmxid), mxid_age(t.relminmxid)) DESC,
                 c.relpages DESC, n.nspname, c.relname
        LIMIT {MostTables}
        """;

    private const string SettingsSql = $"""
        SELECT {EvidenceConnection.Marker} name, setting FROM pg_settings
        WHERE name LIKE 'autovacuum%' OR name LIKE 'vacuum\_%' OR name IN ('track_counts', 'maintenance_work_mem') ORDER BY name
        """;

    private const string RunningSql = $"""
        SELECT {EvidenceConnection.Marker} p.pid,
               CASE WHEN n.nspname = 'public' THEN c.relname::text ELSE n.nspname || '.' || c.relname END, p.phase,
               p.heap_blks_scanned::float8 / nullif(p.heap_blks_total, 0), coalesce(a.backend_type = 'autovacuum worker', false)
        FROM pg_stat_progress_vacuum p LEFT JOIN pg_class c ON c.oid = p.relid LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_stat_activity a ON a.pid = p.pid
        WHERE p.datname = current_database() ORDER BY p.pid
        """;

    // Of another role's build a role without rights sees the session alone; the lock on the table is seen by all.
    private const string BuildingSql = $"""
        SELECT DISTINCT {EvidenceConnection.Marker}
               CASE WHEN n.nspname = 'public' THEN c.relname::text ELSE n.nspname || '.' || c.relname END
        FROM pg_stat_progress_create_index p
        LEFT JOIN pg_locks l ON p.relid IS NULL AND l.pid = p.pid AND l.locktype = 'relation' AND l.database = p.datid
             AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock')
        JOIN pg_class c ON c.oid = coalesce(p.relid, l.relation) AND c.relkind IN ('r', 'p', 'm')
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE p.datname = current_database() ORDER BY 1
        """;

    // Transactions of other databases and vacuums hold nothing here; a slot's catalog_xmin holds the catalogues alone (procarray.c,
    // ComputeXidHorizons). A standby that sends its horizon to a slot is named by the slot.
    private static readonly string HoldersSql = $"""
        SELECT {EvidenceConnection.Marker} kind, name, age::bigint, seconds::float8, is_catalogue_only, is_in_use FROM (
            SELECT 'transaction' AS kind, concat_ws(' ', coalesce(usename::text, backend_type), nullif(application_name, '')) AS name,
                   greatest(age(backend_xmin), age(backend_xid)) AS age,
                   extract(epoch FROM clock_timestamp() - xact_start) AS seconds, false AS is_catalogue_only,
                   NULL::boolean AS is_in_use
            FROM pg_stat_activity
            WHERE (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL) AND pid <> pg_backend_pid()
              AND datname = current_database() AND backend_type NOT IN ('walsender', 'autovacuum worker')
              AND pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum)
            UNION ALL
            SELECT 'standby', concat_ws(' ', nullif(application_name, ''), host(client_addr)), age(backend_xmin), NULL, false, true
            FROM pg_stat_replication WHERE backend_xmin IS NOT NULL
              AND NOT EXISTS (SELECT FROM pg_replication_slots s WHERE s.active_pid = pg_stat_replication.pid)
            UNION ALL
            SELECT 'replication slot', slot_name::text, age(xmin), NULL, false, active
            FROM pg_replication_slots WHERE xmin IS NOT NULL
            UNION ALL
            SELECT 'replication slot', slot_name::text, age(catalog_xmin), NULL, true, active FROM pg_replication_slots
            WHERE catalog_xmin IS NOT NULL AND (xmin IS NULL OR age(catalog_xmin) > age(xmin))
            UNION ALL
            SELECT 'prepared transaction', gid, age(transaction), extract(epoch FROM clock_timestamp() - prepared), false, NULL
            FROM pg_prepared_xacts WHERE database = current_database()
        ) holders ORDER BY age DESC, kind, name LIMIT {MostHolders}
        """;

    // Of other roles' sessions a role without rights sees neither state nor snapshot.
    private const string HiddenSql = $"""
        SELECT {EvidenceConnection.Marker} count(*) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND query = '<insufficient privilege>' AND (backend_type = 'client backend' OR backend_type IS NULL)
        """;

    /// <summary>Reads the state of maintenance; every role may, and what it may not see is counted.</summary>
    public static async Task<Maintenance> CollectAsync(string connectionString, TimeProvider time, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        var tables = await EvidenceRows.ReadAsync(
            connection, TablesSql, reader => (Table: TableOf(reader), All: reader.GetInt64(8)), cancellation);
        var settings = await EvidenceRows.ReadAsync(
            connection, SettingsSql, r => KeyValuePair.Create(r.GetString(0), EvidenceRows.Text(r, 1) ?? ""), cancellation);
        var hidden = await EvidenceRows.ReadAsync(connection, HiddenSql, reader => reader.GetInt64(0), cancellation);
        return new Maintenance
        {
            Window = window.SoFar,
            Provenance = string.Join(";\n", DatabasesSql, TablesSql, SettingsSql, RunningSql, BuildingSql, HoldersSql, HiddenSql),
            Database = connection.Database,
            Databases = await EvidenceRows.ReadAsync(
                connection, DatabasesSql, r => new DatabaseAge(r.GetString(0), r.GetInt64(1), r.GetInt64(2)), cancellation),
            Tables = [.. tables.Select(row => row.Table)],
            TablesLeftOut = tables.Count == 0 ? 0 : (int)tables[0].All - tables.Count,
            Settings = new SortedDictionary<string, string>(settings.ToDictionary(), StringComparer.Ordinal),
            Running = await EvidenceRows.ReadAsync(connection, RunningSql, RunningOf, cancellation),
            Building = await EvidenceRows.ReadAsync(connection, BuildingSql, reader => reader.GetString(0), cancellation),
            Holders = await EvidenceRows.ReadAsync(connection, HoldersSql, HolderOf, cancellation),
            SessionsHidden = (int)hidden[0],
        };
    }

    private static TableAge TableOf(NpgsqlDataReader reader) => new()
    {
        Schema = reader.GetString(0),
        Name = reader.GetString(1),
        Size = new Bytes(reader.GetInt64(2)),
        TransactionAge = reader.GetInt64(3),
        MultixactAge = reader.GetInt64(4),
        ToastTransactionAge = EvidenceRows.Number(reader, 5),
        ToastMultixactAge = EvidenceRows.Number(reader, 6),
        Options = reader.GetFieldValue<string[]>(7),
    };

    private static RunningVacuum RunningOf(NpgsqlDataReader reader) => new(
        reader.GetInt32(0),
        EvidenceRows.Text(reader, 1),
        EvidenceRows.Text(reader, 2),
        reader.IsDBNull(3) ? null : new Ratio(Math.Clamp(reader.GetDouble(3), 0, 1)),
        reader.GetBoolean(4));

    private static HorizonHolder HolderOf(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetInt64(2),
        reader.IsDBNull(3) ? null : TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(3))),
        reader.GetBoolean(4),
        reader.IsDBNull(5) ? null : reader.GetBoolean(5));
}
