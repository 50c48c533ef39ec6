using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>pg_stat_statements at one moment, of the current database.</summary>
public sealed class StatementSnapshot
{
    private const string Hidden = "<insufficient privilege>";

    /// <summary>The extension's version that tells top-level statements from nested ones, and counts what it threw away. <b>Source:</b> PostgreSQL 14 release notes, E.23.3.10.</summary>
    private static readonly Version WithTopLevel = new(1, 9);

    /// <summary>The extension's version that tells execution from planning. <b>Source:</b> PostgreSQL 13 release notes, E.24.3.10.</summary>
    private static readonly Version Oldest = new(1, 8);

    private readonly Dictionary<(long User, long Query, bool TopLevel), Counters> _rows;

    private StatementSnapshot(Dictionary<(long, long, bool), Counters> rows, long deallocated, string sql)
    {
        _rows = rows;
        Deallocated = deallocated;
        Sql = sql;
    }

    /// <summary>Entries thrown away so far for want of room; 0 where the server does not say.</summary>
    public long Deallocated { get; }

    /// <summary>The statement that was read with.</summary>
    public string Sql { get; }

    private sealed record Counters(string Role, string Query, long Calls, double Time, long Rows, long Hit, long Read, long Temp)
    {
        public Counters Plus(Counters other) => this with
        {
            Query = other.Query == Hidden ? other.Query : Query,
            Calls = Calls + other.Calls,
            Time = Time + other.Time,
            Rows = Rows + other.Rows,
            Hit = Hit + other.Hit,
            Read = Read + other.Read,
            Temp = Temp + other.Temp,
        };
    }

    /// <summary>Reads the statistics. Rows that cannot be told apart, such as those whose identity is hidden from this role, are added up.</summary>
    /// <exception cref="CollectorException">The extension is not there, not loaded, or too old.</exception>
    public static async Task<StatementSnapshot> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var (schema, version) = await ExtensionAsync(connection, cancellation);
        var extension = Model.Evidence.Sql.Identifier(schema, "pg_stat_statements");
        var topLevel = version >= WithTopLevel;
        var sql = $"""
            SELECT {EvidenceConnection.Marker} s.userid::bigint, coalesce(s.queryid, 0), {(topLevel ? "s.toplevel" : "true")}, coalesce(r.rolname, s.userid::text), s.query,
                   s.calls, s.total_exec_time, s.rows, s.shared_blks_hit, s.shared_blks_read, s.temp_blks_written
            FROM {extension} s LEFT JOIN pg_roles r ON r.oid = s.userid
            WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;
        var rows = new Dictionary<(long, long, bool), Counters>();
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                var text = reader.IsDBNull(4) ? "" : reader.GetString(4);
                var row = new Counters(
                    reader.GetString(3), text, reader.GetInt64(5), reader.GetDouble(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9), reader.GetInt64(10));
                var key = (reader.GetInt64(0), reader.GetInt64(1), reader.GetBoolean(2));
                rows[key] = rows.TryGetValue(key, out var same) ? same.Plus(row) : row;
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectNotInPrerequisiteState)
        {
            throw new CollectorException("pg_stat_statements is created but not loaded: add it to shared_preload_libraries and restart the server");
        }

        return new StatementSnapshot(rows, topLevel ? await DeallocatedAsync(connection, schema, cancellation) : 0, sql);
    }

    /// <summary>What happened between two snapshots, without Headroom's own statements, the greatest total time first.</summary>
    /// <exception cref="CollectorException">The texts of the window's statements are hidden from this role.</exception>
    public static IReadOnlyList<StatementMetrics> Between(StatementSnapshot before, StatementSnapshot after)
    {
        var changed = after._rows.Select(row => Delta(before._rows.GetValueOrDefault(row.Key), row.Value)).Where(row => row.Calls > 0).ToList();
        if (changed.Any(row => row.Query == Hidden))
        {
            throw new CollectorException("pg_stat_statements hides the application's statements from this role: GRANT pg_read_all_stats to it");
        }

        return
        [
            .. changed.Where(row => !row.Query.Contains(EvidenceConnection.Marker, StringComparison.Ordinal))
                .GroupBy(row => StatementText.IdOf(row.Query))
                .Select(Merged)
                .OrderByDescending(statement => statement.ExecutionTime).ThenBy(statement => statement.StatementId, StringComparer.Ordinal),
        ];
    }

    /// <summary>The texts of all statements that a role ever ran here, as (role, text).</summary>
    public IEnumerable<(string Role, string Query)> Texts() => _rows.Values.Select(row => (row.Role, row.Query));

    // Counters that went down were reset in between: what they say now happened since.
    private static Counters Delta(Counters? before, Counters after) => before is null || before.Calls > after.Calls
        ? after
        : after with
        {
            Calls = after.Calls - before.Calls,
            Time = after.Time - before.Time,
            Rows = after.Rows - before.Rows,
            Hit = after.Hit - before.Hit,
            Read = after.Read - before.Read,
            Temp = after.Temp - before.Temp,
        };

    private static StatementMetrics Merged(IGrouping<string, Counters> same) => new()
    {
        StatementId = same.Key,
        Query = StatementLayout.Compact(same.OrderByDescending(row => row.Calls).ThenBy(row => row.Query, StringComparer.Ordinal).First().Query),
        Roles = [.. same.Select(row => row.Role).Distinct().Order(StringComparer.Ordinal)],
        Calls = same.Sum(row => row.Calls),
        ExecutionTime = TimeSpan.FromMilliseconds(same.Sum(row => row.Time)),
        Rows = same.Sum(row => row.Rows),
        Buffers = same.Sum(row => row.Hit + row.Read),
        BuffersRead = same.Sum(row => row.Read),
        TempBlocksWritten = same.Sum(row => row.Temp),
    };

    // The extension keeps its version when the server is upgraded, until somebody updates it.
    private static async Task<(string Schema, Version Version)> ExtensionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {EvidenceConnection.Marker} n.nspname, e.extversion FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'",
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            throw new CollectorException(
                "pg_stat_statements is not installed in this database: add it to shared_preload_libraries, restart the server, and run CREATE EXTENSION pg_stat_statements");
        }

        var version = Version.TryParse(reader.GetString(1), out var read) ? read : Oldest;
        return version >= Oldest
            ? (reader.GetString(0), version)
            : throw new CollectorException($"pg_stat_statements has version {version} in this database, which does not tell execution from planning: run ALTER EXTENSION pg_stat_statements UPDATE");
    }

    private static async Task<long> DeallocatedAsync(NpgsqlConnection connection, string schema, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"SELECT {EvidenceConnection.Marker} dealloc FROM {Model.Evidence.Sql.Identifier(schema, "pg_stat_statements_info")}", connection);
        return await command.ExecuteScalarAsync(cancellation) as long? ?? 0;
    }
}
