using System.Text.Json;

namespace Headroom.Load.Import.Runs;

/// <summary>Reads a file that is one JSON document, within bounds of size and depth.</summary>
internal static class RunJson
{
    private const int MostBytes = 16 * 1024 * 1024;

    private static readonly JsonDocumentOptions s_options =
        new() { MaxDepth = 128, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Whether a text begins an object and holds all these names, at whatever depth.</summary>
    public static bool LooksLike(string text, params ReadOnlySpan<string> names) => LooksLike(text, '{', names);

    /// <summary>Whether a text begins a list and holds all these names, at whatever depth.</summary>
    public static bool LooksLikeList(string text, params ReadOnlySpan<string> names) => LooksLike(text, '[', names);

    private static bool LooksLike(string text, char first, ReadOnlySpan<string> names)
    {
        if (!text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n').StartsWith(first))
        {
            return false;
        }

        foreach (var name in names)
        {
            if (!text.Contains($"\"{name}\"", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What a function makes of the document.</summary>
    /// <param name="source">The file.</param>
    /// <param name="what">What it is, for messages: "the report of vegeta".</param>
    /// <param name="read">Makes a run of its root, which is an object.</param>
    /// <exception cref="RunFormException">It is too large, no JSON, or no object.</exception>
    public static T Read<T>(RunSource source, string what, Func<JsonElement, T> read) =>
        Parse(RunBytes.Read(source, MostBytes, what), what, read);

    /// <summary>What a function makes of the document.</summary>
    /// <param name="source">The file.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="read">Makes a run of its root, which is a list.</param>
    /// <exception cref="RunFormException">It is too large, no JSON, or no list.</exception>
    public static T ReadList<T>(RunSource source, string what, Func<JsonElement, T> read) =>
        Parse(RunBytes.Read(source, MostBytes, what), JsonValueKind.Array, what, read);

    /// <summary>What a function makes of a document in memory.</summary>
    /// <param name="json">Its bytes, with or without a byte order mark.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="read">Makes something of its root, which is an object.</param>
    /// <exception cref="RunFormException">It is no JSON, or no object.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> json, string what, Func<JsonElement, T> read) =>
        Parse(json, JsonValueKind.Object, what, read);

    private static T Parse<T>(ReadOnlyMemory<byte> json, JsonValueKind kind, string what, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(BoundedJson.Readable(json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json), s_options);
            var root = document.RootElement;
            return root.ValueKind == kind
                ? read(root)
                : throw new RunFormException(null, $"a JSON {root.ValueKind.ToString().ToLowerInvariant()}; expected {what}");
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" LineNumber", StringSplitOptions.None)[0];
            throw new RunFormException(e.LineNumber + 1, $"no valid JSON; expected {what} ({reason})");
        }
    }

    /// <summary>A count below an object; null when there is none.</summary>
    public static long? Count(this JsonElement element, string name) => RunNumbers.Count(element.Number(name));

    /// <summary>A number below an object that is not negative, as what was measured is; null when there is none.</summary>
    public static double? Amount(this JsonElement element, string name) => element.Number(name) is >= 0 and var amount ? amount : null;

    /// <summary>A number as a count; null when it is none.</summary>
    public static long? AsCount(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? RunNumbers.Count(number) : null;

    /// <summary>The fields of an object below an object; none when there is no object.</summary>
    public static IEnumerable<JsonProperty> Fields(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : [];
}
