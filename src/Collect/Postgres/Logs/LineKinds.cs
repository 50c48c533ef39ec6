namespace Headroom.Collect.Postgres.Logs;

/// <summary>What the word before a text says about it.</summary>
internal enum LineKind
{
    /// <summary>DEBUG1 to DEBUG5, INFO, NOTICE.</summary>
    Minor,

    /// <summary>LOG.</summary>
    Log,

    /// <summary>WARNING.</summary>
    Warning,

    /// <summary>ERROR.</summary>
    Error,

    /// <summary>FATAL.</summary>
    Fatal,

    /// <summary>PANIC.</summary>
    Panic,

    /// <summary>DETAIL.</summary>
    Detail,

    /// <summary>STATEMENT.</summary>
    Statement,

    /// <summary>HINT, CONTEXT, QUERY, LOCATION, BACKTRACE.</summary>
    Rest,
}

/// <summary>Reads the word.</summary>
internal static class LineKinds
{
    /// <summary>The kind at the start of a text such as <c>LOG:  duration</c>.</summary>
    /// <returns>The length of the word, its colon and the spaces after it; 0 when there is none.</returns>
    public static int Read(ReadOnlySpan<byte> text, out LineKind kind)
    {
        var colon = text[..Math.Min(text.Length, 12)].IndexOf((byte)':');
        if (colon < 3 || !TryWord(text[..colon], out kind))
        {
            kind = default;
            return 0;
        }

        var rest = text[(colon + 1)..];
        return colon + 1 + (rest.StartsWith("  "u8) ? 2 : rest.StartsWith(" "u8) ? 1 : 0);
    }

    /// <summary>A word that a message begins with, as csvlog and jsonlog have it, too.</summary>
    public static bool TryWord(ReadOnlySpan<byte> word, out LineKind kind)
    {
        LineKind? found = word.Length switch
        {
            3 when word.SequenceEqual("LOG"u8) => LineKind.Log,
            4 when word.SequenceEqual("HINT"u8) => LineKind.Rest,
            4 when word.SequenceEqual("INFO"u8) => LineKind.Minor,
            5 when word.SequenceEqual("ERROR"u8) => LineKind.Error,
            5 when word.SequenceEqual("FATAL"u8) => LineKind.Fatal,
            5 when word.SequenceEqual("PANIC"u8) => LineKind.Panic,
            5 when word.SequenceEqual("QUERY"u8) => LineKind.Rest,
            5 or 6 when word.StartsWith("DEBUG"u8) => LineKind.Minor,
            6 when word.SequenceEqual("DETAIL"u8) => LineKind.Detail,
            6 when word.SequenceEqual("NOTICE"u8) => LineKind.Minor,
            7 when word.SequenceEqual("WARNING"u8) => LineKind.Warning,
            7 when word.SequenceEqual("CONTEXT"u8) => LineKind.Rest,
            8 when word.SequenceEqual("LOCATION"u8) => LineKind.Rest,
            9 when word.SequenceEqual("STATEMENT"u8) => LineKind.Statement,
            9 when word.SequenceEqual("BACKTRACE"u8) => LineKind.Rest,
            _ => null,
        };
        kind = found ?? default;
        return found is not null;
    }
}
