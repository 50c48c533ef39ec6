using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Headroom.Load.Responses;

/// <summary>A value within a JSON text.</summary>
internal readonly ref struct JsonValue
{
    private readonly bool _isEscaped;

    /// <summary>Makes a value.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="raw">Its bytes; those of a text without the quotes.</param>
    /// <param name="isEscaped">Whether it is a text with escapes in it.</param>
    public JsonValue(JsonValueKind kind, ReadOnlySpan<byte> raw, bool isEscaped)
    {
        Kind = kind;
        Raw = raw;
        _isEscaped = isEscaped;
    }

    /// <summary>What it is.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>Its bytes as they stand in the JSON; those of a text without the quotes.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>Writes what a person would read: a text without quotes and escapes, anything else as it stands.</summary>
    /// <remarks>Half of a surrogate pair becomes U+FFFD.</remarks>
    public void CopyTo(IBufferWriter<byte> into)
    {
        if (!_isEscaped)
        {
            into.Write(Raw);
            return;
        }

        var target = into.GetSpan(Raw.Length);
        into.Advance(Unescape(Raw, target));
    }

    /// <summary>Its number; of an array, its length.</summary>
    public bool TryNumber(out double number)
    {
        number = 0;
        return Kind switch
        {
            JsonValueKind.Number => double.TryParse(Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            JsonValueKind.Array => TryCount(out number),
            _ => false,
        };
    }

    /// <summary>Whether it is a text, number, true, false or null that reads like a text; numbers are compared as numbers.</summary>
    /// <param name="text">The text, as UTF-8.</param>
    /// <param name="scratch">Takes a text without its escapes.</param>
    public bool Reads(ReadOnlySpan<byte> text, ByteBuffer scratch)
    {
        switch (Kind)
        {
            case JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Undefined:
                return false;
            case JsonValueKind.String when _isEscaped:
                scratch.Clear();
                CopyTo(scratch);
                return scratch.Span.SequenceEqual(text);
            default:
                return Raw.SequenceEqual(text) || (Kind == JsonValueKind.Number && IsSameNumber(Raw, text));
        }
    }

    private static bool IsSameNumber(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (Utf8Parser.TryParse(one, out long integer, out var used) && used == one.Length
            && Utf8Parser.TryParse(other, out long second, out used) && used == other.Length)
        {
            return integer == second;
        }

        return double.TryParse(one, NumberStyles.Float, CultureInfo.InvariantCulture, out var first)
            && double.TryParse(other, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && first.Equals(number);
    }

    private bool TryCount(out double count)
    {
        count = 0;
        var reader = new Utf8JsonReader(Raw, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 512 }));
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            count++;
            reader.TrySkip();
        }

        return true;
    }

    // Never longer than what it reads: the shortest escape of a character outside ASCII has six bytes.
    private static int Unescape(ReadOnlySpan<byte> raw, Span<byte> target)
    {
        var written = 0;
        while (raw.IndexOf((byte)'\\') is >= 0 and var slash && slash + 1 < raw.Length)
        {
            raw[..slash].CopyTo(target[written..]);
            written += slash;
            var escape = raw[slash + 1];
            raw = raw[(slash + 2)..];
            if (escape == 'u')
            {
                written += TakeUnicode(ref raw).EncodeToUtf8(target[written..]);
                continue;
            }

            target[written++] = escape switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                _ => escape,
            };
        }

        raw.CopyTo(target[written..]);
        return written + raw.Length;
    }

    private static Rune TakeUnicode(ref ReadOnlySpan<byte> raw)
    {
        var first = TakeUnit(ref raw);
        if (char.IsHighSurrogate(first) && raw.StartsWith("\\u"u8))
        {
            var rest = raw[2..];
            var second = TakeUnit(ref rest);
            if (char.IsLowSurrogate(second))
            {
                raw = rest;
                return new Rune(first, second);
            }
        }

        return Rune.TryCreate(first, out var rune) ? rune : Rune.ReplacementChar;
    }

    private static char TakeUnit(ref ReadOnlySpan<byte> raw)
    {
        var digits = raw[..Math.Min(4, raw.Length)];
        raw = raw[digits.Length..];
        return Utf8Parser.TryParse(digits, out ushort unit, out var used, 'x') && used == digits.Length ? (char)unit : '\uFFFD';
    }
}
