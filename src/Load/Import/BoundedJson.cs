using System.Text.Json;

namespace Headroom.Load.Import;

/// <summary>Reads a JSON document from outside within bounds of size and depth.</summary>
internal static class BoundedJson
{
    private const int MaxDepth = 64;

    /// <summary>The document.</summary>
    /// <param name="json">Its bytes, with or without a byte order mark.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <exception cref="ImportException">It is no JSON; says where.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string what)
    {
        try
        {
            var text = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
            return JsonDocument.Parse(text,
                new JsonDocumentOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" LineNumber", StringSplitOptions.None)[0];
            throw new ImportException(
                $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: no valid JSON; expected {what} ({reason})");
        }
    }

    /// <summary>A text below an object, or null when there is none.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? TextOf(value) : null;

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

    // Halves of surrogate pairs are valid JSON but no text.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
