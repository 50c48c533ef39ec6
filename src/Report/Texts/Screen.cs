namespace Headroom.Report.Texts;

/// <summary>What every summary for a terminal is made of: short lines, without colour.</summary>
internal static class Screen
{
    /// <summary>The longest line, in characters.</summary>
    public const int Width = 118;

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

    /// <summary>The beginning of a text that fits beside an indent.</summary>
    public static string Short(string text, int indent) => Format.Short(text, Width - indent);
}
