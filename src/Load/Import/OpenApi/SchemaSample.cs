using System.Text.Json;
using System.Text.Json.Nodes;

namespace Headroom.Load.Import.OpenApi;

/// <summary>Makes a value that a schema allows: its example where it has one, else the plainest value of its type.</summary>
/// <remarks>Patterns are not obeyed. Bounded in depth and size, so that schemas in circles end: what would go on is left out.</remarks>
internal sealed class SchemaSample(References references)
{
    private const int MaxDepth = 8;
    private const int MaxFields = 60;
    private const int MaxValues = 2000;
    private const int MaxText = 1000;
    private const int CharactersPerValue = 100;

    // What a description may have, an example in it may have.
    private static readonly JsonDocumentOptions s_tolerant =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private int _values;

    /// <summary>The value; null when there is none to be made.</summary>
    public JsonNode? Make(JsonElement schema)
    {
        _values = 0;
        return Node(schema, 0);
    }

    /// <summary>The type that a schema names first, null aside.</summary>
    public static string? TypeOf(JsonElement schema) =>
        schema.Text("type") ?? schema.Items("type").Select(static type => type.ValueKind == JsonValueKind.String ? type.GetString() : null)
            .FirstOrDefault(static type => type is not (null or "null"));

    /// <summary>The example, default or first allowed value that a schema names; null without any.</summary>
    public static JsonElement? Given(JsonElement schema) =>
        schema.Get("example") ?? First(schema.Items("examples")) ?? schema.Get("const") ?? schema.Get("default")
            ?? First(schema.Items("enum"));

    private static JsonElement? First(IEnumerable<JsonElement> items) => items.Select(static item => (JsonElement?)item).FirstOrDefault();

    // A schema within itself is left out.
    private JsonNode? Node(JsonElement? unresolved, int depth)
    {
        if (depth > MaxDepth || ++_values > MaxValues || references.Resolve(unresolved) is not { } schema)
        {
            return null;
        }

        var name = unresolved?.Text("$ref");
        if (name is not null && !_open.Add(name))
        {
            return null;
        }

        var node = Resolved(schema, depth);
        if (name is not null)
        {
            _open.Remove(name);
        }

        return node;
    }

    private JsonNode? Resolved(JsonElement schema, int depth)
    {
        if (Given(schema) is { } given)
        {
            return Copied(given);
        }

        if (schema.Get("allOf") is { ValueKind: JsonValueKind.Array })
        {
            return Merged(schema, depth);
        }

        foreach (var choice in (string[])["oneOf", "anyOf"])
        {
            foreach (var option in schema.Items(choice))
            {
                if (Node(option, depth + 1) is { } node)
                {
                    return node;
                }
            }
        }

        return TypeOf(schema) switch
        {
            "object" => Fields(schema, depth),
            "array" => List(schema, depth),
            "string" => Text(schema),
            "integer" => JsonValue.Create((long)Math.Clamp(Math.Ceiling(Least(schema)), -1e15, 1e15)),
            "number" => JsonValue.Create(Least(schema)),
            "boolean" => JsonValue.Create(true),
            null when schema.Get("properties") is not null => Fields(schema, depth),
            _ => null,
        };
    }

    // A long example counts as many values. A field that stands twice counts as the last one, as for who reads it.
    private JsonNode? Copied(JsonElement given)
    {
        if ((_values += given.GetRawText().Length / CharactersPerValue) > MaxValues)
        {
            return null;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            return JsonNode.Parse(given.GetRawText(), nodeOptions: null, s_tolerant);
        }

        var copy = new JsonObject();
        foreach (var field in given.EnumerateObject())
        {
            copy[field.Name] = JsonNode.Parse(field.Value.GetRawText(), nodeOptions: null, s_tolerant);
        }

        return copy;
    }

    private JsonObject Merged(JsonElement schema, int depth)
    {
        var merged = Fields(schema, depth);
        foreach (var part in schema.Items("allOf"))
        {
            if (Node(part, depth + 1) is JsonObject fields)
            {
                foreach (var (name, value) in fields)
                {
                    merged[name] = value?.DeepClone();
                }
            }
        }

        return merged;
    }

    private JsonObject Fields(JsonElement schema, int depth)
    {
        var fields = new JsonObject();
        var required = schema.Items("required").Where(static name => name.ValueKind == JsonValueKind.String)
            .Select(static name => name.GetString()).ToHashSet(StringComparer.Ordinal);
        if (schema.Get("properties") is not { ValueKind: JsonValueKind.Object } properties)
        {
            return fields;
        }

        foreach (var property in properties.EnumerateObject().OrderBy(property => required.Contains(property.Name) ? 0 : 1).Take(MaxFields))
        {
            if (references.Resolve(property.Value)?.Get("readOnly")?.ValueKind != JsonValueKind.True
                && Node(property.Value, depth + 1) is { } value)
            {
                fields[property.Name] = value;
            }
        }

        return fields;
    }

    private JsonArray List(JsonElement schema, int depth)
    {
        var list = new JsonArray();
        var count = Math.Clamp(schema.Number("minItems") ?? 1, 1, 10);
        for (var i = 0; i < count && Node(schema.Get("items"), depth + 1) is { } item; i++)
        {
            list.Add(item);
        }

        return list;
    }

    private static JsonValue Text(JsonElement schema)
    {
        var text = schema.Text("format") switch
        {
            "date" => "2026-01-31",
            "date-time" => "2026-01-31T12:00:00Z",
            "time" => "12:00:00Z",
            "uuid" => "00000000-0000-4000-8000-000000000001",
            "email" => "someone@example.com",
            "uri" or "url" => "https://example.com/",
            "hostname" => "example.com",
            "ipv4" => "192.0.2.1",
            "ipv6" => "2001:db8::1",
            "byte" => "dGV4dA==",
            _ => "text",
        };
        var least = (int)Math.Clamp(schema.Number("minLength") ?? 0, 0, MaxText);
        var most = (int)Math.Clamp(schema.Number("maxLength") ?? MaxText, 0, MaxText);
        text = text.PadRight(least, 'x');
        return JsonValue.Create(text.Length > most && most >= least ? text[..most] : text);
    }

    private static double Least(JsonElement schema)
    {
        var least = schema.Number("minimum") ?? (schema.Number("exclusiveMinimum") is { } below ? below + 1 : null);
        least += schema.Get("exclusiveMinimum")?.ValueKind == JsonValueKind.True ? 1 : 0;
        var most = schema.Number("maximum") ?? schema.Number("exclusiveMaximum") - 1;
        var value = least ?? Math.Min(1, most ?? 1);
        var step = schema.Number("multipleOf") ?? 0;
        var stepped = step > 0 && value % step != 0 ? Math.Ceiling(value / step) * step : value;
        return double.IsFinite(stepped) ? stepped : value;
    }
}
