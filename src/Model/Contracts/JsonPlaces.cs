using System.Globalization;
using System.Text.Json;

namespace Headroom.Model.Contracts;

/// <summary>The places of a JSON body: where a value is, of which type, and which value.</summary>
/// <remarks>
/// A place is a path such as <c>items[2].author.name</c>; the order of an object's keys does not matter, that of an array's elements does.
/// How a value is written does not matter either: escapes in a string, zeros and the power of ten of a number (RFC 8785, section 3.2.2).
/// An empty object or array is a place, too. Bodies are bounded: those that are deeper than <see cref="MaxDepth"/> or have more than
/// <see cref="MostPlaces"/> places are not looked at.
/// </remarks>
public static class JsonPlaces
{
    /// <summary>The deepest nesting that is looked at.</summary>
    public const int MaxDepth = 64;

    /// <summary>The most places of a body.</summary>
    public const int MostPlaces = 100_000;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>A body without a byte order mark, which may be ignored. <b>Source:</b> RFC 8259, section 8.1.</summary>
    public static ReadOnlyMemory<byte> Unmarked(ReadOnlyMemory<byte> body) => body.Span.StartsWith(ByteOrderMark) ? body[3..] : body;

    /// <summary>The places of a body, or null when it is no JSON, or beyond a bound.</summary>
    /// <param name="body">The body.</param>
    /// <param name="beyond">Which bound it is beyond; null when it is beyond none, or no JSON.</param>
    public static IReadOnlyDictionary<string, JsonPlace>? Of(ReadOnlyMemory<byte> body, out string? beyond)
    {
        var text = Unmarked(body);
        beyond = null;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var places = new SortedDictionary<string, JsonPlace>(StringComparer.Ordinal);
            if (Add(places, "", document.RootElement))
            {
                return places;
            }

            beyond = $"JSON of more than {MostPlaces:N0} values";
        }
        catch (JsonException)
        {
            beyond = IsJson(text.Span) ? $"JSON nested deeper than {MaxDepth} levels" : null;
        }
        catch (InvalidOperationException) // a key that is no Unicode
        {
        }

        return null;
    }

    // However deep.
    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Add(SortedDictionary<string, JsonPlace> places, string path, JsonElement element)
    {
        if (places.Count >= MostPlaces)
        {
            return false;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                places[path] = new JsonPlace("object", "");
                return element.EnumerateObject()
                    .All(property => Add(places, path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value));
            case JsonValueKind.Array:
                places[path] = new JsonPlace("array", element.GetArrayLength().ToString(CultureInfo.InvariantCulture));
                return element.EnumerateArray().Index().All(item => Add(places, $"{path}[{item.Index}]", item.Item));
            default:
                places[path] = new JsonPlace(TypeOf(element.ValueKind), ValueOf(element));
                return true;
        }
    }

    private static string ValueOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => TextOf(element),
        JsonValueKind.Number => JsonNumber.Of(element.GetRawText()),
        _ => element.GetRawText(),
    };

    private static string TextOf(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText(); // half of a surrogate pair is no Unicode
        }
    }

    private static string TypeOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}

/// <summary>What stands at a place.</summary>
/// <param name="Type">object, array, string, number, boolean or null.</param>
/// <param name="Value">The value, however it was written; of an array its length, of an object nothing.</param>
public sealed record JsonPlace(string Type, string Value);
