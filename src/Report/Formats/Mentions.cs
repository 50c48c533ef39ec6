using System.Text;

namespace Headroom.Report.Formats;

/// <summary>
/// Keeps text from calling people: a name after an "@" does so on GitHub, and one after a character without width does not.
/// </summary>
/// <remarks>
/// Code calls nobody, and what is copied from there must be as it was: a fingerprint with an "@" in it goes into a waiver.
/// <para><b>Source:</b> CommonMark 0.31, 2.4 (backslash escapes), 4.5 (fenced code blocks), 6.1 (code spans).</para>
/// </remarks>
internal static class Mentions
{
    /// <summary>Markdown whose code is left alone; a span of code ends on its line.</summary>
    public static string Quiet(string markdown)
    {
        var lines = new List<string>();
        var fence = 0; // backticks that opened the block in which this line is; 0 outside of one
        foreach (var line in markdown.Split('\n'))
        {
            var ticks = TicksAt(line, 0);
            var isFence = ticks >= 3
                && (fence == 0 ? !line[ticks..].Contains('`') : ticks >= fence && string.IsNullOrWhiteSpace(line[ticks..]));
            lines.Add(isFence || fence > 0 ? line : QuietLine(line));
            fence = !isFence ? fence : fence == 0 ? ticks : 0;
        }

        return string.Join('\n', lines);
    }

    /// <summary>Text without any code.</summary>
    public static string QuietText(string plain)
    {
        var text = new StringBuilder(plain.Length);
        for (var i = 0; i < plain.Length; i++)
        {
            text.Append(plain[i]);
            if (plain[i] == '@' && i + 1 < plain.Length && char.IsAsciiLetterOrDigit(plain[i + 1]))
            {
                text.Append('\u200B');
            }
        }

        return text.ToString();
    }

    // A span of code goes from some backticks to as many; a backtick after a backslash is text.
    private static string QuietLine(string line)
    {
        var text = new StringBuilder(line.Length);
        var (start, at) = (0, 0);
        while (at < line.Length)
        {
            var ticks = TicksAt(line, at);
            if (ticks > 0 && EndOfCode(line, at + ticks, ticks) is { } end)
            {
                text.Append(QuietText(line[start..at])).Append(line, at, end - at);
                (start, at) = (end, end);
            }
            else
            {
                at += ticks > 0 ? ticks : line[at] == '\\' ? 2 : 1;
            }
        }

        return text.Append(QuietText(line[start..])).ToString();
    }

    // What follows the next run of exactly so many backticks; null when there is none.
    private static int? EndOfCode(string line, int from, int ticks)
    {
        for (var at = from; at < line.Length; at++)
        {
            var run = TicksAt(line, at);
            at += run;
            if (run == ticks)
            {
                return at;
            }
        }

        return null;
    }

    private static int TicksAt(string line, int start)
    {
        var rest = line.AsSpan(start);
        return rest.Length - rest.TrimStart('`').Length;
    }
}
