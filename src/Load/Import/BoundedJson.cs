using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Headroom.Load.Import;

/// <summary>Reads a JSON document from outside within bounds of size and depth.</summary>
internal static class BoundedJson
{
    private const int MaxDepth = 64;

    // \uD800
    private const int EscapeLength = 6;

    /// <summary>The document.</summary>
    /// <param name="json">Its bytes, with or without a byte order mark.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <exception cref="ImportException">It is no JSON; says where.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string what)
    {
        try
        {
            return JsonDocument.Parse(Readable(json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json),
                new JsonDocumentOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" LineNumber", StringSplitOptions.None)[0];
            throw new ImportException(
                $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: no valid JSON; expected {what} ({reason})");
        }
    }

    /// <summary>The document, in which every name and text can be asked for.</summary>
    /// <remarks>
    /// Halves of surrogate pairs and bytes that are no UTF-8 are valid to the parser, and throw when somebody asks for the name or text, or
    /// only for one that begins alike. Each becomes U+FFFD, as when text is decoded.
    /// </remarks>
    /// <param name="json">Its bytes.</param>
    public static ReadOnlyMemory<byte> Readable(ReadOnlyMemory<byte> json) =>
        WithoutHalves(Utf8.IsValid(json.Span) ? json : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span)));

    /// <summary>A text below an object, or null when there is none.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    /// <summary>A number below an object, or null when there is none.</summary>
    public static double? Number(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    /// <summary>What stands below an object, or null when there is nothing.</summary>
    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value : null;

    /// <summary>The items of a list below an object; none when there is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    // A backslash begins an escape wherever it stands outside of comments; in those nobody looks at it.
    private static ReadOnlyMemory<byte> WithoutHalves(ReadOnlyMemory<byte> json)
    {
        var text = json.Span;
        byte[]? mended = null;
        var at = 0;
        while (at < text.Length && text[at..].IndexOf((byte)'\\') is >= 0 and var next)
        {
            at += next;
            var unit = UnitAt(text, at);
            var isPair = char.IsHighSurrogate(unit) && char.IsLowSurrogate(UnitAt(text, at + EscapeLength));
            if (char.IsSurrogate(unit) && !isPair)
            {
                mended ??= json.ToArray();
                "\\uFFFD"u8.CopyTo(mended.AsSpan(at));
            }

            at += isPair ? 2 * EscapeLength : unit == '\0' ? 2 : EscapeLength;
        }

        return mended is null ? json : mended;
    }

    // The UTF-16 unit that an escape stands for; 0 where there is no such escape.
    private static char UnitAt(ReadOnlySpan<byte> text, int at) =>
        at + EscapeLength <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
        && Utf8Parser.TryParse(text.Slice(at + 2, 4), out ushort unit, out var used, 'x') && used == 4 ? (char)unit : '\0';
}
