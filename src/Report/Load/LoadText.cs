namespace Headroom.Report.Load;

/// <summary>Text of a load run as a terminal shows it.</summary>
internal static class LoadText
{
    /// <summary>Text from outside on one line, without what could rearrange it.</summary>
    public static string OneLine(string text) => Format.Plain(text.Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' '));

    /// <summary>Columns, the first flush left, the others flush right; nothing is cut.</summary>
    /// <param name="rows">Rows of as many cells each, headings included.</param>
    /// <param name="width">What a line should keep to: a longer first cell stands on a line of its own, above its row.</param>
    public static IEnumerable<string> Columns(IReadOnlyList<string[]> rows, int width)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var first = Math.Min(widths[0], Math.Max(8, width - widths.Skip(1).Sum(static w => w + 2)));
        foreach (var row in rows)
        {
            var cells = string.Concat(row.Skip(1).Zip(widths.Skip(1), static (cell, w) => "  " + cell.PadLeft(w)));
            if (row[0].Length > first)
            {
                yield return row[0];
            }

            yield return (row[0].Length > first ? "" : row[0]).PadRight(first) + cells;
        }
    }
}
