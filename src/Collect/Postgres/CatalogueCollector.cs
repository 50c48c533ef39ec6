using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>Reads tables, columns, indexes and foreign keys outside the system schemas.</summary>
public static class CatalogueCollector
{
    private const string TablesSql = $"""
        SELECT {EvidenceConnection.Marker} n.nspname, c.relname, CASE WHEN c.reltuples < 0 THEN NULL ELSE c.reltuples::bigint END, c.relpages::bigint, pg_total_relation_size(c.oid), c.oid::bigint, c.relispartition
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
        ORDER BY n.nspname, c.relname
        """;

    private const string ColumnsSql = $"""
        SELECT {EvidenceConnection.Marker} a.attrelid::bigint, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, s.n_distinct::float8, s.null_frac::float8, c.reltuples::float8
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND NOT s.inherited
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        ORDER BY a.attrelid, a.attnum
        """;

    private const string IndexesSql = $"""
        SELECT {EvidenceConnection.Marker} n.nspname, t.relname, c.relname, am.amname, i.indisunique, i.indisvalid AND i.indisready, pg_relation_size(c.oid), pg_get_expr(i.indpred, i.indrelid), i.indnkeyatts::int,
               array(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place) LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0 ORDER BY k.place),
               array(SELECT pg_get_indexdef(i.indexrelid, place, false) FROM generate_series(1, i.indnkeyatts) place ORDER BY place),
               array(SELECT o::int FROM unnest(i.indoption::int2[]) WITH ORDINALITY u(o, place) ORDER BY place)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace JOIN pg_am am ON am.oid = c.relam
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
        ORDER BY n.nspname, t.relname, c.relname
        """;

    private const string ForeignKeysSql = $"""
        SELECT {EvidenceConnection.Marker} n.nspname, t.relname, f.conname,
               array(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY k(attnum, place) JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum ORDER BY k.place),
               f.confrelid::regclass::text
        FROM pg_constraint f JOIN pg_class t ON t.oid = f.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE f.contype = 'f' AND f.conparentid = 0
        ORDER BY n.nspname, t.relname, f.conname
        """;

    private const int DescendingOption = 1;

    private const int NullsFirstOption = 2;

    /// <summary>Reads the catalogue.</summary>
    public static async Task<DatabaseCatalogue> CollectAsync(string connectionString, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        var columns = await ColumnsAsync(connection, cancellation);
        return new DatabaseCatalogue
        {
            Window = new Window(started, time.GetUtcNow() - started),
            Provenance = string.Join(";\n", TablesSql, ColumnsSql, IndexesSql, ForeignKeysSql),
            ServerVersion = (connection.PostgreSqlVersion.Major * 10_000) + Math.Max(0, connection.PostgreSqlVersion.Minor),
            Database = connection.Database,
            Tables = await RowsAsync(connection, TablesSql, reader => TableOf(reader, columns), cancellation),
            Indexes = await RowsAsync(connection, IndexesSql, IndexOf, cancellation),
            ForeignKeys = await RowsAsync(
                connection,
                ForeignKeysSql,
                r => new ForeignKeyFacts(r.GetString(0), r.GetString(1), r.GetString(2), r.GetFieldValue<string[]>(3), r.GetString(4)),
                cancellation),
        };
    }

    private static async Task<List<T>> RowsAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static async Task<ILookup<long, ColumnFacts>> ColumnsAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        (await RowsAsync(connection, ColumnsSql, reader => (Table: reader.GetInt64(0), Column: ColumnOf(reader)), cancellation))
        .ToLookup(row => row.Table, row => row.Column);

    // n_distinct below zero is a share of the rows (PostgreSQL manual, 54.27).
    private static ColumnFacts ColumnOf(NpgsqlDataReader reader)
    {
        double? distinct = reader.IsDBNull(4) ? null : reader.GetDouble(4);
        var rows = Math.Max(0, reader.GetDouble(6));
        return new ColumnFacts(
            reader.GetString(1),
            reader.GetString(2),
            reader.GetBoolean(3),
            distinct < 0 ? -distinct * rows : distinct,
            reader.IsDBNull(5) ? null : new Ratio(Math.Clamp(reader.GetDouble(5), 0, 1)));
    }

    private static TableFacts TableOf(NpgsqlDataReader reader, ILookup<long, ColumnFacts> columns) => new()
    {
        Schema = reader.GetString(0),
        Name = reader.GetString(1),
        Rows = reader.IsDBNull(2) ? null : reader.GetInt64(2),
        Pages = reader.GetInt64(3),
        Size = new Bytes(reader.GetInt64(4)),
        IsPartition = reader.GetBoolean(6),
        Columns = [.. columns[reader.GetInt64(5)]],
    };

    private static IndexFacts IndexOf(NpgsqlDataReader reader)
    {
        var keyCount = reader.GetInt32(8);
        var columns = reader.GetFieldValue<string?[]>(9);
        var expressions = reader.GetFieldValue<string[]>(10);
        var options = reader.GetFieldValue<int[]>(11);
        return new IndexFacts
        {
            Schema = reader.GetString(0),
            Table = reader.GetString(1),
            Name = reader.GetString(2),
            Method = reader.GetString(3),
            Unique = reader.GetBoolean(4),
            Valid = reader.GetBoolean(5),
            Size = new Bytes(reader.GetInt64(6)),
            Predicate = reader.IsDBNull(7) ? null : reader.GetString(7),
            Keys =
            [
                .. Enumerable.Range(0, keyCount).Select(place => new IndexKey(
                    columns[place], expressions[place], (options[place] & DescendingOption) != 0, (options[place] & NullsFirstOption) != 0)),
            ],
            Included = [.. columns.Skip(keyCount).OfType<string>()],
        };
    }
}
