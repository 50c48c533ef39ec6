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

    /// <summary>The first rows, and how many more there are.</summary>
    /// <param name="table">The table.</param>
    /// <param name="most">Rows that are shown (a count).</param>
    /// <param name="whole">Where the others stand, as Markdown.</param>
    public static string Of(Table table, int most = Most, string whole = Result) => table.Rows.Count <= most
        ? Markdown.Of(table)
        : $"{Markdown.Of(table with { Rows = [.. table.Rows.Take(most)] })}\n\n{More(table.Rows.Count - most, whole)}";

    /// <summary>The first items as a list, and how many more there are; nothing for no item.</summary>
    /// <param name="items">Markdown, one line each.</param>
    /// <param name="most">Items that are shown (a count).</param>
    public static IEnumerable<string> Items(IEnumerable<string> items, int most = Most)
    {
        List<string> all = [.. items];
        var shown = all.Count > most ? all.Take(most).Append(More(all.Count - most, Result)) : all;
        return all.Count == 0 ? [] : [string.Join('\n', shown.Select(static item => $"- {item}"))];
    }

    /// <summary>How many are left out, and where they stand.</summary>
    /// <param name="count">How many; at least one.</param>
    /// <param name="whole">Where they stand, as Markdown.</param>
    public static string More(int count, string whole) => $"and {Format.Count(count)} more: see {whole}";
}
