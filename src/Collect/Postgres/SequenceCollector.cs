using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>Reads how far each sequence has come on the way to what it and the columns that it fills can hold.</summary>
public static class SequenceCollector
{
    /// <summary>More sequences are left out and counted: those that have used the most decide.</summary>
    public const int MostSequences = 500;

    /// <summary>Names of hidden sequences beyond these are only counted.</summary>
    private const int MostHidden = 20;

    private const string SequencesSql = $"""
        SELECT {EvidenceConnection.Marker} c.oid::bigint, s.schemaname, s.sequencename, s.data_type::text,
               s.last_value, s.min_value, s.max_value, s.increment_by, s.cycle,
               has_sequence_privilege(c.oid, 'USAGE, SELECT')
        FROM pg_sequences s JOIN pg_namespace n ON n.nspname = s.schemaname
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.sequencename AND c.relkind = 'S'
        WHERE s.schemaname NOT LIKE 'pg\_temp%'
        """;

    // A column owns its sequence (serial, identity), or has a default that calls it.
    private const string ColumnsSql = $"""
        {Domains.Sql}
        SELECT DISTINCT f.sequence::bigint, n.nspname, c.relname, a.attname, format_type(coalesce(t.base, a.atttypid), NULL)
        FROM (
            SELECT d.objid AS sequence, d.refobjid AS relation, d.refobjsubid AS attribute
            FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
            WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
            UNION
            SELECT d.refobjid, v.adrelid, v.adnum
            FROM pg_depend d JOIN pg_class s ON s.oid = d.refobjid AND s.relkind = 'S' JOIN pg_attrdef v ON v.oid = d.objid
            WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
        ) f JOIN pg_class c ON c.oid = f.relation JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = f.relation AND a.attnum = f.attribute AND NOT a.attisdropped
        LEFT JOIN domains t ON t.id = a.atttypid
        ORDER BY 1, 2, 3, 4
        """;

    private sealed record Row(long Id, SequenceUse Sequence, bool WasCalled, bool IsReadable);

    /// <summary>Reads the sequences; those that the role may not read are named.</summary>
    public static async Task<Sequences> CollectAsync(string connectionString, TimeProvider time, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        var columns = (await EvidenceRows.ReadAsync(
            connection,
            ColumnsSql,
            r => (Sequence: r.GetInt64(0), Column: new SequenceColumn(r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4))),
            cancellation)).ToLookup(row => row.Sequence, row => row.Column);
        var rows = await EvidenceRows.ReadAsync(connection, SequencesSql, reader => RowOf(reader, columns), cancellation);
        var used = rows.Where(row => row.WasCalled).Select(row => row.Sequence)
            .OrderByDescending(sequence => sequence.Used.Value).ThenBy(sequence => sequence.Schema, StringComparer.Ordinal)
            .ThenBy(sequence => sequence.Name, StringComparer.Ordinal)
            .ToList();
        var hidden = rows.Where(row => !row.IsReadable).Select(row => $"{row.Sequence.Schema}.{row.Sequence.Name}")
            .Order(StringComparer.Ordinal).ToList();
        return new Sequences
        {
            Window = window.SoFar,
            Provenance = string.Join(";\n", SequencesSql, ColumnsSql),
            Used = [.. used.Take(MostSequences)],
            LeftOut = Math.Max(0, used.Count - MostSequences),
            NeverCalled = rows.Count(row => row is { IsReadable: true, WasCalled: false }),
            Hidden = [.. hidden.Take(MostHidden)],
            HiddenCount = hidden.Count,
        };
    }

    private static Row RowOf(NpgsqlDataReader reader, ILookup<long, SequenceColumn> columns)
    {
        var id = reader.GetInt64(0);
        SequenceColumn[] filled = [.. columns[id]];
        var (last, least, greatest, increment) =
            (EvidenceRows.Number(reader, 4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7));
        var limit = LimitOf(least, greatest, increment, filled);
        var sequence = new SequenceUse
        {
            Schema = reader.GetString(1),
            Name = reader.GetString(2),
            Type = reader.GetString(3),
            Last = last ?? 0,
            Least = least,
            Greatest = greatest,
            Increment = increment,
            Cycles = reader.GetBoolean(8),
            Columns = filled,
            Limit = limit,
            Used = last is { } value ? UsedOf(value, increment > 0 ? least : greatest, limit) : default,
        };
        return new Row(id, sequence, last is not null, reader.GetBoolean(9));
    }

    private static long LimitOf(long least, long greatest, long increment, IReadOnlyList<SequenceColumn> columns)
    {
        foreach (var column in columns)
        {
            (long Least, long Greatest) holds = column.Type switch
            {
                "smallint" => (short.MinValue, short.MaxValue),
                "integer" => (int.MinValue, int.MaxValue),
                _ => (long.MinValue, long.MaxValue),
            };
            (least, greatest) = (Math.Max(least, holds.Least), Math.Min(greatest, holds.Greatest));
        }

        return increment > 0 ? greatest : least;
    }

    // In floating point: the way of a bigint that starts below zero is longer than a long.
    private static Ratio UsedOf(long last, long from, long limit) =>
        Ratio.Of(Math.Abs((double)last - from), Math.Abs((double)limit - from));
}
