using System.Buffers.Text;
using System.Text;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>What stands before a message.</summary>
internal ref struct LineHead
{
    /// <summary>When, in ticks of UTC; 0 when the prefix does not say.</summary>
    public long Ticks;

    /// <summary>The backend; 0 when the prefix does not say.</summary>
    public int Pid;

    /// <summary>The user; empty when the prefix does not say.</summary>
    public ReadOnlySpan<byte> User;

    /// <summary>The database; empty when the prefix does not say.</summary>
    public ReadOnlySpan<byte> Database;

    /// <summary>How the session calls itself; empty when the prefix does not say.</summary>
    public ReadOnlySpan<byte> Application;

    /// <summary>What kind of line it is.</summary>
    public LineKind Kind;

    /// <summary>Where the text begins.</summary>
    public int TextAt;
}

/// <summary>A log_line_prefix: reads the head of a line.</summary>
/// <remarks><b>Source:</b> PostgreSQL manual, "log_line_prefix".</remarks>
internal sealed class LinePrefix
{
    /// <summary>A head is not longer than this.</summary>
    private const int LongestHead = 1024;

    private readonly Step[] _steps;
    private readonly LogTime _time;

    private LinePrefix(string text, List<Step> steps, LogTime time)
    {
        Text = text;
        _steps = [.. steps.Select((step, i) => step with { Next = LiteralAfter(steps, i) })];
        _time = time;
    }

    /// <summary>As the server's setting has it.</summary>
    public string Text { get; }

    /// <summary>How many of its fields say something that is counted.</summary>
    public int Fields => _steps.Count(static step => step.Field is not ('\0' or 'q'));

    /// <summary>Reads the setting.</summary>
    /// <returns>Null when it holds an escape that the server does not know.</returns>
    public static LinePrefix? Of(string setting, LogTime time)
    {
        var steps = new List<Step>();
        var literal = new StringBuilder();
        for (var i = 0; i < setting.Length; i++)
        {
            if (setting[i] != '%')
            {
                literal.Append(setting[i]);
                continue;
            }

            var padded = i;
            while (++i < setting.Length && (setting[i] == '-' || char.IsAsciiDigit(setting[i])))
            {
            }

            if (i >= setting.Length || !"%audrhbpPtmniesvxcqlQL".Contains(setting[i], StringComparison.Ordinal))
            {
                return null;
            }

            if (setting[i] == '%')
            {
                literal.Append('%');
                continue;
            }

            AddLiteral(steps, literal);
            steps.Add(new Step(setting[i], [], [], i - padded > 1));
        }

        AddLiteral(steps, literal);
        return new LinePrefix(setting, steps, time);
    }

    /// <summary>Reads the head of a line, with the severity after it.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, ref LineHead head)
    {
        var text = line.Length > LongestHead ? line[..LongestHead] : line;
        var at = 0;
        for (var i = 0; i < _steps.Length; i++)
        {
            if (_steps[i].Field == 'q')
            {
                var whole = head;
                if (Rest(text, at, i + 1, ref whole))
                {
                    head = whole;
                    return true;
                }

                return Severity(text, at, ref head);
            }

            at = Advance(text, at, in _steps[i], ref head);
            if (at < 0)
            {
                return false;
            }
        }

        return Severity(text, at, ref head);
    }

    private bool Rest(ReadOnlySpan<byte> text, int at, int from, ref LineHead head)
    {
        for (var i = from; i < _steps.Length && at >= 0; i++)
        {
            at = Advance(text, at, in _steps[i], ref head);
        }

        return at >= 0 && Severity(text, at, ref head);
    }

    private static bool Severity(ReadOnlySpan<byte> text, int at, ref LineHead head)
    {
        var length = LineKinds.Read(text[at..], out head.Kind);
        head.TextAt = at + length;
        return length > 0;
    }

    private int Advance(ReadOnlySpan<byte> text, int at, ref readonly Step step, ref LineHead head)
    {
        var rest = text[at..];
        var used = step.Field switch
        {
            '\0' => rest.StartsWith(step.Literal) ? step.Literal.Length : -1,
            't' or 'm' => Positive(_time.Read(rest, out head.Ticks)),
            's' => Positive(_time.Read(rest, out _)),
            'n' => Epoch(rest, ref head),
            'p' => Utf8Parser.TryParse(rest, out head.Pid, out var digits) ? digits : -1,
            'l' or 'x' or 'P' or 'Q' => Number(rest),
            'r' => Remote(rest, step.Next),
            _ => Field(rest, step.Next),
        };
        if (used < 0)
        {
            return -1;
        }

        if (step.Field == 'u')
        {
            head.User = rest[..used];
        }
        else if (step.Field == 'd')
        {
            head.Database = rest[..used];
        }
        else if (step.Field == 'a')
        {
            head.Application = rest[..used];
        }

        at += used;
        while (step.IsPadded && at < text.Length && text[at] == ' ' && !text[at..].StartsWith(step.Next))
        {
            at++;
        }

        return at;
    }

    // A %q between them says nothing.
    private static byte[] LiteralAfter(List<Step> steps, int index)
    {
        var next = index + 1 < steps.Count && steps[index + 1].Field == 'q' ? index + 2 : index + 1;
        return next < steps.Count ? steps[next].Literal : [];
    }

    private static int Positive(int used) => used > 0 ? used : -1;

    private static int Epoch(ReadOnlySpan<byte> text, ref LineHead head)
    {
        if (!Utf8Parser.TryParse(text, out decimal seconds, out var used, 'F') || seconds is < 0 or > 4_000_000_000)
        {
            return -1;
        }

        head.Ticks = DateTime.UnixEpoch.Ticks + (long)(seconds * TimeSpan.TicksPerSecond);
        return used;
    }

    private static int Number(ReadOnlySpan<byte> text)
    {
        var end = text is [(byte)'-', ..] ? 1 : 0;
        while (end < text.Length && char.IsAsciiDigit((char)text[end]))
        {
            end++;
        }

        return end;
    }

    // "127.0.0.1(5432)", "::1(5432)", "[local]" or nothing: its own colons do not end it.
    private static int Remote(ReadOnlySpan<byte> text, ReadOnlySpan<byte> next)
    {
        if (text.StartsWith("[local]"u8))
        {
            return "[local]".Length;
        }

        var open = text.IndexOfAny((byte)'(', (byte)' ');
        if (open > 0 && text[open] == '(')
        {
            var close = text[open..].IndexOf((byte)')');
            if (close > 1 && Number(text[(open + 1)..]) == close - 1)
            {
                return open + close + 1;
            }
        }

        return Field(text, next);
    }

    private static int Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> next)
    {
        if (next.Length > 0)
        {
            return text.IndexOf(next);
        }

        var end = text.IndexOfAny(" \t"u8);
        return end < 0 ? text.Length : end;
    }

    private static void AddLiteral(List<Step> steps, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            steps.Add(new Step('\0', Encoding.UTF8.GetBytes(literal.ToString()), [], IsPadded: false));
            literal.Clear();
        }
    }

    /// <summary>A part of it.</summary>
    /// <param name="Field">The escape, or '\0' for a literal.</param>
    /// <param name="Literal">The literal; empty for an escape.</param>
    /// <param name="Next">The literal that ends it; empty when none does.</param>
    /// <param name="IsPadded">Whether spaces may follow.</param>
    private readonly record struct Step(char Field, byte[] Literal, byte[] Next, bool IsPadded);
}
