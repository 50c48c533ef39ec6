using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>Reads tables, columns, indexes and foreign keys outside the system schemas.</summary>
public static class CatalogueCollector
{
    // Of what is dropped while the server answers no size and no definition is known.
    private const string TablesSql = $"""
        SELECT {EvidenceConnection.Marker} n.nspname, c.relname, CASE WHEN own.rows < 0 THEN NULL ELSE own.rows END,
               own.pages, own.size, c.oid::bigint, c.relispartition, c.relkind = 'p', own.visible,
               (SELECT CASE WHEN pn.nspname = 'public' THEN p.relname::text ELSE pn.nspname || '.' || p.relname END
                FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
                WHERE h.inhrelid = c.oid AND c.relispartition LIMIT 1),
               array(SELECT a.attname::text FROM pg_constraint k CROSS JOIN unnest(k.conkey) WITH ORDINALITY u(attnum, place)
                     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.attnum
                     WHERE k.conrelid = c.oid AND k.contype = 'p' ORDER BY u.place),
               CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END, c.relkind = 'm', leaves.abroad
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (
            SELECT CASE WHEN bool_or(l.reltuples < 0) THEN -1 ELSE sum(l.reltuples) END::bigint AS rows, sum(l.relpages)::bigint AS pages,
                   sum(pg_total_relation_size(l.oid))::bigint AS size, sum(l.relallvisible)::bigint AS visible,
                   bool_or(l.relkind = 'f') AS abroad
            FROM pg_partition_tree(CASE WHEN c.relkind = 'p' THEN c.oid END) t JOIN pg_class l ON l.oid = t.relid WHERE t.isleaf) AS leaves
        CROSS JOIN LATERAL (
            SELECT CASE WHEN c.relkind = 'p' THEN leaves.rows ELSE c.reltuples::bigint END AS rows,
                   CASE WHEN c.relkind = 'p' THEN coalesce(leaves.pages, 0) ELSE c.relpages END AS pages,
                   coalesce(CASE WHEN c.relkind = 'p' THEN leaves.size ELSE pg_total_relation_size(c.oid) END, 0) AS size,
                   CASE WHEN c.relkind = 'p' THEN coalesce(leaves.visible, 0) ELSE c.relallvisible END AS visible) AS own
        WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
        ORDER BY n.nspname, c.relname
        """;

    private const string ColumnsSql = $"""
        {Domains.Sql}
        SELECT a.attrelid::bigint, a.attname,
               CASE WHEN d.id IS NULL THEN format_type(a.atttypid, a.atttypmod) ELSE format_type(d.base, d.modifier) END,
               a.attnotnull OR coalesce(d.filled, false), c.reltuples::float8, n.nspname, c.relname,
               (SELECT co.collname::text FROM pg_collation co WHERE co.oid = a.attcollation AND co.collname <> 'default')
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN domains d ON d.id = a.atttypid
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        ORDER BY a.attrelid, a.attnum
        """;

    // Joined here and not by the server, which takes minutes for thousands of tables that were not analysed yet. A partitioned table has
    // no rows of its own: what is known of its columns is known of its partitions' rows.
    private const string ValuesSql = $"""
        SELECT {EvidenceConnection.Marker} schemaname, tablename, attname, n_distinct::float8, null_frac::float8, inherited FROM pg_stats
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
        """;

