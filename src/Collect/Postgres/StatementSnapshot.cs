using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>pg_stat_statements at one moment, of one database.</summary>
public sealed class StatementSnapshot
{
    /// <summary>
    /// The extension's version that tells top-level statements from nested ones, and counts what it threw away.
    /// <b>Source:</b> PostgreSQL 14 release notes, E.23.3.10.
    /// </summary>
    private static readonly Version WithTopLevel = new(1, 9);

    /// <summary>
    /// The extension's version that tells execution from planning. <b>Source:</b> PostgreSQL 13 release notes, E.24.3.10.
    /// </summary>
    private static readonly Version Oldest = new(1, 8);

    private readonly Dictionary<(long User, long Query, bool TopLevel), StatementCounters> _rows;

    internal StatementSnapshot(
        Dictionary<(long User, long Query, bool TopLevel), StatementCounters> rows, long deallocated, DateTimeOffset? resetAt, string sql)
    {
        _rows = rows;
        Deallocated = deallocated;
        ResetAt = resetAt;
        Sql = sql;
    }

    private sealed record Difference(List<StatementCounters> Rows, int Restarted);

    private sealed record Extension(string Schema, Version Version, string[] Columns);

    /// <summary>Entries thrown away so far for want of room; 0 where the server does not say.</summary>
    public long Deallocated { get; }

    /// <summary>When the statistics were reset; null where the server does not say (before PostgreSQL 14).</summary>
    public DateTimeOffset? ResetAt { get; }

    /// <summary>The statement that was read with.</summary>
    public string Sql { get; }

    /// <summary>
    /// Reads the statistics. Rows that cannot be told apart, such as those whose identity is hidden from this role, are added up.
    /// </summary>
    /// <exception cref="CollectorException">The extension is not there, not loaded, or too old.</exception>
    public static Task<StatementSnapshot> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        ReadAsync(connection, "current_database()", cancellation);

    /// <summary>
    /// The statistics of another database of the same server: the extension counts them all, and must be in the session's alone.
    /// </summary>
    /// <param name="connection">The session.</param>
    /// <param name="database">The other database.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="CollectorException">The extension is not there, not loaded, or too old.</exception>
    public static Task<StatementSnapshot> ReadOfAsync(NpgsqlConnection connection, string database, CancellationToken cancellation) =>
        ReadAsync(connection, Model.Evidence.Sql.Literal(database), cancellation);

    private static async Task<StatementSnapshot> ReadAsync(NpgsqlConnection connection, string database, CancellationToken cancellation)
    {
        var extension = await ExtensionAsync(connection, cancellation);
        var topLevel = extension.Version >= WithTopLevel;
        var sql = $"""
            SELECT {EvidenceConnection.Marker} s.userid::bigint, coalesce(s.queryid, 0), {(topLevel ? "s.toplevel" : "true")},
                   coalesce(r.rolname, s.userid::text), s.query,
                   {StatementCounters.Selection(extension.Columns)}
            FROM {Model.Evidence.Sql.Identifier(extension.Schema, "pg_stat_statements")} s LEFT JOIN pg_roles r ON r.oid = s.userid
            WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = {database})
            """;
        var rows = new Dictionary<(long, long, bool), StatementCounters>();
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                var text = reader.IsDBNull(4) ? "" : reader.GetString(4);
                var row = new StatementCounters(
                    reader.GetString(3), text, [.. Enumerable.Range(5, StatementCounters.Width).Select(reader.GetDouble)]);
                var key = (reader.GetInt64(0), reader.GetInt64(1), reader.GetBoolean(2));
                rows[key] = rows.TryGetValue(key, out var same) ? same.Plus(row) : row;
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectNotInPrerequisiteState)
        {
            throw new CollectorException(
                "pg_stat_statements is created but not loaded: add it to shared_preload_libraries and restart the server");
        }

