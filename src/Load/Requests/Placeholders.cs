namespace Headroom.Load.Requests;

/// <summary>Finds <c>${name}</c> in text.</summary>
internal static class Placeholders
{
    /// <summary>The pieces of a text in order: literal text, or the name of a placeholder.</summary>
    public static IEnumerable<(bool IsName, string Text)> Pieces(string text)
    {
        var at = 0;
        while (text.IndexOf("${", at, StringComparison.Ordinal) is >= 0 and var open && text.IndexOf('}', open) is >= 0 and var close)
        {
            if (open > at)
            {
                yield return (false, text[at..open]);
            }

            yield return (true, text[(open + 2)..close].Trim());
            at = close + 1;
        }

        if (at < text.Length)
        {
            yield return (false, text[at..]);
        }
    }

    /// <summary>The names in a text.</summary>
    public static IEnumerable<string> Names(string? text) =>
        text is null ? [] : Pieces(text).Where(static piece => piece.IsName).Select(static piece => piece.Text);

    /// <summary>The text with each <c>${name}</c> as <c>{name}</c>.</summary>
    public static string AsRoute(string path) =>
        string.Concat(Pieces(path).Select(static piece => piece.IsName ? $"{{{piece.Text}}}" : piece.Text));
}
