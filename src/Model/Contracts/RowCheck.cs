using System.Globalization;

namespace Headroom.Model.Contracts;

/// <summary>Holds what the same writes left in two databases against each other.</summary>
/// <remarks>
/// Of every table: how many rows came or went, how many were written, and for each column the values of the written rows, whatever their
/// order. Moments of time and UUIDs are each arm's own, where both have some; so is what differs in every row of both arms, where there are
/// <see cref="FewestOwn"/> rows or more: numbers of a sequence, and texts as long in both arms (a token). With fewer rows nobody can tell,
/// nor of documents: they are left out, and named. The arms must hold as many rows before the first write.
/// </remarks>
public static class RowCheck
{
    /// <summary>With fewer rows, values that all differ from each other may do so by chance.</summary>
    public const int FewestOwn = 5;

    /// <summary>More tables are not named in one sentence.</summary>
    private const int MostNamed = 3;

    /// <summary>What differs.</summary>
    /// <param name="before">The tables of A and of B before the first write.</param>
    /// <param name="after">The same after the last one.</param>
    /// <param name="leftOut">Tables that were not looked at, each with the reason.</param>
    public static RowContract Of(
        (IReadOnlyList<TableDigest> A, IReadOnlyList<TableDigest> B) before,
        (IReadOnlyList<TableDigest> A, IReadOnlyList<TableDigest> B) after,
        IReadOnlyList<string> leftOut)
    {
        var (rowsA, rowsB) = (RowsOf(before.A), RowsOf(before.B));
        var unlike = rowsA.Keys.Union(rowsB.Keys, StringComparer.Ordinal)
            .Where(table => rowsA.GetValueOrDefault(table, -1) != rowsB.GetValueOrDefault(table, -1))
            .Order(StringComparer.Ordinal).ToList();
        if (unlike.Count > 0)
        {
            return RowContract.None(
                $"the arms' databases are not copies of each other: before the first write {Named(unlike)} had not the same number of "
                    + "rows");
        }

        var ofB = after.B.ToDictionary(static table => table.Table, StringComparer.Ordinal);
        var both = after.A.Where(table => ofB.ContainsKey(table.Table)).Select(table => (A: table, B: ofB[table.Table])).ToList();
        return new RowContract(
            both.Count,
            both.Sum(static pair => pair.A.Written),
            [.. both.SelectMany(pair => Differences(pair.A, pair.B, rowsA.GetValueOrDefault(pair.A.Table)))],
            [.. leftOut, .. both.Where(static pair => IsAsLarge(pair.A, pair.B)).SelectMany(static pair => Unknown(pair.A, pair.B))],
            Missing: null);
    }

    private static Dictionary<string, long> RowsOf(IReadOnlyList<TableDigest> tables) =>
        tables.ToDictionary(static table => table.Table, static table => table.Rows, StringComparer.Ordinal);

    private static bool IsAsLarge(TableDigest a, TableDigest b) => a.Rows == b.Rows && a.Written == b.Written;

    private static IEnumerable<RowDifference> Differences(TableDigest a, TableDigest b, long before) => !IsAsLarge(a, b)
        ? [new RowDifference(a.Table, null, Text(a, before), Text(b, before))]
        : from pair in Columns(a, b)
          where IsOther(pair.A, a.Written, pair.B) == true
          select new RowDifference(a.Table, pair.A.Name, Text(pair.A), Text(pair.B));

    private static IEnumerable<string> Unknown(TableDigest a, TableDigest b) =>
    [
        .. Columns(a, b).Where(pair => IsOther(pair.A, a.Written, pair.B) is null)
            .Select(pair => $"{a.Table}.{pair.A.Name}: " + (pair.A.Nature == ColumnNature.Document
                ? "a document, which may hold moments and ids"
                : "too few rows to tell tokens and ids from values")),
        .. a.Columns.Select(static column => column.Name).Except(b.Columns.Select(static column => column.Name))
            .Select(name => $"{a.Table}.{name}: B has no such column"),
        .. b.Columns.Select(static column => column.Name).Except(a.Columns.Select(static column => column.Name))
            .Select(name => $"{a.Table}.{name}: A has no such column"),
    ];

    private static IEnumerable<(ColumnDigest A, ColumnDigest B)> Columns(TableDigest a, TableDigest b) =>
        a.Columns.Join(
            b.Columns, static column => column.Name, static column => column.Name, static (here, there) => (here, there),
            StringComparer.Ordinal);

    // Whether the values are other ones; null where nobody can tell.
    private static bool? IsOther(ColumnDigest a, long written, ColumnDigest b) => a.Digest == b.Digest ? false : a.Nature switch
    {
        ColumnNature.Own => b.Nature != ColumnNature.Own || (a.Length == 0) != (b.Length == 0),
        ColumnNature.Document => null,
        ColumnNature.Drawn => written < FewestOwn ? null : !EachItsOwn(a, written, b),
        ColumnNature.Text when a.Length == b.Length => written < FewestOwn ? null : !EachItsOwn(a, written, b),
        _ => true,
    };

    private static bool EachItsOwn(ColumnDigest a, long written, ColumnDigest b) => a.Distinct == written && b.Distinct == written;

    private static string Text(TableDigest table, long before) =>
        string.Create(CultureInfo.InvariantCulture, $"{table.Rows - before:+0;-0;+0} rows, {table.Written} written");

    private static string Text(ColumnDigest column) =>
        string.Create(CultureInfo.InvariantCulture, $"{column.Distinct} values ({Short(column.Digest)})");

    private static string Short(string digest) => digest.Length <= 8 ? digest : $"…{digest[^8..]}";

    private static string Named(List<string> tables) => tables.Count <= MostNamed
        ? string.Join(", ", tables)
        : $"{string.Join(", ", tables.Take(MostNamed))} and {(tables.Count - MostNamed).ToString(CultureInfo.InvariantCulture)} more";
}
