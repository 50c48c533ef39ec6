using System.Buffers;
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
    private const int LongestPrefix = 60;
    private const int LeastInstant = 20;

    // What stands for a character that a program could not read, and for one that it could not write.
    private const char Unread = '\uFFFD';
    private const char Unwritten = '?';

    private static readonly string[] s_signs = ["\u2713", "\u2717", "\u21B3", "\u2588", "\u00B5"];

    // PowerShell takes what k6 prints for text of the console's code page, and writes to a file what it took it for.
    private static readonly int[] s_pages = [437, 850, 852, 866, 1250, 1251, 1252];

    private static readonly (string Misread, string Sign)[] s_misread =
        [.. s_pages.SelectMany(static page => s_signs.Select(sign => (Misread(page, sign), sign))).Distinct()];

    private static readonly SearchValues<char> s_first =
        SearchValues.Create(string.Concat(s_misread.Select(static each => each.Misread[0])));

    /// <summary>Whether a mark says that something held; null when it is no mark.</summary>
    public static bool? MarkOf(char mark) => mark switch
    {
        '\u2713' or '\u2714' or '\u221A' => true,
        '\u2717' or '\u2718' or '\u00D7' => false,
        _ => null,
    };

    /// <summary>Whether a mark stood here that some program could not read or write.</summary>
    public static bool IsLost(char mark) => mark is Unread or Unwritten;

    /// <summary>What stands behind the sign of a heading, lost or not; null where the line is none.</summary>
    public static string? HeadingOf(string text)
    {
        var heading = text.TrimStart(Unread, Unwritten).Trim();
        return text[0] == Block ? text[1..].Trim()
            : IsLost(text[0]) && (heading is "THRESHOLDS" or "TOTAL RESULTS" || IsPart(heading)) ? heading
            : null;
    }

    /// <summary>Whether a heading is of what follows by scenario and group.</summary>
    public static bool IsPart(string heading) =>
        heading.StartsWith("SCENARIO:", StringComparison.Ordinal) || heading.StartsWith("GROUP:", StringComparison.Ordinal);

    /// <summary>A line without the escape sequences of colours, its signs as k6 wrote them.</summary>
    public static string Plain(ReadOnlySpan<byte> line) => Plain(Encoding.UTF8.GetString(line));

    /// <summary>Text without the escape sequences of colours, its signs as k6 wrote them.</summary>
    public static string Plain(string text)
    {
        var plain = text.Contains(Escape, StringComparison.Ordinal) ? WithoutColours(text) : text;
        return plain.AsSpan().ContainsAny(s_first)
            ? s_misread.Aggregate(plain, static (read, sign) => read.Replace(sign.Misread, sign.Sign, StringComparison.Ordinal))
            : plain;
    }

    /// <summary>A line without what the log of a container or a pipeline has before it: <c>k6-1  | </c>, an instant and a space.</summary>
    public static string WithoutPrefix(string line)
    {
        if (line.IndexOf('|', StringComparison.Ordinal) is > 0 and <= LongestPrefix and var bar && IsContainer(line.AsSpan(0, bar)))
        {
            return line[(bar + 1)..];
        }

        return line.Length > LeastInstant && line[4] == '-' && line[10] == 'T'
            && line.IndexOf(' ', LeastInstant - 1) is > 0 and <= LongestPrefix and var space && RunNumbers.Iso(line[..space]) is not null
                ? line[(space + 1)..]
                : line;
    }

    private static string Misread(int page, string sign) =>
        CodePagesEncodingProvider.Instance.GetEncoding(page)!.GetString(Encoding.UTF8.GetBytes(sign));

    // Its name, and spaces up to where the longest one ends.
    private static bool IsContainer(ReadOnlySpan<char> text)
    {
        var name = text.TrimEnd(' ');
        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return name.Length > 0;
    }

    // ECMA-48, control sequences: ESC [, parameters, a final byte from @ to ~.
    private static string WithoutColours(string text)
    {
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
