namespace Headroom.Report.Texts;

/// <summary>What every summary for a terminal is made of: short lines, without colour.</summary>
internal static class Screen
{
    /// <summary>The longest line, in characters.</summary>
    public const int Width = 118;

    /// <summary>The longest line where nothing is cut, in characters: what a wide terminal shows.</summary>
    public const int Widest = 140;

    /// <summary>The first items, and how many more the report has.</summary>
    public static IEnumerable<string> Listed<T>(IReadOnlyList<T> items, int most, Func<T, string> line, string one, string? many = null) =>
    [
        .. items.Take(most).Select(line),
        .. items.Count > most
            ? [$"  and {Format.Several(items.Count - most, $"more {one}", many is null ? null : $"more {many}")} in the report"]
            : Array.Empty<string>(),
    ];

    /// <summary>A sentence on at most so many lines, broken at spaces, each indented.</summary>
    public static IEnumerable<string> Wrapped(string sentence, int most = 2, int indent = 2)
    {
        var room = Width - indent;
        var rest = Format.Short(sentence, most * (room - 8));
        while (rest.Length > 0)
        {
            var end = rest.Length <= room ? rest.Length : rest.LastIndexOf(' ', room) is > 0 and var space ? space : room;
            yield return new string(' ', indent) + rest[..end];
            rest = rest[end..].Trim();
        }
    }

    /// <summary>A line that is too long goes on below, broken at spaces, indented by four more; nothing is cut.</summary>
    public static IEnumerable<string> Folded(string line)
    {
        var indent = new string(' ', line.Length - line.TrimStart().Length + 4);
        var rest = line;
        while (rest.Length > Widest)
        {
            var space = rest.LastIndexOf(' ', Widest);
            var end = space > indent.Length ? space : Widest;
            yield return rest[..end];
            rest = indent + rest[end..].TrimStart();
        }

        yield return rest;
    }

    /// <summary>The beginning of a text that fits beside an indent.</summary>
    public static string Short(string text, int indent) => Format.Short(text, Width - indent);
}
