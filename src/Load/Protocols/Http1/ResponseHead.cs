using System.Text;

namespace Headroom.Load.Protocols.Http1;

/// <summary>The status line and header fields of a response, gathered from pieces into a buffer of its own.</summary>
/// <remarks>A line may end with a bare line feed and may be folded; <b>Source:</b> RFC 9112, sections 2.2, 4 and 5.</remarks>
internal sealed class ResponseHead
{
    /// <summary>The most bytes of status lines and header fields of one response, interim responses included.</summary>
    public const int MaxBytes = 64 * 1024;

    private readonly ByteBuffer _bytes = new();
    private Framing _framing = new();
    private int _spent;
    private int _fields;
    private bool _isWhole;

    /// <summary>The status, or 0 before it is known.</summary>
    public int Status { get; private set; }

    /// <summary>The minor version: 0 of HTTP/1.0.</summary>
    public int MinorVersion { get; private set; }

    /// <summary>What the fields say about the body.</summary>
    public Framing Framing => _framing;

    /// <summary>Forgets the last response.</summary>
    public void Clear()
    {
        _spent = 0;
        Restart();
    }

    /// <summary>Takes bytes up to the end of the head; after an interim head it begins the next one.</summary>
    public ParseResult Take(ReadOnlySpan<byte> available, out int consumed)
    {
        if (_isWhole)
        {
            _spent += _bytes.Length;
            Restart();
        }

        var before = _bytes.Length;
        var room = MaxBytes - _spent - before;
        var within = available[..Math.Min(available.Length, room)];
        if (before == 0 && TryReadAtOnce(within, out consumed))
        {
            return ParseResult.Complete;
        }

        var end = before == 0 ? EndIn(within) : EndAfter(before, within);
        if (end >= 0)
        {
            consumed = end - before;
            if (before == 0)
            {
                _bytes.Append(within[..end]);
            }

            _bytes.Truncate(end);
            _isWhole = true;
            return ReadStatusLine(_bytes.Span) && ReadFields() ? ParseResult.Complete : ParseResult.Malformed;
        }

        if (before == 0)
        {
            _bytes.Append(within);
        }

        consumed = within.Length;
        return available.Length > room || !CanBecomeHead() ? ParseResult.Malformed : ParseResult.NeedMore;
    }

