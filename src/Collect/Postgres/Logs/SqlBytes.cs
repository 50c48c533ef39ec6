namespace Headroom.Collect.Postgres.Logs;

/// <summary>What a byte begins.</summary>
internal enum ByteClass : byte
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>A word.</summary>
    Letter,

    /// <summary>A number.</summary>
    Digit,

    /// <summary>An operator.</summary>
    Operator,
}

/// <summary>
/// The tokens of SQL on bytes, exactly as Model's tokenizer has them. <b>Source:</b> PostgreSQL manual, section 4.1, "Lexical Structure".
/// </summary>
internal static class SqlBytes
{
    /// <summary>Only the tokenizer of strings knows.</summary>
    public const int Unknown = -2;

    private static readonly byte[] Classes = MakeClasses();

    // Of what a word may go on with, the lower case; 0 for all else.
    private static readonly byte[] InWords = MakeInWords();

    /// <summary>What a byte begins.</summary>
    public static ByteClass ClassOf(byte c) => (ByteClass)Classes[c];

    /// <summary>Where the comment at a place ends, or 0 when there is none.</summary>
    public static int CommentEnd(ReadOnlySpan<byte> sql, int at)
    {
        var rest = sql[at..];
        if (rest.StartsWith("--"u8))
        {
            var newline = rest.IndexOf((byte)'\n');
            return newline < 0 ? sql.Length : at + newline + 1;
        }

        if (!rest.StartsWith("/*"u8))
        {
            return 0;
        }

        var depth = 0;
        for (var i = at; i + 1 < sql.Length; i++)
        {
            var step = sql[i] == '/' && sql[i + 1] == '*' ? 1 : sql[i] == '*' && sql[i + 1] == '/' ? -1 : 0;
            if (step == 0)
            {
                continue;
            }

            depth += step;
            i++;
            if (depth == 0)
            {
                return i + 1;
            }
        }

        return sql.Length;
    }

    /// <summary>Where a quoted text ends.</summary>
    public static int QuotedEnd(ReadOnlySpan<byte> sql, int at, byte quote, bool backslash)
    {
        var i = at + 1;
        while (i < sql.Length)
        {
            var hop = backslash ? sql[i..].IndexOfAny(quote, (byte)'\\') : sql[i..].IndexOf(quote);
            if (hop < 0)
            {
                return sql.Length;
            }

            i += hop;
            if (sql[i] == quote && (i + 1 >= sql.Length || sql[i + 1] != quote))
            {
                return i + 1;
            }

            i += 2;
        }

        return sql.Length;
    }

    /// <summary>Copies the word at the start of a text in lower case.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="to">Where to; at least as long as the text.</param>
    /// <returns>The word's length.</returns>
    public static int CopyWord(ReadOnlySpan<byte> sql, Span<byte> to)
    {
        var lower = InWords;
        var length = 0;
        while (length < sql.Length && length < to.Length && lower[sql[length]] is var letter and not 0)
        {
            to[length++] = letter;
        }

        return length;
    }

    /// <summary>Where digits end.</summary>
    public static int DigitsEnd(ReadOnlySpan<byte> sql, int at)
    {
        while (at < sql.Length && Classes[sql[at]] == (byte)ByteClass.Digit)
        {
            at++;
        }

        return at;
    }

    /// <summary>Where a number ends.</summary>
    public static int NumberEnd(ReadOnlySpan<byte> sql, int at)
    {
        var end = at;
        while (end < sql.Length && (Classes[sql[end]] is (byte)ByteClass.Letter or (byte)ByteClass.Digit || sql[end] == '.'))
        {
            end++;
        }

        var exponent = end < sql.Length && sql[end] is (byte)'+' or (byte)'-' && (sql[end - 1] | 32) == 'e';
        return exponent ? DigitsEnd(sql, end + 1) : end;
    }

    /// <summary>Where an operator ends: before a comment at the latest.</summary>
    public static int OperatorEnd(ReadOnlySpan<byte> sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && Classes[sql[end]] == (byte)ByteClass.Operator
            && !(sql[end] is (byte)'-' or (byte)'/' && end + 1 < sql.Length && sql[end + 1] == (sql[end] == '-' ? '-' : '*')))
        {
            end++;
        }

        return end;
    }

    /// <summary>Where a dollar-quoted text ends, 0 when there is none, or <see cref="Unknown"/>.</summary>
    public static int DollarQuotedEnd(ReadOnlySpan<byte> sql, int at)
    {
        var tag = at + 1;
        while (tag < sql.Length && Classes[sql[tag]] is (byte)ByteClass.Letter or (byte)ByteClass.Digit)
        {
            tag++;
        }

        if (tag < sql.Length && sql[tag] > 127)
        {
            return Unknown;
        }

        if (tag >= sql.Length || sql[tag] != '$')
        {
            return 0;
        }

        var mark = sql[at..(tag + 1)];
        var close = sql[(tag + 1)..].IndexOf(mark);
        return close < 0 ? sql.Length : tag + 1 + close + mark.Length;
    }

    private static byte[] MakeInWords()
    {
        var lower = new byte[256];
        for (var c = 0; c < 128; c++)
        {
            lower[c] = char.IsAsciiLetterOrDigit((char)c) || c is '_' or '$' ? (byte)char.ToLowerInvariant((char)c) : (byte)0;
        }

        return lower;
    }

    private static byte[] MakeClasses()
    {
        var classes = new byte[256];
        for (var c = 0; c < 128; c++)
        {
            classes[c] = (byte)(char.IsAsciiLetter((char)c) || c == '_' ? ByteClass.Letter
                : char.IsAsciiDigit((char)c) ? ByteClass.Digit
                : "+-*/<>=~!@#%^&|`?:".Contains((char)c, StringComparison.Ordinal) ? ByteClass.Operator : ByteClass.Other);
        }

        return classes;
    }
}
