using System.Globalization;
using Headroom.Model.Contracts;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>
/// Counts what the tables of a database hold, and hashes what was written into them since a moment. No value leaves the server.
/// </summary>
public sealed class TableDigests
{
    /// <summary>Larger tables are left out: each is read whole, several times.</summary>
    private const long MostBytes = 1L << 30;

    /// <summary>
    /// Values that lie within this of now, in seconds or in thousandths, millionths or billionths of one, are moments, and so are texts.
    /// </summary>
    private const long SecondsAroundNow = 2 * 86_400;

    private const string Number = "Number", Text = "Text";

    // Rows in the order of their table; the kinds of types are those of pg_type.typcategory.
    private const string ColumnsSql = $"""
        SELECT {EvidenceConnection.Marker} n.nspname, c.relname, pg_relation_size(c.oid), a.attname,
               CASE WHEN t.typname = 'uuid' OR (t.typcategory = 'D' AND t.typname <> 'date') THEN 'Own'
                    WHEN t.typname IN ('json', 'jsonb', 'xml', 'hstore') THEN 'Document'
                    WHEN t.typcategory = 'S' OR t.typname = 'bytea' THEN 'Text'
                    WHEN a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%' THEN 'Drawn'
                    WHEN t.typname IN ('int4', 'int8', 'numeric', 'float8') THEN 'Number'
                    ELSE 'Value' END,
               has_table_privilege(c.oid, 'SELECT')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
        ORDER BY n.nspname, c.relname, a.attnum
        """;

    private readonly string _connectionString;
    private readonly IReadOnlyList<Table> _tables;
    private readonly SortedDictionary<string, string> _leftOut;
    private readonly long _since;

    private TableDigests(string connectionString, IReadOnlyList<Table> tables, SortedDictionary<string, string> leftOut, long since) =>
        (_connectionString, _tables, _leftOut, _since) = (connectionString, tables, leftOut, since);

    private sealed record Table(
        string Schema, string Name, long Bytes, bool IsReadable, IReadOnlyList<(string Name, string Nature)> Columns)
    {
        public string FullName => Schema == "public" ? Name : $"{Schema}.{Name}";
    }

    /// <summary>Tables that are not looked at, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> LeftOut => _leftOut;

    /// <summary>Finds the tables, and remembers the moment.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    /// <exception cref="CollectorException">A pooler is in between.</exception>
    public static async Task<TableDigests> BeginAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        var rows = await EvidenceRows.ReadAsync(
            connection,
            ColumnsSql,
            static r => (Schema: r.GetString(0), Table: r.GetString(1), Bytes: r.GetInt64(2), Column: r.GetString(3),
                Nature: r.GetString(4), IsReadable: r.GetBoolean(5)),
            cancellation);
        var tables = rows.GroupBy(static row => (row.Schema, row.Table, row.Bytes, row.IsReadable))
            .Select(static table => new Table(
                table.Key.Schema, table.Key.Table, table.Key.Bytes, table.Key.IsReadable,
                [.. table.Select(static row => (row.Column, row.Nature))]))
            .ToLookup(static table => table is { Bytes: <= MostBytes, IsReadable: true });
        await using var moment = new NpgsqlCommand(
            $"SELECT {EvidenceConnection.Marker} pg_snapshot_xmax(pg_current_snapshot())::text::bigint", connection);
        return new TableDigests(
            connectionString,
            [.. tables[true]],
            new SortedDictionary<string, string>(
                tables[false].ToDictionary(
                    static table => table.FullName,
                    static table => table.IsReadable ? "larger than 1 GB" : "the role may not read it"), StringComparer.Ordinal),
            (long)(await moment.ExecuteScalarAsync(cancellation))!);
    }

    /// <summary>Reads every table once; those that cannot be read within the time of an evidence statement are left out.</summary>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<IReadOnlyList<TableDigest>> ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await EvidenceConnection.OpenAsync(_connectionString, cancellation);
        List<TableDigest> digests = [];
        foreach (var table in _tables)
        {
            try
            {
                digests.AddRange(
                    await EvidenceRows.ReadAsync(connection, Statement(table), reader => DigestOf(reader, table), cancellation));
            }
            catch (PostgresException refusal)
            {
                _leftOut[table.FullName] = ServerMessage.Of(refusal);
            }
        }

        return digests;
    }

    // A row's xmin is the transaction that wrote it as it is; transactions since the moment are younger than it.
    private string Statement(Table table) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT {EvidenceConnection.Marker} count(*), count(*) FILTER (WHERE new){string.Concat(table.Columns.Select(static (_, i) =>
            $", coalesce(sum(hashtextextended(c{i}, 0)::numeric) FILTER (WHERE new), 0)::text, count(DISTINCT c{i}) FILTER (WHERE new), "
                + $"coalesce(sum(length(c{i})) FILTER (WHERE new), 0), "
                + $"coalesce(bool_and(m{i}) FILTER (WHERE new AND c{i} IS NOT NULL), false)"))}
        FROM (
            SELECT age(xmin) <= age(('{_since}'::bigint % 4294967296)::text::xid) AS new{string.Concat(table.Columns.Select(
                static (column, i) => $", {Sql.Identifier(column.Name)}::text AS c{i}, "
                    + $"{IsMoment(Sql.Identifier(column.Name), column.Nature)} AS m{i}"))}
            FROM ONLY {Sql.Identifier(table.Schema, table.Name)}, extract(epoch FROM now()) AS headroom_now
        ) AS rows
        """);

    private static string IsMoment(string column, string nature) => nature switch
    {
        Number => IsEpoch(column),
        Text => IsWritten(column),
        _ => "false",
    };

    private static string IsEpoch(string column) => string.Create(CultureInfo.InvariantCulture,
        $"least(abs({column}::numeric - headroom_now), abs({column}::numeric / 1e3 - headroom_now), abs({column}::numeric / 1e6 - "
            + $"headroom_now), abs({column}::numeric / 1e9 - headroom_now)) < {SecondsAroundNow}");

    // ISO 8601, and as PostgreSQL writes it: 2026-01-31T12:00:00 with any second and zone.
    private static string IsWritten(string column) => string.Create(CultureInfo.InvariantCulture,
        $"({column}::text COLLATE \"C\" LIKE '____-__-_____:__:__%' AND left({column}::text, 10) COLLATE \"C\" BETWEEN "
            + $"{Day(-SecondsAroundNow)} AND {Day(SecondsAroundNow)})");

    private static string Day(long seconds) => string.Create(
        CultureInfo.InvariantCulture, $"to_char(to_timestamp(headroom_now + {seconds}), 'YYYY-MM-DD')");

    private static TableDigest DigestOf(NpgsqlDataReader reader, Table table)
    {
        ColumnDigest Of((string Name, string Nature) column, int i)
        {
            var at = 2 + (4 * i);
            var nature = column.Nature is Number or Text && reader.GetBoolean(at + 3) ? ColumnNature.Own
                : column.Nature == Number ? ColumnNature.Value
                : Enum.Parse<ColumnNature>(column.Nature);
            return new ColumnDigest(column.Name, nature, reader.GetString(at), reader.GetInt64(at + 1), reader.GetInt64(at + 2));
        }

        return new TableDigest(table.FullName, reader.GetInt64(0), reader.GetInt64(1), [.. table.Columns.Select(Of)]);
    }
}
