using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>A table or an index with what its rows need, as the planner's statistics tell it.</summary>
/// <param name="Id">Its number in the catalogue.</param>
/// <param name="Schema">Schema.</param>
/// <param name="Table">Table.</param>
/// <param name="Index">The index, or null when it is the table itself.</param>
/// <param name="Size">Bytes on disk.</param>
/// <param name="Rows">Rows or entries at the last vacuum or analysis.</param>
/// <param name="Pages">Pages at the same moment.</param>
/// <param name="FillFactor">How full pages may be filled, 10..100.</param>
/// <param name="IsMeasurable">Whether the extension reads this kind.</param>
/// <param name="Options">Its own storage parameters as they are written: "fillfactor=90".</param>
/// <param name="Columns">The stored columns; null when one has no statistics, or is an expression.</param>
internal sealed record BloatCandidate(
    long Id, string Schema, string Table, string? Index, long Size, double Rows, double Pages, int FillFactor, bool IsMeasurable,
    IReadOnlyList<string> Options, IReadOnlyList<StoredColumn>? Columns);

/// <summary>The statements that find what may be bloated.</summary>
internal static class BloatSql
{
    /// <summary>Smaller tables and indexes (10 MB, in pages of 8 kB) waste nothing that matters.</summary>
    private const int SmallestPages = 1280;

    /// <summary>Tables, and as many indexes, beyond the largest are left out and counted.</summary>
    private const int MostRelations = 50;

    private const string Alignment = "CASE y.typalign WHEN 'c' THEN 1 WHEN 's' THEN 2 WHEN 'i' THEN 4 ELSE 8 END";

    /// <summary>
    /// The largest tables: rows are id, schema, name, size, rows, pages, fill factor, how many there are, and per column length, alignment,
    /// width and nulls, and at last its options.
    /// </summary>
    public static readonly string Tables = $"""
        SELECT {EvidenceConnection.Marker} l.oid::bigint, l.nspname, l.relname, NULL::name, pg_relation_size(l.oid),
               l.reltuples::float8, l.relpages::float8, l.fill, l.everything, true,
               array_agg(y.typlen::int ORDER BY a.attnum), array_agg({Alignment} ORDER BY a.attnum),
               array_agg(s.avg_width::float8 ORDER BY a.attnum), array_agg(s.null_frac::float8 ORDER BY a.attnum), l.options
        FROM (
            SELECT c.oid, n.nspname, c.relname, c.reltuples, c.relpages, count(*) OVER () AS everything,
                   coalesce(c.reloptions, '{"{}"}') AS options,
                   coalesce((SELECT option_value::int FROM pg_options_to_table(c.reloptions) WHERE option_name = 'fillfactor'), 100) AS fill
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm') AND c.relpages >= {SmallestPages}
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_t%'
            ORDER BY c.relpages DESC, c.oid LIMIT {MostRelations}
        ) l JOIN pg_attribute a ON a.attrelid = l.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type y ON y.oid = a.atttypid
        LEFT JOIN pg_stats s ON s.schemaname = l.nspname AND s.tablename = l.relname AND s.attname = a.attname AND NOT s.inherited
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, l.options
        ORDER BY l.relpages::float8 DESC, l.oid::bigint
        """;

    /// <summary>The largest B-trees, in the same columns.</summary>
    public static readonly string Indexes = $"""
        SELECT {EvidenceConnection.Marker} l.oid::bigint, l.nspname, l.tablename, l.relname, pg_relation_size(l.oid),
               l.reltuples::float8, l.relpages::float8, l.fill, l.everything, l.valid,
               array_agg(y.typlen::int ORDER BY a.attnum), array_agg({Alignment} ORDER BY a.attnum),
               array_agg(s.avg_width::float8 ORDER BY a.attnum), array_agg(s.null_frac::float8 ORDER BY a.attnum), l.options
        FROM (
            SELECT c.oid, n.nspname, t.relname AS tablename, c.relname, c.reltuples, c.relpages, i.indkey, i.indrelid,
                   i.indisvalid AS valid, count(*) OVER () AS everything, coalesce(c.reloptions, '{"{}"}') AS options,
                   coalesce((SELECT option_value::int FROM pg_options_to_table(c.reloptions) WHERE option_name = 'fillfactor'), 90) AS fill
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_class t ON t.oid = i.indrelid
            JOIN pg_am m ON m.oid = c.relam AND m.amname = 'btree'
            WHERE c.relkind = 'i' AND c.relpages >= {SmallestPages}
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_t%'
            ORDER BY c.relpages DESC, c.oid LIMIT {MostRelations}
        ) l JOIN pg_attribute a ON a.attrelid = l.oid AND a.attnum > 0 JOIN pg_type y ON y.oid = a.atttypid
        LEFT JOIN pg_attribute o ON o.attrelid = l.indrelid AND o.attnum = l.indkey[a.attnum - 1] AND o.attnum > 0
        LEFT JOIN pg_stats s ON s.schemaname = l.nspname AND s.tablename = l.tablename AND s.attname = o.attname AND NOT s.inherited
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, l.options
        ORDER BY l.relpages::float8 DESC, l.oid::bigint
        """;

    /// <summary>The candidates of one statement, and how many relations were smaller.</summary>
    public static async Task<(List<BloatCandidate> Candidates, int LeftOut)> ReadAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        var rows = await EvidenceRows.ReadAsync(
            connection, sql, reader => (Candidate: CandidateOf(reader), All: (int)reader.GetInt64(8)), cancellation);
        return ([.. rows.Select(row => row.Candidate)], rows.Count == 0 ? 0 : rows[0].All - rows.Count);
    }

    private static BloatCandidate CandidateOf(NpgsqlDataReader reader)
    {
        var lengths = reader.GetFieldValue<int[]>(10);
        var alignments = reader.GetFieldValue<int[]>(11);
        var widths = reader.GetFieldValue<double?[]>(12);
        var nulls = reader.GetFieldValue<double?[]>(13);
        var isKnown = widths.All(width => width is not null) && nulls.All(share => share is not null);
        return new BloatCandidate(
            reader.GetInt64(0), reader.GetString(1), reader.GetString(2), EvidenceRows.Text(reader, 3), reader.GetInt64(4),
            reader.GetDouble(5), reader.GetDouble(6),
            reader.GetInt32(7), reader.GetBoolean(9), reader.GetFieldValue<string[]>(14),
            isKnown
                ? [.. lengths.Select((length, i) => new StoredColumn(length, alignments[i], widths[i]!.Value, nulls[i]!.Value))] : null);
    }
}