    /// <summary>The value of the first field of a name in lower case.</summary>
    public bool TryField(ReadOnlySpan<byte> lowerName, out ReadOnlySpan<byte> value)
    {
        for (var at = _fields; TryNext(ref at, out var name, out value);)
        {
            if (name.Length == lowerName.Length && Ascii.EqualsIgnoreCase(name, lowerName))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Whether the name of any field begins with a text in lower case.</summary>
    public bool HasFieldThatBegins(ReadOnlySpan<byte> lowerStart)
    {
        for (var at = _fields; TryNext(ref at, out var name, out _);)
        {
            if (name.Length >= lowerStart.Length && Ascii.EqualsIgnoreCase(name[..lowerStart.Length], lowerStart))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The fields in order, as text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields()
    {
        var fields = new List<KeyValuePair<string, string>>();
        for (var at = _fields; TryNext(ref at, out var name, out var value);)
        {
            fields.Add(new(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value)));
        }

        return fields;
    }

    private void Restart()
    {
        _bytes.Clear();
        _framing = new Framing();
        _isWhole = false;
        _fields = 0;
        Status = 0;
    }

    // The usual case, a plain head that is there as a whole, needs one pass; whatever else it is, the way in pieces tells.
    private bool TryReadAtOnce(ReadOnlySpan<byte> bytes, out int end)
    {
        end = PlainEnd(bytes);
        if (end == 0)
        {
            Restart();
            return false;
        }

        _bytes.Append(bytes[..end]);
        return _isWhole = true;
    }

    private int PlainEnd(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.Contains((byte)'\n') || !ReadStatusLine(bytes))
        {
            return 0;
        }

        var at = _fields;
        while (TryLine(bytes, ref at, out var line))
        {
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[0] is (byte)' ' or (byte)'\t' || !_framing.Take(NameIn(line, colon), line[(colon + 1)..]))
            {
                return 0;
            }
        }

        return bytes[at..] switch
        {
            [(byte)'\n', ..] => at + 1,
            [(byte)'\r', (byte)'\n', ..] => at + 2,
            _ => 0,
        };
    }

    private int EndAfter(int before, ReadOnlySpan<byte> more)
    {
        _bytes.Append(more);
        var from = Math.Max(0, before - 2);
        return EndIn(_bytes.Span[from..]) is >= 0 and var end ? from + end : -1;
    }

    private static int EndIn(ReadOnlySpan<byte> bytes)
    {
        var crlf = bytes.IndexOf("\n\r\n"u8);
        var lf = (crlf < 0 ? bytes : bytes[..(crlf + 1)]).IndexOf("\n\n"u8);
        return (lf, crlf) switch
        {
            ( >= 0, _) => lf + 2,
            (_, >= 0) => crlf + 3,
            _ => -1,
        };
    }

    // What cannot become a response is known by its first bytes: nobody need wait for the rest of it.
    private bool CanBecomeHead()
    {
        var expected = "HTTP/1."u8;
        var bytes = _bytes.Span;
        var common = Math.Min(expected.Length, bytes.Length);
        return bytes[..common].SequenceEqual(expected[..common]) && (_fields > 0 || !bytes.Contains((byte)'\n') || ReadStatusLine(bytes));
    }

    private bool ReadStatusLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var line = bytes[..end].TrimEnd((byte)'\r');
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || !char.IsAsciiDigit((char)line[7]) || line[8] != ' '
            || line[9] is < (byte)'1' or > (byte)'9' || !char.IsAsciiDigit((char)line[10]) || !char.IsAsciiDigit((char)line[11])
            || (line.Length > 12 && line[12] != ' '))
        {
            return false;
        }

        MinorVersion = line[7] - '0';
        Status = ((line[9] - '0') * 100) + ((line[10] - '0') * 10) + (line[11] - '0');
        _fields = end + 1;
        return true;
    }

    private bool ReadFields()
    {
        var at = _fields;
        while (TryLine(_bytes.Span, ref at, out var line))
        {
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                return TryUnfold() && ReadFields();
            }

            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || !_framing.Take(NameIn(line, colon), line[(colon + 1)..]))
            {
                return false;
            }
        }

        return true;
    }

    // A line that begins with white space goes on with the field before it: the line break becomes spaces.
    private bool TryUnfold()
    {
        var rest = _bytes.Span[_fields..];
        if (rest[0] is (byte)' ' or (byte)'\t')
        {
            return false;
        }

        for (var i = 1; i + 1 < rest.Length; i++)
        {
            if (rest[i] == '\n' && rest[i + 1] is (byte)' ' or (byte)'\t')
            {
                rest[i] = (byte)' ';
                rest[i - 1] = rest[i - 1] == '\r' ? (byte)' ' : rest[i - 1];
            }
        }

        _framing = new Framing();
        return true;
    }

    private bool TryNext(scoped ref int at, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        if (!TryLine(_bytes.Span, ref at, out var line))
        {
            name = default;
            value = default;
            return false;
        }

        var colon = Math.Max(0, line.IndexOf((byte)':'));
        name = NameIn(line, colon);
        value = FieldValues.Trim(line[Math.Min(line.Length, colon + 1)..]);
        return true;
    }

    // False at the empty line that ends the head; a line keeps the carriage return at its end.
    private static bool TryLine(ReadOnlySpan<byte> bytes, scoped ref int at, out ReadOnlySpan<byte> line)
    {
        var rest = bytes[at..];
        var end = rest.IndexOf((byte)'\n');
        if (end <= 1 && (end <= 0 || rest[0] == '\r'))
        {
            line = default;
            return false;
        }

        at += end + 1;
        line = rest[..end];
        return true;
    }

    private static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> line, int colon)
    {
        while (colon > 0 && line[colon - 1] is (byte)' ' or (byte)'\t')
        {
            colon--;
        }

        return line[..colon];
    }
}