        var (deallocated, resetAt) = topLevel ? await InfoAsync(connection, extension.Schema, cancellation) : (0, null);
        return new StatementSnapshot(rows, deallocated, resetAt, sql);
    }

    /// <summary>What happened between two snapshots, without Headroom's own statements, the greatest total time first.</summary>
    /// <exception cref="CollectorException">
    /// The texts of too many of the window's statements are hidden from this role, or counters were reset in between.
    /// </exception>
    public static IReadOnlyList<StatementMetrics> Between(StatementSnapshot before, StatementSnapshot after) =>
        after.Since(before) is { Restarted: 0, Rows: var rows }
            ? Merged(rows)
            : throw new CollectorException(
                "pg_stat_statements began to count statements anew between two looks, by a reset or for want of room: what they did is not "
                    + "known; raise pg_stat_statements.max, reset nothing meanwhile, and run again");

    /// <summary>The same as evidence, with what Headroom's own statements cost.</summary>
    /// <param name="before">The snapshot at the start of the window.</param>
    /// <param name="after">The snapshot at its end.</param>
    /// <param name="window">The window.</param>
    /// <exception cref="CollectorException">
    /// The texts of too many of the window's statements are hidden from this role, or all counters were reset in the window.
    /// </exception>
    public static StatementStatistics During(StatementSnapshot before, StatementSnapshot after, Window window)
    {
        var seen = after.Since(before);
        return new StatementStatistics
        {
            Window = window,
            Provenance = after.ProvenanceOf(seen.Rows),
            Statements = Merged(seen.Rows),
            Deallocated = after.Deallocated - before.Deallocated,
            Restarted = seen.Restarted,
            StatisticsResetAt = after.ResetAt,
            OwnTime = OwnTimeOf(seen.Rows),
            NestedTime = after.NestedTimeSince(before),
        };
    }

    /// <summary>All that happened since the statistics were reset, for a database on which no load runs.</summary>
    /// <param name="readAt">When this snapshot was read. The window has no length where the server does not say when the reset was.</param>
    /// <exception cref="CollectorException">The texts of too many statements are hidden from this role.</exception>
    public StatementStatistics SinceReset(DateTimeOffset readAt)
    {
        var rows = Since(null).Rows;
        return new StatementStatistics
        {
            Window = ResetAt is { } reset && reset < readAt ? new Window(reset, readAt - reset) : new Window(readAt, TimeSpan.Zero),
            Provenance = ProvenanceOf(rows),
            Statements = Merged(rows),
            Deallocated = Deallocated,
            SinceReset = true,
            StatisticsResetAt = ResetAt,
            OwnTime = OwnTimeOf(rows),
            NestedTime = NestedTimeSince(null),
        };
    }

    /// <summary>Whether all counters were reset after an earlier snapshot; unknown is no (before PostgreSQL 14).</summary>
    /// <param name="before">The earlier snapshot.</param>
    public bool WasResetSince(StatementSnapshot before) => ResetAt > before.ResetAt || Deallocated < before.Deallocated;

    /// <summary>The texts of all statements that a role ever ran here, Headroom's own left out, as (role, text).</summary>
    public IEnumerable<(string Role, string Query)> Texts() => _rows.Values.Where(row => !row.IsOwn).Select(row => (row.Role, row.Query));

    // Absent rather than wrong: of a statement one of whose entries began anew it is not known what it did in the window.
    private Difference Since(StatementSnapshot? before)
    {
        if (before is not null && WasResetSince(before))
        {
            throw new CollectorException(
                $"pg_stat_statements was reset{(ResetAt is { } at ? $" at {at:u}" : "")}, while it was watched: what statements did before "
                    + "that is lost; reset nothing meanwhile, and run again");
        }

        var entries = _rows.Select(row => (Now: row.Value, Added: row.Value.Since(before?._rows.GetValueOrDefault(row.Key)))).ToList();
        var restarted = entries.Where(static entry => entry.Added is null && !entry.Now.IsOwn)
            .Select(static entry => StatementText.IdOf(entry.Now.Query)).ToHashSet(StringComparer.Ordinal);
        var rows = entries.Select(static entry => entry.Added).OfType<StatementCounters>()
            .Where(row => row.Calls > 0 && (restarted.Count == 0 || !restarted.Contains(StatementText.IdOf(row.Query))));
        return new Difference([.. rows], restarted.Count);
    }

    private TimeSpan NestedTimeSince(StatementSnapshot? before) => _rows.Where(row => !row.Key.TopLevel)
        .Aggregate(TimeSpan.Zero, (sum, row) => sum + (row.Value.Since(before?._rows.GetValueOrDefault(row.Key))?.Time ?? TimeSpan.Zero));

    private static IReadOnlyList<StatementMetrics> Merged(List<StatementCounters> rows) =>
    [
        .. StatementCounters.Visible(rows).Where(row => !row.IsOwn).GroupBy(row => StatementText.IdOf(row.Query))
            .Select(StatementCounters.Merged)
            .OrderByDescending(statement => statement.ExecutionTime).ThenBy(statement => statement.StatementId, StringComparer.Ordinal),
    ];

    private string ProvenanceOf(List<StatementCounters> rows) => StatementCounters.HiddenShare(rows).Value is > 0 and var hidden
        ? $"{Sql}\n-- statements of other roles, which have {100 * hidden:0.#} % of the time, are hidden from this role and left out"
        : Sql;

    private static TimeSpan OwnTimeOf(List<StatementCounters> rows) =>
        rows.Where(row => row.IsOwn).Aggregate(TimeSpan.Zero, (sum, row) => sum + row.Time);

    // The extension keeps its version when the server is upgraded, until somebody updates it.
    private static async Task<Extension> ExtensionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {EvidenceConnection.Marker} n.nspname, e.extversion,
                   array(SELECT a.attname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                         WHERE c.relname = 'pg_stat_statements' AND c.relnamespace = n.oid AND a.attnum > 0 AND NOT a.attisdropped)
            FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            throw new CollectorException(
                "pg_stat_statements is not installed in this database: add it to shared_preload_libraries, restart the server, and run "
                    + "CREATE EXTENSION pg_stat_statements");
        }

        var version = Version.TryParse(reader.GetString(1), out var read) ? read : Oldest;
        return version >= Oldest
            ? new Extension(reader.GetString(0), version, reader.GetFieldValue<string[]>(2))
            : throw new CollectorException(
                $"pg_stat_statements has version {version} in this database, which does not tell execution from planning: run ALTER "
                    + "EXTENSION pg_stat_statements UPDATE");
    }

    private static async Task<(long Deallocated, DateTimeOffset? ResetAt)> InfoAsync(
        NpgsqlConnection connection, string schema, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {EvidenceConnection.Marker} dealloc, stats_reset FROM "
                + $"{Model.Evidence.Sql.Identifier(schema, "pg_stat_statements_info")}",
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1))
            : (0, null);
    }
}
