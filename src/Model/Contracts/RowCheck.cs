using System.Globalization;

namespace Headroom.Model.Contracts;

/// <summary>Holds what the same writes left in two databases against each other.</summary>
/// <remarks>
/// Of every table: how many rows came or went, how many were written, and for each column the values of the written rows, whatever their
/// order. Moments of time and UUIDs are each arm's own; so is what differs in every row of both arms, where there are
/// <see cref="FewestOwn"/> rows or more: numbers of a sequence, and texts as long in both arms (a token). The arms must hold as many rows
/// before the first write.
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
        var unlike = rowsA.Keys.Union(rowsB.Keys, StringComparer.Ordinal).Where(table => rowsA.GetValueOrDefault(table, -1) != rowsB.GetValueOrDefault(table, -1))
            .Order(StringComparer.Ordinal).ToList();
        if (unlike.Count > 0)
        {
            return RowContract.None($"the arms' databases are not copies of each other: before the first write {Named(unlike)} had not the same number of rows");
        }

        var ofB = after.B.ToDictionary(static table => table.Table, StringComparer.Ordinal);
        return new RowContract(
            after.A.Count,
            after.A.Sum(static table => table.Written),
            [.. after.A.Where(table => ofB.ContainsKey(table.Table)).SelectMany(table => Differences(table, ofB[table.Table], rowsA.GetValueOrDefault(table.Table)))],
            leftOut,
            Missing: null);
    }

    private static Dictionary<string, long> RowsOf(IReadOnlyList<TableDigest> tables) => tables.ToDictionary(static table => table.Table, static table => table.Rows, StringComparer.Ordinal);

    private static IEnumerable<RowDifference> Differences(TableDigest a, TableDigest b, long before)
    {
        if (a.Rows != b.Rows || a.Written != b.Written)
        {
            return [new RowDifference(a.Table, null, Text(a, before), Text(b, before))];
        }

        return from column in a.Columns.Zip(b.Columns)
               where column.First.Digest != column.Second.Digest && !IsOwn(column.First, a.Written, column.Second)
               select new RowDifference(a.Table, column.First.Name, Text(column.First), Text(column.Second));
    }

    private static bool IsOwn(ColumnDigest a, long written, ColumnDigest b) => a.Nature switch
    {
        ColumnNature.Own => true,
        ColumnNature.Drawn => EachItsOwn(a, written, b),
        ColumnNature.Text => EachItsOwn(a, written, b) && a.Length == b.Length,
        _ => false,
    };

    private static bool EachItsOwn(ColumnDigest a, long written, ColumnDigest b) => written >= FewestOwn && a.Distinct == written && b.Distinct == written;

    private static string Text(TableDigest table, long before) =>
        string.Create(CultureInfo.InvariantCulture, $"{table.Rows - before:+0;-0;+0} rows, {table.Written} written");

    private static string Text(ColumnDigest column) => string.Create(CultureInfo.InvariantCulture, $"{column.Distinct} values ({Short(column.Digest)})");

    private static string Short(string digest) => digest.Length <= 8 ? digest : $"…{digest[^8..]}";

    private static string Named(List<string> tables) => tables.Count <= MostNamed
        ? string.Join(", ", tables)
        : $"{string.Join(", ", tables.Take(MostNamed))} and {(tables.Count - MostNamed).ToString(CultureInfo.InvariantCulture)} more";
}
