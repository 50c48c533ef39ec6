using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>Reads the sessions of a server: one statement a look, and a second one only while somebody waits for a lock.</summary>
internal sealed class SessionReader(NpgsqlConnection connection)
{
    /// <summary>More waiting sessions than this are not told apart in one look.</summary>
    private const int MostWaiters = 50;

    // Where states are hidden from this role, backend_type is hidden, too; parallel workers and autovacuum are told by their role.
    private const string SessionsSql = $"""
        SELECT {EvidenceConnection.Marker} a.pid, coalesce(a.usename::text, ''), coalesce(a.application_name, ''),
               a.state, a.wait_event_type, a.wait_event,
               extract(epoch FROM clock_timestamp() - a.xact_start)::float8, extract(epoch FROM clock_timestamp() - a.state_change)::float8,
               a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL, coalesce(a.datname = current_database(), false),
               CASE WHEN a.datname = current_database()
                         AND (a.state LIKE 'idle in transaction%' OR a.xact_start < clock_timestamp() - interval '10 s')
                    THEN a.query END
        FROM pg_stat_activity a
        WHERE (a.backend_type = 'client backend' OR a.backend_type IS NULL AND a.usesysid IS NOT NULL)
          AND a.pid <> pg_backend_pid() AND a.application_name IS DISTINCT FROM '{EvidenceConnection.ApplicationName}'
        """;

    // Waiting for a row is waiting for the transaction that changed it; the table is then that of the tuple that the waiter has locked.
    private const string WaitsSql = $"""
        WITH locks AS MATERIALIZED (
            SELECT {EvidenceConnection.Marker} l.pid, l.locktype, l.mode, l.granted, l.relation,
                   (to_jsonb(l) ->> 'waitstart')::timestamptz AS waitstart
            FROM pg_locks l WHERE l.pid = ANY($1))
        SELECT DISTINCT ON (w.pid) w.pid, b.pid, w.query, h.query, h.state, h.usename::text, coalesce(l.locktype, ''), coalesce(l.mode, ''),
               CASE WHEN n.nspname = 'public' THEN c.relname::text ELSE n.nspname || '.' || c.relname END,
               extract(epoch FROM clock_timestamp() - l.waitstart)::float8,
               coalesce(h.state LIKE 'idle in transaction%' AND clock_timestamp() - h.state_change < h.state_change - h.query_start, false)
        FROM pg_stat_activity w CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS b(pid)
        LEFT JOIN pg_stat_activity h ON h.pid = b.pid
        LEFT JOIN LATERAL (SELECT * FROM locks WHERE locks.pid = w.pid AND NOT locks.granted LIMIT 1) l ON true
        LEFT JOIN LATERAL (SELECT * FROM locks WHERE locks.pid = w.pid AND locks.locktype = 'tuple' LIMIT 1) t ON true
        LEFT JOIN pg_class c ON c.oid = coalesce(l.relation, t.relation) LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE w.pid = ANY($1)
        ORDER BY w.pid, coalesce(h.wait_event_type = 'Lock', false), b.pid
        """;

    private const string ServerSql = $"""
        SELECT {EvidenceConnection.Marker} current_setting('max_connections')::int,
               current_setting('superuser_reserved_connections')::int + coalesce(current_setting('reserved_connections', true)::int, 0),
               coalesce((SELECT pg_size_bytes(current_setting('track_activity_query_size'))::int), 1024)
        """;

    private const string HoldersSql = $"""
        SELECT {EvidenceConnection.Marker} 'prepared transaction', gid, age(transaction)::bigint,
               extract(epoch FROM clock_timestamp() - prepared)::float8, true, false
        FROM pg_prepared_xacts WHERE database = current_database()
        UNION ALL
        SELECT 'replication slot', slot_name::text, greatest(age(xmin), age(catalog_xmin))::bigint, NULL, active, xmin IS NULL
        FROM pg_replication_slots WHERE xmin IS NOT NULL OR catalog_xmin IS NOT NULL
        ORDER BY 3 DESC LIMIT 20
        """;

    /// <summary>What does not change while it is looked at.</summary>
    public async Task<SessionServer> ServerAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ServerSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new SessionServer(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), $"{SessionsSql};\n{WaitsSql}");
    }

    /// <summary>One look at all sessions.</summary>
    public async Task<IReadOnlyList<SessionRow>> SessionsAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(SessionsSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<SessionRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new SessionRow
            {
                Pid = reader.GetInt32(0),
                Role = reader.GetString(1),
                Application = reader.GetString(2),
                State = Text(reader, 3),
                WaitType = Text(reader, 4),
                WaitEvent = Text(reader, 5),
                TransactionAge = Seconds(reader, 6),
                StateAge = Seconds(reader, 7),
                HoldsRows = reader.GetBoolean(8),
                Here = reader.GetBoolean(9),
                Query = Text(reader, 10),
            });
        }

        return rows;
    }

    /// <summary>What the waiting ones of these sessions wait for.</summary>
    public async Task<IReadOnlyList<WaitRow>> WaitsAsync(IReadOnlyList<SessionRow> sessions, CancellationToken cancellation)
    {
        int[] waiters =
            [.. sessions.Where(session => session is { Here: true, WaitsForLock: true }).Select(session => session.Pid).Take(MostWaiters)];
        if (waiters.Length == 0)
        {
            return [];
        }

        await using var command = new NpgsqlCommand(WaitsSql, connection) { Parameters = { new NpgsqlParameter { Value = waiters } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<WaitRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new WaitRow
            {
                Waiter = reader.GetInt32(0),
                Blocker = reader.GetInt32(1),
                WaiterQuery = Text(reader, 2),
                BlockerQuery = Text(reader, 3),
                BlockerState = Text(reader, 4),
                BlockerRole = Text(reader, 5),
                LockType = reader.GetString(6),
                Mode = reader.GetString(7),
                Relation = Text(reader, 8),
                Waited = Seconds(reader, 9),
                BlockerIsBrieflyIdle = reader.GetBoolean(10),
            });
        }

        return rows;
    }

    /// <summary>What keeps dead rows without being a session.</summary>
    public async Task<IReadOnlyList<LastingHolder>> HoldersAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(HoldersSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var holders = new List<LastingHolder>();
        while (await reader.ReadAsync(cancellation))
        {
            holders.Add(new LastingHolder(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), Seconds(reader, 3), reader.GetBoolean(4),
                reader.GetBoolean(5)));
        }

        return holders;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static TimeSpan? Seconds(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(column)));
}
