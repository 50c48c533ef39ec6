using System.Globalization;
using Headroom.Model.Contracts;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>Counts what the tables of a database hold, and hashes what was written into them since a moment. No value leaves the server.</summary>
public sealed class TableDigests
{
    /// <summary>Larger tables are left out: each is read whole, several times.</summary>
    private const long MostBytes = 1L << 30;

    // Rows in the order of their table; the kinds of types are those of pg_type.typcategory.
    private const string ColumnsSql = $"""
        SELECT {EvidenceConnection.Marker} n.nspname, c.relname, pg_relation_size(c.oid), a.attname,
               CASE WHEN t.typname = 'uuid' OR (t.typcategory = 'D' AND t.typname <> 'date') THEN 3
                    WHEN t.typcategory = 'S' OR t.typname = 'bytea' THEN 2
                    WHEN a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%' THEN 1
                    ELSE 0 END,
               has_table_privilege(c.oid, 'SELECT')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
        ORDER BY n.nspname, c.relname, a.attnum
        """;

    private readonly string _connectionString;
    private readonly IReadOnlyList<(string Schema, string Table, IReadOnlyList<(string Name, ColumnNature Nature)> Columns)> _tables;
    private readonly long _since;

    private TableDigests(
        string connectionString, IReadOnlyList<(string, string, IReadOnlyList<(string, ColumnNature)>)> tables, IReadOnlyList<string> leftOut, long since) =>
        (_connectionString, _tables, LeftOut, _since) = (connectionString, tables, leftOut, since);

    /// <summary>Tables that are not looked at, each with the reason.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>Finds the tables, and remembers the moment.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    /// <exception cref="CollectorException">A pooler is in between.</exception>
    public static async Task<TableDigests> BeginAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        var rows = await EvidenceRows.ReadAsync(
            connection,
            ColumnsSql,
            static r => (Schema: r.GetString(0), Table: r.GetString(1), Bytes: r.GetInt64(2), Column: r.GetString(3), Nature: (ColumnNature)r.GetInt32(4), IsReadable: r.GetBoolean(5)),
            cancellation);
        var tables = rows.GroupBy(static row => (row.Schema, row.Table, row.Bytes, row.IsReadable)).ToList();
        await using var moment = new NpgsqlCommand($"SELECT {EvidenceConnection.Marker} pg_snapshot_xmax(pg_current_snapshot())::text::bigint", connection);
        return new TableDigests(
            connectionString,
            [
                .. tables.Where(static table => table.Key is { Bytes: <= MostBytes, IsReadable: true }).Select(static table => (
                    table.Key.Schema, table.Key.Table, (IReadOnlyList<(string, ColumnNature)>)[.. table.Select(static row => (row.Column, row.Nature))])),
            ],
            [
                .. tables.Where(static table => table.Key is not { Bytes: <= MostBytes, IsReadable: true })
                    .Select(static table => $"{Named(table.Key.Schema, table.Key.Table)}: {(table.Key.IsReadable ? "larger than 1 GB" : "the role may not read it")}"),
            ],
            (long)(await moment.ExecuteScalarAsync(cancellation))!);
    }

    /// <summary>Reads every table once.</summary>
    /// <exception cref="NpgsqlException">The database does not answer, or a table takes longer than an evidence statement may.</exception>
    public async Task<IReadOnlyList<TableDigest>> ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await EvidenceConnection.OpenAsync(_connectionString, cancellation);
        List<TableDigest> digests = [];
        foreach (var (schema, table, columns) in _tables)
        {
            digests.AddRange(await EvidenceRows.ReadAsync(connection, Statement(schema, table, columns), reader => DigestOf(reader, Named(schema, table), columns), cancellation));
        }

        return digests;
    }

    // A row's xmin is the transaction that wrote it as it is; transactions since the moment are younger than it.
    private string Statement(string schema, string table, IReadOnlyList<(string Name, ColumnNature Nature)> columns) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT {EvidenceConnection.Marker} count(*), count(*) FILTER (WHERE new){string.Concat(columns.Select(static (_, i) =>
            $", coalesce(sum(hashtextextended(c{i}, 0)::numeric) FILTER (WHERE new), 0)::text, count(DISTINCT c{i}) FILTER (WHERE new), coalesce(sum(length(c{i})) FILTER (WHERE new), 0)"))}
        FROM (
            SELECT age(xmin) <= age(('{_since}'::bigint % 4294967296)::text::xid) AS new{string.Concat(columns.Select(static (column, i) =>
                $", {Sql.Identifier(column.Name)}::text AS c{i}"))}
            FROM ONLY {Sql.Identifier(schema, table)}
        ) AS rows
        """);

    private static TableDigest DigestOf(NpgsqlDataReader reader, string table, IReadOnlyList<(string Name, ColumnNature Nature)> columns) => new(
        table,
        reader.GetInt64(0),
        reader.GetInt64(1),
        [.. columns.Select((column, i) => new ColumnDigest(column.Name, column.Nature, reader.GetString(2 + (3 * i)), reader.GetInt64(3 + (3 * i)), reader.GetInt64(4 + (3 * i))))]);

    private static string Named(string schema, string table) => schema == "public" ? table : $"{schema}.{table}";
}
