using System.Text;
using Headroom.Model.Text;
using Headroom.Report.Tables;

namespace Headroom.Report.Texts;

/// <summary>Markdown as GitHub reads it; text from outside is escaped, so that it stays text.</summary>
internal static class Markdown
{
    /// <summary>Characters of a statement that a reader reads.</summary>
    private const int LongestStatement = 4000;

    /// <summary>Names that one cell shows (a count).</summary>
    private const int MostNames = 20;

    /// <summary>Words on one line.</summary>
    public static string Text(string text)
    {
        var line = OneLine(text);
        var escaped = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            var opensNoTag = i + 1 < line.Length && line[i + 1] is ' ' or '=';
            var insideWord = i > 0 && i + 1 < line.Length && char.IsLetterOrDigit(line[i - 1]) && char.IsLetterOrDigit(line[i + 1]);
            escaped.Append(line[i] switch
            {
                '<' when opensNoTag => "<",
                '<' => "&lt;",
                '&' => "&amp;",
                '_' when insideWord => "_",
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' => $"\\{line[i]}",
                var c => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <summary>A paragraph for each line of the text, none of which begins a list, a quotation or a heading.</summary>
    public static string Paragraphs(string text) => string.Join(
        "\n\n",
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(Text)
            .Select(line => line is ['#' or '-' or '+' or '=' or '>', ..] ? "\\" + line : Unnumbered(line)));

    // "3. x" at the beginning of a paragraph begins a list.
    private static string Unnumbered(string line)
    {
        var digits = line.TakeWhile(char.IsAsciiDigit).Count();
        var isItem = digits is > 0 and < 10 && digits < line.Length && line[digits] is '.' or ')'
            && (digits + 1 == line.Length || line[digits + 1] == ' ');
        return isItem ? line.Insert(digits, "\\") : line;
    }

    /// <summary>A name in the type of code.</summary>
    public static string Code(string text)
    {
        var line = OneLine(text);
        var ticks = new string('`', LongestRun(line) + 1);
        var pad = line is "" or ['`', ..] or [.., '`'] ? " " : "";
        return $"{ticks}{pad}{line}{pad}{ticks}";
    }

    /// <summary>A block of code.</summary>
    /// <param name="language">The language: "sql", or "".</param>
    /// <param name="text">The code.</param>
    public static string Fence(string language, string text)
    {
        var code = Format.Plain(text).Trim('\n');
        var ticks = new string('`', Math.Max(3, LongestRun(code) + 1));
        return $"{ticks}{language}\n{code}\n{ticks}";
    }

    /// <summary>A statement as a block of code; of a very long one its beginning, and that the rest stands in the result.</summary>
    public static string Statement(string query)
    {
        if (query.Length <= LongestStatement)
        {
            return Fence("sql", query);
        }

        return Fence("sql", $"{Shortened.Start(query, LongestStatement)}…\n-- the whole statement stands in result.json");
    }

    /// <summary>A table under its caption, or what its emptiness means.</summary>
    public static string Of(Table table)
    {
        if (table.Rows.Count == 0)
        {
            return Text(table.WhenEmpty);
        }

        var heads = table.Columns.Select(c => Text(c.Name));
        var rules = table.Columns.Select(c => c.Numeric ? "---:" : "---");
        return string.Join(
            '\n',
            [$"{Text(table.Caption)}:", "", Row(heads), Row(rules), .. table.Rows.Select(row => Row(row.Select(Of)))]);
    }

    /// <summary>A sign for a tone, read aloud by its words.</summary>
    public static string Sign(Tone tone) => tone switch
    {
        Tone.Good => "●",
        Tone.Warn => "■",
        Tone.Bad => "▲",
        Tone.Unknown => "○",
        _ => "",
    };

    private static string Of(Cell cell) => (cell.Kind, cell.Text) switch
    {
        (CellKind.Names, "") => Format.Unknown,
        (CellKind.Names, _) => NamesInCell(cell.Text.Split('\n')),
        (_, "" or Format.Unknown) => cell.Text,
        (CellKind.Code, _) => CodeInCell(cell.Text),
        (CellKind.Query, _) => CodeInCell(Format.Short(cell.Text, 120)),
        (CellKind.State, _) => $"{Sign(cell.Tone)} {Text(cell.Text)}".Trim(),
        _ => Text(cell.Text),
    };

    private static string NamesInCell(string[] names) =>
        string.Join(", ", names.Take(MostNames).Select(CodeInCell))
            + (names.Length > MostNames ? $" and {Format.Count(names.Length - MostNames)} more" : "");

    private static string CodeInCell(string text) => Code(text).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string OneLine(string text) =>
        string.Join(' ', Format.Plain(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
