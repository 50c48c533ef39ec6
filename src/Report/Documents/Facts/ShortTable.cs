using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report.Documents.Facts;

/// <summary>Tables and lists of documents, cut to what a person reads; the result has the rest.</summary>
internal static class ShortTable
{
    /// <summary>Rows or items that are shown unless a document says otherwise (a count).</summary>
    public const int Most = 20;

    /// <summary>The first rows, and how many more there are.</summary>
    public static string Of(Table table, int most = Most) => table.Rows.Count <= most
        ? Markdown.Of(table)
        : $"{Markdown.Of(table with { Rows = [.. table.Rows.Take(most)] })}\n\n{More(table.Rows.Count - most)}";

    /// <summary>The first items as a list, and how many more there are; nothing for no item.</summary>
    /// <param name="items">Markdown, one line each.</param>
    /// <param name="most">Items that are shown (a count).</param>
    public static IEnumerable<string> Items(IEnumerable<string> items, int most = Most)
    {
        List<string> all = [.. items];
        var shown = all.Count > most ? all.Take(most).Append(More(all.Count - most)) : all;
        return all.Count == 0 ? [] : [string.Join('\n', shown.Select(static item => $"- {item}"))];
    }

    private static string More(int count) => $"and {Format.Count(count)} more: see `result.json`";
}
