using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report.Documents.Facts;

/// <summary>Tables and lists of documents, cut to what a person reads; where the rest stands is said.</summary>
internal static class ShortTable
{
    /// <summary>Rows or items that are shown unless a document says otherwise (a count).</summary>
    public const int Most = 20;

    /// <summary>Where the rest stands unless a document says otherwise.</summary>
    private const string Result = "`result.json`";

    /// <summary>The first rows without the columns that are empty in all of them, and how many more rows there are.</summary>
    /// <param name="table">The table.</param>
    /// <param name="most">Rows that are shown (a count).</param>
    /// <param name="whole">Where the others stand, as Markdown.</param>
    public static string Of(Table table, int most = Most, string whole = Result)
    {
        var shown = Filled(table with { Rows = [.. table.Rows.Take(most)] });
        return table.Rows.Count <= most ? Markdown.Of(shown) : $"{Markdown.Of(shown)}\n\n{More(table.Rows.Count - most, whole)}";
    }

    /// <summary>The first items as a list, and how many more there are; nothing for no item.</summary>
    /// <param name="items">Markdown, one line each.</param>
    /// <param name="most">Items that are shown (a count).</param>
    public static IEnumerable<string> Items(IEnumerable<string> items, int most = Most)
    {
        List<string> all = [.. items];
        var shown = all.Count > most ? all.Take(most).Append(More(all.Count - most, Result)) : all;
        return all.Count == 0 ? [] : [string.Join('\n', shown.Select(static item => $"- {item}"))];
    }

    // A column in which nothing stands says nothing; of names that are not known it says that they are not.
    private static Table Filled(Table table)
    {
        List<int> filled =
        [
            .. Enumerable.Range(0, table.Columns.Count)
                .Where(i => table.Rows.Any(row => row[i].Text.Length > 0 || row[i].Kind == CellKind.Names)),
        ];
        return table with
        {
            Columns = [.. filled.Select(i => table.Columns[i])],
            Rows = [.. table.Rows.Select(row => (IReadOnlyList<Cell>)[.. filled.Select(i => row[i])])],
        };
    }

    /// <summary>How many are left out, and where they stand.</summary>
    /// <param name="count">How many; at least one.</param>
    /// <param name="whole">Where they stand, as Markdown.</param>
    public static string More(int count, string whole) => $"and {Format.Count(count)} more: see {whole}";
}