    private const string IndexesSql = $"""
        SELECT {EvidenceConnection.Marker} n.nspname, t.relname, c.relname, am.amname, i.indisunique, i.indisvalid AND i.indisready,
               coalesce(pg_relation_size(c.oid), 0), pg_get_expr(i.indpred, i.indrelid), i.indnkeyatts::int,
               array(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
                     LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0 ORDER BY k.place),
               array(SELECT coalesce(pg_get_indexdef(i.indexrelid, place, false), '')
                     FROM generate_series(1, i.indnkeyatts) place ORDER BY place),
               array(SELECT o::int FROM unnest(i.indoption::int2[]) WITH ORDINALITY u(o, place) ORDER BY place),
               array(SELECT CASE WHEN oc.opcdefault THEN NULL ELSE oc.opcname::text END
                     FROM unnest(i.indclass::oid[]) WITH ORDINALITY u(class, place)
                     JOIN pg_opclass oc ON oc.oid = u.class ORDER BY u.place),
               array(SELECT CASE WHEN co.oid IS NULL OR co.oid = coalesce(a.attcollation, 0) THEN NULL ELSE co.collname::text END
                     FROM unnest(i.indcollation::oid[]) WITH ORDINALITY u(named, place)
                     LEFT JOIN pg_collation co ON co.oid = u.named AND co.collname <> 'default'
                     LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = (i.indkey::int2[])[u.place - 1] ORDER BY u.place),
               EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid),
               i.indisreplident, pg_get_indexdef(i.indexrelid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = t.relnamespace JOIN pg_am am ON am.oid = c.relam
        WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
        ORDER BY n.nspname, t.relname, c.relname
        """;

    // What PostgreSQL 18 does not enforce is looked up by no delete.
    private const string ForeignKeysSql = $"""
        SELECT {EvidenceConnection.Marker} n.nspname, t.relname, f.conname,
               array(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY k(attnum, place)
                     JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum ORDER BY k.place),
               (SELECT CASE WHEN rn.nspname = 'public' THEN r.relname::text ELSE rn.nspname || '.' || r.relname END
                FROM pg_class r JOIN pg_namespace rn ON rn.oid = r.relnamespace WHERE r.oid = f.confrelid),
               array(SELECT a.attname::text FROM unnest(f.confkey) WITH ORDINALITY k(attnum, place)
                     JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.attnum ORDER BY k.place),
               f.confdeltype = 'c'
        FROM pg_constraint f JOIN pg_class t ON t.oid = f.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE f.contype = 'f' AND f.conparentid = 0 AND coalesce((to_jsonb(f) ->> 'conenforced')::boolean, true)
        ORDER BY n.nspname, t.relname, f.conname
        """;

    private const string ExtensionsSql = $"""
        SELECT {EvidenceConnection.Marker} a.name::text, e.extversion, n.nspname::text
        FROM pg_available_extensions a LEFT JOIN pg_extension e ON e.extname = a.name LEFT JOIN pg_namespace n ON n.oid = e.extnamespace
        ORDER BY a.name
        """;

    // ICU sorts by a locale of its own, whatever the system's is; the server's own provider (17 and later) has none but C's order.
    private const string CollationSql = $"""
        SELECT {EvidenceConnection.Marker}
               CASE to_jsonb(d) ->> 'datlocprovider'
                   WHEN 'i' THEN coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale')
                   WHEN 'b' THEN 'C'
                   ELSE d.datcollate::text
               END
        FROM pg_database d WHERE d.datname = current_database()
        """;

    private const int DescendingOption = 1;

    private const int NullsFirstOption = 2;

    /// <summary>Reads the catalogue.</summary>
    public static async Task<DatabaseCatalogue> CollectAsync(string connectionString, TimeProvider time, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        var columns = await ColumnsAsync(connection, cancellation);
        var relations = (await RowsAsync(
            connection, TablesSql, reader => (Facts: TableOf(reader, columns), IsView: reader.GetBoolean(12)),
            cancellation)).ToLookup(row => row.IsView, row => row.Facts);
        return new DatabaseCatalogue
        {
            Window = window.SoFar,
            Provenance = string.Join(";\n", TablesSql, ColumnsSql, ValuesSql, IndexesSql, ForeignKeysSql, ExtensionsSql, CollationSql),
            ServerVersion = (connection.PostgreSqlVersion.Major * 10_000) + Math.Max(0, connection.PostgreSqlVersion.Minor),
            Database = connection.Database,
            Tables = [.. relations[false]],
            MaterializedViews = [.. relations[true]],
            Indexes = await RowsAsync(connection, IndexesSql, IndexOf, cancellation),
            ForeignKeys = await RowsAsync(
                connection,
                ForeignKeysSql,
                r => new ForeignKeyFacts(
                    r.GetString(0), r.GetString(1), r.GetString(2), r.GetFieldValue<string[]>(3), r.GetString(4),
                    r.GetFieldValue<string[]>(5), r.GetBoolean(6)),
                cancellation),
            Extensions = await RowsAsync(
                connection, ExtensionsSql, r => new ExtensionFacts(r.GetString(0), TextOf(r, 1), TextOf(r, 2)), cancellation),
            Collation = (await RowsAsync(connection, CollationSql, r => TextOf(r, 0), cancellation)).FirstOrDefault(),
        };
    }

