using Headroom.Model.Results;

namespace Headroom.Load.Import.Claims;

/// <summary>
/// Claims of a report in Markdown: its headings, items of lists, rows of tables and paragraphs that begin in bold, as far as they state
/// something of a service's performance.
/// </summary>
internal static class ClaimMarkdown
{
    /// <summary>
    /// The claims in the order of the lines. What stands below a heading that names an endpoint, or below a heading within its
    /// section, is about that endpoint, unless it names another.
    /// </summary>
    public static IEnumerable<Claim> Of(string source, string text)
    {
        var lines = text.Split('\n');
        var isCode = false;
        var sections = new Stack<(int Level, string? Endpoint)>();
        for (var i = 0; i < lines.Length; i++)
        {
            var line = LineOf(lines[i]);
            if (line.StartsWith("```", StringComparison.Ordinal) || line.StartsWith("~~~", StringComparison.Ordinal))
            {
                isCode = !isCode;
                continue;
            }

            var isHeading = line.StartsWith('#');
            if (isCode || (!isHeading && ItemOf(line, i + 1 < lines.Length ? LineOf(lines[i + 1]) : "") is null))
            {
                continue;
            }

            var stated = (isHeading ? line.TrimStart('#').Trim() : ItemOf(line, "")!).Replace("**", "", StringComparison.Ordinal);
            if (isHeading)
            {
                Enter(sections, line.Length - line.TrimStart('#').Length, ClaimWords.EndpointIn(stated));
            }

            if (ClaimWords.DetectorIn(stated) is not null || (!isHeading && ClaimWords.Judges(stated)))
            {
                yield return ClaimWords.Of(
                    source, $"line {i + 1}", stated,
                    ClaimWords.EndpointIn(stated) ?? (sections.TryPeek(out var section) ? section.Endpoint : null));
            }
        }
    }

    // A section ends at the next heading of its level or above it.
    private static void Enter(Stack<(int Level, string? Endpoint)> sections, int level, string? endpoint)
    {
        while (sections.TryPeek(out var before) && before.Level >= level)
        {
            sections.Pop();
        }

        sections.Push((level, endpoint ?? (sections.TryPeek(out var outer) ? outer.Endpoint : null)));
    }

    // What is quoted states as much.
    private static string LineOf(string text) => ClaimWords.Head(text).Trim().TrimStart('>').Trim();

    // An item of a list, a row of a table that is neither its head nor the rule below that, or a paragraph that begins in bold; null of
    // anything else.
    private static string? ItemOf(string line, string next) => line switch
    {
        ['-' or '*' or '+', ' ', ..] => line[2..].Trim(),
        ['*', '*', not '*', ..] => line,
        ['|', ..] when IsRule(line) || IsRule(next) => null,
        ['|', ..] => string.Join("; ", line.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        [>= '0' and <= '9', ..] when line.IndexOf(". ", StringComparison.Ordinal) is > 0 and <= 3 and var dot
            && line[..dot].All(char.IsAsciiDigit) =>
            line[(dot + 2)..].Trim(),
        _ => null,
    };

    private static bool IsRule(string line) =>
        line.StartsWith('|') && line.Contains("--", StringComparison.Ordinal) && line.All(static c => c is '|' or '-' or ':' or ' ');
}
