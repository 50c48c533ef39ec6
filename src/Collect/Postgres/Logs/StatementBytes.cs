using System.Security.Cryptography;
using System.Text;
using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>
/// <see cref="StatementText.Normalise"/> on bytes, without a string a statement: a log of millions of statements has few different ones. A
/// test holds the two together.
/// </summary>
/// <remarks>
/// Text with letters beyond ASCII outside literals and comments is handed to <see cref="StatementText"/> itself, which knows their case and
/// what of them is white space. Measured by bench/db-log.
/// </remarks>
internal sealed class StatementBytes
{
    private byte[] _output = new byte[1024];
    private readonly StatementLists _lists = new();
    private int[] _starts = new int[256];
    private byte[] _marks = new byte[256];
    private int _length;
    private int _tokens;

    /// <summary>The normalised text as UTF-8; valid until the next call.</summary>
    public ReadOnlySpan<byte> Normalise(ReadOnlySpan<byte> sql)
    {
        (_length, _tokens) = (0, 0);
        _lists.Clear();
        if (_output.Length < (sql.Length * 2) + 16)
        {
            _output = new byte[(sql.Length * 2) + 1024];
        }

        if (!Tokenise(sql))
        {
            return Encoding.UTF8.GetBytes(StatementText.Normalise(Encoding.UTF8.GetString(sql)));
        }

        while (_tokens > 0 && _marks[_tokens - 1] == ';')
        {
            Truncate(1);
        }

        var normalised = _output.AsSpan(0, _length);
        if (_output.Length > 4 * LogEntry.MostBytes)
        {
            _output = new byte[1024];
        }

        return normalised;
    }

    /// <summary><see cref="StatementText.IdOf"/> of a text that is normalised already.</summary>
    public static string IdOf(ReadOnlySpan<byte> normalised) => Convert.ToHexStringLower(SHA256.HashData(normalised))[..12];

    // False: it holds what only StatementText knows.
    private bool Tokenise(ReadOnlySpan<byte> sql)
    {
        var at = 0;
        while (at < sql.Length)
        {
            var c = sql[at];
            if (c is (byte)' ' or (>= 9 and <= 13))
            {
                at++;
                continue;
            }

            if (c is (byte)'-' or (byte)'/' && SqlBytes.CommentEnd(sql, at) is var comment and > 0)
            {
                at = comment;
                continue;
            }

            if (c > 127)
            {
                return false;
            }

            var next = at + 1 < sql.Length ? sql[at + 1] : (byte)0;
            int end;
            switch (SqlBytes.ClassOf(c))
            {
                case ByteClass.Letter when next == '\'' && (c | 32) is 'e' or 'b' or 'x' or 'n':
                    end = SqlBytes.QuotedEnd(sql, at + 1, (byte)'\'', backslash: (c | 32) == 'e');
                    Mark("?"u8, (byte)'?');
                    break;
                case ByteClass.Letter:
                    end = at + Word(sql[at..]);
                    if (end < sql.Length && sql[end] > 127)
                    {
                        return false;
                    }

                    break;
                case ByteClass.Digit:
                    end = SqlBytes.NumberEnd(sql, at);
                    Mark("?"u8, (byte)'?');
                    break;
                case ByteClass.Operator:
                    end = SqlBytes.OperatorEnd(sql, at);
                    Mark(sql[at..end], end - at == 1 && c == '?' ? c : (byte)0);
                    break;
                default:
                    end = Other(sql, at, c, next);
                    break;
            }

            if (end < 0)
            {
                return false;
            }

            at = end;
        }

        return true;
    }

    private int Other(ReadOnlySpan<byte> sql, int at, byte c, byte next)
    {
        var end = at + 1;
        switch (c)
        {
            case (byte)'\'':
                end = SqlBytes.QuotedEnd(sql, at, c, backslash: false);
                Mark("?"u8, (byte)'?');
                break;
            case (byte)'"':
                end = SqlBytes.QuotedEnd(sql, at, c, backslash: false);
                if (!Ascii.IsValid(sql[at..end]))
                {
                    return -1;
                }

                Mark(sql[at..end], 0);
                break;
            case (byte)'.' when char.IsAsciiDigit((char)next):
                end = SqlBytes.NumberEnd(sql, at);
                Mark("?"u8, (byte)'?');
                break;
            case (byte)'$' when char.IsAsciiDigit((char)next):
                end = SqlBytes.DigitsEnd(sql, at + 1);
                Mark("?"u8, (byte)'?');
                break;
            case (byte)'$':
                var close = SqlBytes.DollarQuotedEnd(sql, at);
                if (close == SqlBytes.Unknown)
                {
                    return -1;
                }

                end = close > 0 ? close : end;
                Mark(close > 0 ? "?"u8 : "$"u8, close > 0 ? (byte)'?' : (byte)0);
                break;
            default:
                Mark(sql.Slice(at, 1), c is (byte)'(' or (byte)')' or (byte)'[' or (byte)']' or (byte)',' or (byte)';' ? c : (byte)0);
                break;
        }

        return end;
    }

    private int Word(ReadOnlySpan<byte> sql)
    {
        Open(0);
        var word = _output.AsSpan(_length);
        var length = SqlBytes.CopyWord(sql, word);
        _lists.Take(StatementLists.MarkOf(word[..length]));
        _length += length;
        return length;
    }

    private void Mark(ReadOnlySpan<byte> token, byte mark)
    {
        Open(mark);
        token.CopyTo(_output.AsSpan(_length));
        _length += token.Length;
        if (_lists.Take((char)mark))
        {
            Merge();
        }
    }

    private void Open(byte mark)
    {
        if (_tokens == _starts.Length)
        {
            Array.Resize(ref _starts, _tokens * 2);
            Array.Resize(ref _marks, _tokens * 2);
        }

        _starts[_tokens] = _length;
        _marks[_tokens++] = mark;
        if (_length > 0)
        {
            _output[_length++] = (byte)' ';
        }
    }

    // In a list ( ? , ? , ? ) becomes ( ? ), and ( ? ) , ( ? ) becomes ( ? ).
    private void Merge()
    {
        var marks = _marks.AsSpan(0, _tokens);
        if (marks.EndsWith("?,?"u8))
        {
            Truncate(2);
        }
        else if (marks.EndsWith("(?),(?)"u8))
        {
            Truncate(4);
        }
    }

    private void Truncate(int tokens)
    {
        _tokens -= tokens;
        _length = _starts[_tokens];
    }
}
