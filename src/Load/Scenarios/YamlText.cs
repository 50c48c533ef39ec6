using System.Globalization;
using System.Text;

namespace Headroom.Load.Scenarios;

/// <summary>Writes texts and quantities as YAML scalars that read back as they were, without quotes where a person needs none.</summary>
internal static class YamlText
{
    private static readonly string[] s_words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "~"];

    /// <summary>A text as a value in a block.</summary>
    public static string Scalar(string text) => IsPlain(text, "") ? text : Quoted(text);

    /// <summary>A text as a value within braces or brackets.</summary>
    public static string Inline(string text) => IsPlain(text, ",[]{}:") ? text : Quoted(text);

    /// <summary>A text as a key.</summary>
    public static string Key(string text) => IsPlain(text, ",[]{}:") ? text : Quoted(text);

    /// <summary>A duration in the largest unit in which it is a whole number, else in milliseconds.</summary>
    public static string Duration(TimeSpan time) => time.Ticks switch
    {
        0 => "0s",
        var ticks when ticks % TimeSpan.TicksPerHour == 0 => $"{ticks / TimeSpan.TicksPerHour}h",
        var ticks when ticks % TimeSpan.TicksPerMinute == 0 => $"{ticks / TimeSpan.TicksPerMinute}m",
        var ticks when ticks % TimeSpan.TicksPerSecond == 0 => $"{ticks / TimeSpan.TicksPerSecond}s",
        var ticks => $"{Number((double)ticks / TimeSpan.TicksPerMillisecond)}ms",
    };

    /// <summary>A number that reads back as the same one.</summary>
    public static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A list in brackets.</summary>
    public static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    /// <summary>A mapping in braces.</summary>
    public static string Map(params IEnumerable<(string Key, string Value)> entries) =>
        $"{{ {string.Join(", ", entries.Select(static entry => $"{entry.Key}: {entry.Value}"))} }}";

    private static bool IsPlain(string text, string besides) =>
        text.Length is > 0 and < 200
        && (char.IsAsciiLetterOrDigit(text[0]) || "/_$(.+^".Contains(text[0]))
        && text[^1] is not (' ' or ':')
        && text.All(c => c is >= ' ' and <= '~' && !besides.Contains(c))
        && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal)
        && !s_words.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static string Quoted(string text) =>
        text.All(IsPrintable) ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'" : Escaped(text);

    private static bool IsPrintable(char c) => c is >= ' ' and <= '~' or (>= '\u00A0' and < '\u2000') or (>= '\u3000' and < '\uD800');

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' or '\\' => escaped.Append('\\').Append(rune),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                >= ' ' and <= '~' => escaped.Append(rune),
                > 0xFFFF => escaped.Append($"\\U{rune.Value:X8}"),
                _ => escaped.Append($"\\u{rune.Value:X4}"),
            };
        }

        return escaped.Append('"').ToString();
    }
}
