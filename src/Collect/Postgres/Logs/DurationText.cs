using System.Buffers.Text;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>What a message about a statement says.</summary>
internal enum StatementStep
{
    /// <summary>It is about none.</summary>
    None,

    /// <summary>An execution: "statement:", "execute NAME:", "execute fetch from NAME:", "fastpath function call:".</summary>
    Execute,

    /// <summary>"parse NAME:".</summary>
    Parse,

    /// <summary>"bind NAME:".</summary>
    Bind,

    /// <summary>"plan:", of auto_explain.</summary>
    Plan,

    /// <summary>A duration alone.</summary>
    Alone,
}

/// <summary>Reads <c>duration: 0.123 ms  execute NAME: SELECT 1</c>, with or without the duration.</summary>
/// <remarks>
/// <b>Source:</b> PostgreSQL, src/backend/tcop/postgres.c (exec_simple_query, exec_execute_message) and contrib/auto_explain.
/// </remarks>
internal ref struct DurationText
{
    /// <summary>No language has a longer expression for a duration, in bytes.</summary>
    private const int LongestWord = 64;

    /// <summary>What it is.</summary>
    public StatementStep Step;

    /// <summary>The duration in nanoseconds, or -1 when there is none.</summary>
    public long DurationNs;

    /// <summary>The statement, or the plan.</summary>
    public ReadOnlySpan<byte> Text;

    /// <summary>Whether a message of severity LOG tells a duration in another language than English: <c>Dauer: 0.123 ms</c>.</summary>
    public static bool IsTranslated(ReadOnlySpan<byte> message)
    {
        var colon = message[..Math.Min(message.Length, LongestWord)].IndexOf((byte)':');
        if (colon < 1 || message.StartsWith("duration"u8) || message[..colon].IndexOfAnyInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        // Three digits stand behind the point, then the unit, which is translated, too.
        var number = message[(colon + 1)..].TrimStart((byte)' ');
        var point = number.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return point > 0 && number.Length > point + 4 && number[point] == '.'
            && number.Slice(point + 1, 3).IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && number[point + 4] == ' ';
    }

    /// <summary>Whether a message is one that servers log in English: a duration, or what they log unasked.</summary>
    public static bool IsEnglish(ReadOnlySpan<byte> message) => message.StartsWith("duration: "u8)
        || message.StartsWith("checkpoint complete: "u8) || message.StartsWith("database system "u8);

    /// <summary>Reads a message of severity LOG.</summary>
    public static DurationText Of(ReadOnlySpan<byte> message)
    {
        var read = new DurationText { DurationNs = -1 };
        if (message.StartsWith("duration: "u8))
        {
            message = message["duration: ".Length..];
            if (!TryNanoseconds(message, out read.DurationNs, out var used) || !message[used..].StartsWith(" ms"u8))
            {
                return default;
            }

            message = message[(used + 3)..];
            if (message.TrimEnd(" \r\n"u8).Length == 0)
            {
                read.Step = StatementStep.Alone;
                return read;
            }

            message = message.TrimStart((byte)' ');
        }

        (read.Step, var at) = StepOf(message);
        read.Text = message[at..].TrimStart((byte)' ');
        return read.Step is StatementStep.Plan && read.DurationNs < 0 ? default : read;
    }

    private static (StatementStep Step, int At) StepOf(ReadOnlySpan<byte> text) => text switch
    {
        _ when text.StartsWith("statement: "u8) => (StatementStep.Execute, "statement: ".Length),
        _ when text.StartsWith("execute "u8) => Named(text, "execute ".Length, StatementStep.Execute),
        _ when text.StartsWith("plan:"u8) => (StatementStep.Plan, "plan:".Length),
        _ when text.StartsWith("parse "u8) => Named(text, "parse ".Length, StatementStep.Parse),
        _ when text.StartsWith("bind "u8) => Named(text, "bind ".Length, StatementStep.Bind),
        _ when text.StartsWith("fastpath function call: "u8) => (StatementStep.Execute, "fastpath function call: ".Length),
        _ => (StatementStep.None, 0),
    };

    // "NAME: " or "NAME/PORTAL: "; a name may hold anything but is short.
    private static (StatementStep Step, int At) Named(ReadOnlySpan<byte> text, int at, StatementStep step)
    {
        var colon = text[at..Math.Min(text.Length, at + 200)].IndexOf(": "u8);
        return colon < 0 ? (StatementStep.None, 0) : (step, at + colon + 2);
    }

    private static bool TryNanoseconds(ReadOnlySpan<byte> text, out long nanoseconds, out int used)
    {
        nanoseconds = 0;
        if (!Utf8Parser.TryParse(text, out long milliseconds, out used) || milliseconds is < 0 or > 100_000_000_000)
        {
            return false;
        }

        nanoseconds = milliseconds * 1_000_000;
        if (used < text.Length && text[used] == '.')
        {
            var scale = 1_000_000L;
            for (used++; used < text.Length && char.IsAsciiDigit((char)text[used]); used++)
            {
                scale /= 10;
                nanoseconds += scale * (text[used] - '0');
            }
        }

        return true;
    }
}
