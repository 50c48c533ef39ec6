using System.Text.RegularExpressions;
using Shouldly;

namespace Headroom.Tests.Unit.Report.Documents;

/// <summary>Reads a document in Markdown as far as its tests need to.</summary>
internal static class DocumentReading
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The lines outside blocks of code.</summary>
    public static IReadOnlyList<string> Prose(string document)
    {
        var (fence, prose) = ("", new List<string>());
        foreach (var line in document.Split('\n'))
        {
            var ticks = Regex.Match(line, "^`{3,}", RegexOptions.None, Patience).Value;
            if (ticks.Length > 0 && (fence.Length == 0 || ticks == fence))
            {
                fence = fence.Length == 0 ? ticks : "";
            }
            else if (fence.Length == 0)
            {
                prose.Add(line);
            }
        }

        return prose;
    }

    /// <summary>The headings of the chapters.</summary>
    public static IReadOnlyList<string> Chapters(string document) => [.. Prose(document).Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..])];

    /// <summary>One chapter with its heading.</summary>
    public static string Chapter(string document, string heading)
    {
        var from = document.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        from.ShouldBeGreaterThanOrEqualTo(0, heading);
        var to = document.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        return to < 0 ? document[from..] : document[from..to];
    }

    /// <summary>Whether a line would begin a tag: "&lt;" before a letter, a stroke or a mark.</summary>
    public static bool HasMarkup(string line) => Regex.IsMatch(line, "<[a-zA-Z/!?]", RegexOptions.None, Patience);

    /// <summary>The lines without what is in the type of code.</summary>
    public static IReadOnlyList<string> Words(string document) =>
        [.. Prose(document).Select(line => Regex.Replace(line.Replace("\\`", "", StringComparison.Ordinal), "(?<ticks>`+)(?!`).*?(?<!`)\\k<ticks>(?!`)", "", RegexOptions.ExplicitCapture, Patience))];

    /// <summary>Each run of rows, as the numbers of cells of its rows.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Tables(string document)
    {
        List<IReadOnlyList<int>> tables = [];
        List<int> rows = [];
        foreach (var line in Prose(document).Append(""))
        {
            if (line.StartsWith('|'))
            {
                rows.Add(Regex.Count(line, @"(?<!\\)\|", RegexOptions.None, Patience));
            }
            else if (rows.Count > 0)
            {
                tables.Add(rows);
                rows = [];
            }
        }

        return tables;
    }
}
