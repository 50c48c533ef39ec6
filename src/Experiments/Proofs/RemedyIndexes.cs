using System.Globalization;
using Headroom.Experiments.Clones;
using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Experiments.Proofs;

/// <summary>The table that an index is on.</summary>
/// <param name="Oid">Its object id, the same in both clones.</param>
/// <param name="Name">Its name with its schema.</param>
/// <param name="Quoted">The same, for SQL.</param>
/// <param name="IsPlain">Whether it is an ordinary table.</param>
internal sealed record IndexedTable(string Oid, string Name, string Quoted, bool IsPlain);

/// <summary>An index of the clone.</summary>
internal sealed record CloneIndex(string Oid, string Quoted, bool IsValid, Bytes Size, bool HasExpressions, IndexedTable Table);

/// <summary>Which indexes a remedy made.</summary>
internal static class RemedyIndexes
{
    private const string All = """
        SELECT i.indexrelid::text, n.nspname, x.relname, (i.indisvalid AND i.indisready)::text, pg_relation_size(i.indexrelid)::text,
               (i.indexprs IS NOT NULL)::text, t.oid::text, tn.nspname, t.relname, (t.relkind = 'r')::text
        FROM pg_index i
        JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_namespace n ON n.oid = x.relnamespace
        JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
        WHERE i.indexrelid >= 16384 AND n.nspname <> 'pg_toast'
        ORDER BY i.indexrelid
        """;

    /// <summary>All indexes, by object id.</summary>
    public static async Task<IReadOnlyDictionary<string, CloneIndex>> ListAsync(CloneServer clone, CancellationToken cancellation) =>
        (await clone.RowsAsync(All, [], cancellation)).Select(IndexOf).ToDictionary(index => index.Oid);

    /// <summary>Those that are there now and were not before.</summary>
    public static async Task<IReadOnlyList<CloneIndex>> NewAsync(
        CloneServer clone, IReadOnlyDictionary<string, CloneIndex> before, CancellationToken cancellation) =>
    [
        .. (await ListAsync(clone, cancellation)).Values
            .Where(index => !before.ContainsKey(index.Oid)).OrderBy(index => index.Oid, StringComparer.Ordinal),
    ];

    private static CloneIndex IndexOf(string?[] row) => new(
        row[0]!,
        Sql.Identifier(row[1]!, row[2]!),
        row[3] == "true",
        new Bytes(long.Parse(row[4]!, CultureInfo.InvariantCulture)),
        row[5] == "true",
        new IndexedTable(row[6]!, $"{row[7]}.{row[8]}", Sql.Identifier(row[7]!, row[8]!), row[9] == "true"));
}
