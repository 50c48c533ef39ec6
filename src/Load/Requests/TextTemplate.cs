using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;

namespace Headroom.Load.Requests;

/// <summary>A text with placeholders in it, cut into pieces of UTF-8 once and filled often.</summary>
internal sealed class TextTemplate
{
    private static readonly SearchValues<byte> s_unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    private readonly (byte[]? Literal, int Slot)[] _pieces;
    private readonly Encode _encode;

    /// <summary>Cuts a text.</summary>
    /// <exception cref="ArgumentException">A placeholder names nothing.</exception>
    public TextTemplate(string text, Encode encode, Bindings bindings)
    {
        _encode = encode;
        _pieces =
        [
            .. Placeholders.Pieces(text).Select(piece => piece.IsName
                ? ((byte[]?)null, bindings.SlotOf(piece.Text))
                : (Encoding.UTF8.GetBytes(encode == Encode.Url ? Quoted(piece.Text) : piece.Text), -1)),
        ];
    }

    private TextTemplate(byte[] literal) => _pieces = [(literal, -1)];

    /// <summary>How values become part of the text.</summary>
    public enum Encode
    {
        /// <summary>As they are.</summary>
        Plain,

        /// <summary>Percent-encoded.</summary>
        Url,

        /// <summary>As the inside of a JSON string.</summary>
        Json,

        /// <summary>Percent-encoded in a text that is kept as it is.</summary>
        Form,

        /// <summary>On one line.</summary>
        Header,
    }

    /// <summary>The places that it takes values from.</summary>
    public IEnumerable<int> Slots => _pieces.Where(static piece => piece.Literal is null).Select(static piece => piece.Slot);

    /// <summary>Whether it is always the same.</summary>
    public bool IsConstant => Array.TrueForAll(_pieces, static piece => piece.Literal is not null);

    /// <summary>A text that is kept as it is.</summary>
    public static TextTemplate Constant(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes the text with values filled in.</summary>
    public void Fill(Values values, ByteBuffer output)
    {
        foreach (var (literal, slot) in _pieces)
        {
            if (literal is not null)
            {
                output.Append(literal);
            }
            else
            {
                Append(values[slot], output);
            }
        }
    }

    /// <summary>The text with values filled in.</summary>
    public string Fill(Values values)
    {
        var output = new ByteBuffer();
        Fill(values, output);
        return Encoding.UTF8.GetString(output.Span);
    }

    private void Append(ReadOnlySpan<byte> value, ByteBuffer output)
    {
        switch (_encode)
        {
            case Encode.Url or Encode.Form:
                AppendPercentEncoded(value, output);
                break;
            case Encode.Json:
                AppendJson(value, output);
                break;
            case Encode.Header:
                output.Append(value);
                var line = output.Span[^value.Length..];
                line.Replace((byte)'\r', (byte)' ');
                line.Replace((byte)'\n', (byte)' ');
                break;
            default:
                output.Append(value);
                break;
        }
    }

    private static void AppendPercentEncoded(ReadOnlySpan<byte> value, ByteBuffer output)
    {
        while (value.IndexOfAnyExcept(s_unreserved) is >= 0 and var odd)
        {
            output.Append(value[..odd]);
            var escape = output.GetSpan(3);
            escape[0] = (byte)'%';
            Utf8Formatter.TryFormat(value[odd], escape[1..], out _, new StandardFormat('X', 2));
            output.Advance(3);
            value = value[(odd + 1)..];
        }

        output.Append(value);
    }

    private static void AppendJson(ReadOnlySpan<byte> value, ByteBuffer output)
    {
        while (!value.IsEmpty)
        {
            var span = output.GetSpan(6 * value.Length);
            JavaScriptEncoder.Default.EncodeUtf8(value, span, out var consumed, out var written);
            output.Advance(written);
            value = value[consumed..];
            if (consumed == 0)
            {
                return;
            }
        }
    }

    // What the plan wrote is kept, escapes of its own included; only what may not stand in a request line is encoded.
    private static string Quoted(string literal) => string.Concat(literal.EnumerateRunes().Select(static rune =>
        rune.Value is > 0x20 and < 0x7F && !"\"<>\\^`{|}#".Contains((char)rune.Value)
            ? rune.ToString()
            : Uri.EscapeDataString(rune.ToString())));
}