    private static string? TextOf(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static async Task<List<T>> RowsAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
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

    private static async Task<ILookup<long, ColumnFacts>> ColumnsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var values = (await RowsAsync(
            connection, ValuesSql,
            r => (Column: (r.GetString(0), r.GetString(1), r.GetString(2)), Distinct: r.GetDouble(3), Nulls: r.GetDouble(4),
                IsInherited: r.GetBoolean(5)),
            cancellation))
            .OrderBy(row => row.IsInherited).DistinctBy(row => row.Column)
            .ToDictionary(row => row.Column, row => ((double Distinct, double Nulls)?)(row.Distinct, row.Nulls));
        return (await RowsAsync(
            connection,
            ColumnsSql,
            r => (Table: r.GetInt64(0), Column: ColumnOf(r, values.GetValueOrDefault((r.GetString(5), r.GetString(6), r.GetString(1))))),
            cancellation)).ToLookup(row => row.Table, row => row.Column);
    }

    /// <summary>A number of different values; null when it is not known.</summary>
    /// <param name="distinct">n_distinct: below zero it is a share of the rows. <b>Source:</b> PostgreSQL manual, 54.27 (pg_stats).</param>
    /// <param name="rows">The table's rows; 0 or less where nobody counted them.</param>
    internal static double? DistinctValues(double? distinct, double rows) =>
        distinct is not < 0 ? distinct : rows > 0 ? -distinct * rows : null;

    private static ColumnFacts ColumnOf(NpgsqlDataReader reader, (double Distinct, double Nulls)? values) => new(
        reader.GetString(1),
        reader.GetString(2),
        reader.GetBoolean(3),
        DistinctValues(values?.Distinct, reader.GetDouble(4)),
        values is { } known ? new Ratio(Math.Clamp(known.Nulls, 0, 1)) : null,
        TextOf(reader, 7));

    private static TableFacts TableOf(NpgsqlDataReader reader, ILookup<long, ColumnFacts> columns) => new()
    {
        Schema = reader.GetString(0),
        Name = reader.GetString(1),
        Rows = reader.IsDBNull(2) ? null : reader.GetInt64(2),
        Pages = reader.GetInt64(3),
        Size = new Bytes(reader.GetInt64(4)),
        IsPartition = reader.GetBoolean(6),
        IsPartitioned = reader.GetBoolean(7),
        AllVisiblePages = reader.GetInt64(8),
        Parent = TextOf(reader, 9),
        PrimaryKey = reader.GetFieldValue<string[]>(10),
        PartitionKey = TextOf(reader, 11),
        HasForeignPartitions = reader.IsDBNull(13) ? null : reader.GetBoolean(13),
        Columns = [.. columns[reader.GetInt64(5)]],
    };

    private static IndexFacts IndexOf(NpgsqlDataReader reader)
    {
        var keyCount = reader.GetInt32(8);
        var columns = reader.GetFieldValue<string?[]>(9);
        var expressions = reader.GetFieldValue<string[]>(10);
        var options = reader.GetFieldValue<int[]>(11);
        var classes = reader.GetFieldValue<string?[]>(12);
        var collations = reader.GetFieldValue<string?[]>(13);
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
                    columns[place], expressions[place], (options[place] & DescendingOption) != 0, (options[place] & NullsFirstOption) != 0,
                    classes.ElementAtOrDefault(place), collations.ElementAtOrDefault(place))),
            ],
            BacksConstraint = reader.GetBoolean(14),
            IsReplicaIdentity = reader.GetBoolean(15),
            Definition = TextOf(reader, 16),
            Included = [.. columns.Skip(keyCount).OfType<string>()],
        };
    }
}
