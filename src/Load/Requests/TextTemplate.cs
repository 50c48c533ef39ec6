using System.Text;
using System.Text.Json;

namespace Headroom.Load.Requests;

/// <summary>A text with feeds in it, cut into pieces once and filled often.</summary>
internal sealed class TextTemplate
{
    private readonly (string? Literal, int Feed)[] _pieces;
    private readonly Encoding _encoding;

    /// <summary>Cuts a text.</summary>
    /// <exception cref="ArgumentException">It names a feed that does not exist.</exception>
    public TextTemplate(string text, Encoding encoding, IReadOnlyDictionary<string, int> feeds)
    {
        _encoding = encoding;
        _pieces =
        [
            .. Placeholders.Pieces(text).Select(piece => (piece.IsName, feeds.GetValueOrDefault(piece.Text, -1)) switch
            {
                (false, _) => (encoding == Encoding.Url ? Quoted(piece.Text) : piece.Text, -1),
                (true, >= 0 and var feed) => ((string?)null, feed),
                _ => throw new ArgumentException($"'${{{piece.Text}}}' names no feed", nameof(text)),
            }),
        ];
    }

    /// <summary>How values become part of the text.</summary>
    public enum Encoding
    {
        /// <summary>As they are.</summary>
        Plain,

        /// <summary>Percent-encoded.</summary>
        Url,

        /// <summary>As the inside of a JSON string.</summary>
        Json,

        /// <summary>On one line.</summary>
        Header,
    }

    /// <summary>The feeds that it draws from, by index.</summary>
    public IEnumerable<int> Feeds => _pieces.Where(static piece => piece.Literal is null).Select(static piece => piece.Feed);

    /// <summary>The text with the values of an iteration.</summary>
    public string Fill(IReadOnlyList<string?> values)
    {
        if (_pieces is [])
        {
            return "";
        }

        if (_pieces is [{ Literal: { } only }])
        {
            return only;
        }

        var text = new StringBuilder();
        foreach (var (literal, feed) in _pieces)
        {
            text.Append(literal ?? Encode(values[feed] ?? ""));
        }

        return text.ToString();
    }

    private string Encode(string value) => _encoding switch
    {
        Encoding.Url => Uri.EscapeDataString(value),
        Encoding.Json => JsonEncodedText.Encode(value).Value,
        Encoding.Header => value.ReplaceLineEndings(" "),
        _ => value,
    };

    // What the plan wrote is kept, escapes of its own included; only what may not stand in a request line is encoded.
    private static string Quoted(string literal) => string.Concat(literal.EnumerateRunes().Select(static rune =>
        rune.Value is > 0x20 and < 0x7F && !"\"<>\\^`{|}#".Contains((char)rune.Value)
            ? rune.ToString()
            : Uri.EscapeDataString(rune.ToString())));
}
