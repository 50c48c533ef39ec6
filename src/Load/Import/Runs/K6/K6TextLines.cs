using System.Text;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>The signs of k6's text summary.</summary>
internal static class K6TextLines
{
    /// <summary>Stands before a heading.</summary>
    public const char Block = '\u2588';

    /// <summary>Stands before the counts of the check above.</summary>
    public const char Arrow = '\u21B3';

    private const char Escape = '\u001B';

    /// <summary>Whether a mark says that something held; null when it is no mark.</summary>
    public static bool? MarkOf(char mark) => mark switch
    {
        '\u2713' or '\u2714' or '\u221A' => true,
        '\u2717' or '\u2718' or '\u00D7' => false,
        _ => null,
    };

    /// <summary>A line without the escape sequences of colours.</summary>
    public static string Plain(ReadOnlySpan<byte> line) => Plain(Encoding.UTF8.GetString(line));

    /// <summary>Text without the escape sequences of colours.</summary>
    /// <remarks><b>Source:</b> ECMA-48, control sequences: ESC [, parameters, a final byte from @ to ~.</remarks>
    public static string Plain(string text)
    {
        if (!text.Contains(Escape, StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != Escape)
            {
                plain.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '[')
            {
                at += 2;
                while (at < text.Length && text[at] is < '@' or > '~')
                {
                    at++;
                }
            }
        }

        return plain.ToString();
    }
}
