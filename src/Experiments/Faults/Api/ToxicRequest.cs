using System.Text.Json;

namespace Headroom.Experiments.Faults.Api;

/// <summary>A toxic in the API's JSON, read and written.</summary>
internal static class ToxicRequest
{
    /// <summary>A new toxic. Defaults: downstream, toxicity 1, named <c>type_stream</c>.</summary>
    public static PlacedToxic Read(JsonElement body)
    {
        var type = Text(body, "type") ?? "";
        var stream = (Text(body, "stream") ?? "downstream").ToLowerInvariant() switch
        {
            "downstream" or "" => WireStream.Downstream,
            "upstream" => WireStream.Upstream,
            _ => throw ApiException.InvalidStream,
        };
        var toxic = ToxicAttributes.Default(type) ?? throw ApiException.InvalidToxicType;
        var merged = ToxicAttributes.Merge(
            toxic, body.TryGetProperty("attributes", out var attributes) ? attributes : default(JsonElement?));
        var name = Text(body, "name") is { Length: > 0 } given ? given : PlacedToxic.On(stream, merged).Name;
        return new PlacedToxic(name, stream, Toxicity(body, 1), merged);
    }

    /// <summary>A toxic with other attributes or toxicity; its name, type and stream stay.</summary>
    public static PlacedToxic Merge(PlacedToxic placed, JsonElement body) => placed with
    {
        Toxic = ToxicAttributes.Merge(
            placed.Toxic, body.TryGetProperty("attributes", out var attributes) ? attributes : default(JsonElement?)),
        Toxicity = Toxicity(body, placed.Toxicity),
    };

    /// <summary>Writes a toxic as an object.</summary>
    public static void Write(Utf8JsonWriter json, PlacedToxic placed)
    {
        json.WriteStartObject();
        json.WritePropertyName("attributes");
        ToxicAttributes.Write(json, placed.Toxic);
        json.WriteString("name", placed.Name);
        json.WriteString("type", placed.Toxic.Type);
        json.WriteString("stream", placed.Stream == WireStream.Upstream ? "upstream" : "downstream");
        json.WriteNumber("toxicity", (decimal)placed.Toxicity);
        json.WriteEndObject();
    }

    /// <summary>A text of an object; null when it is not there.</summary>
    /// <exception cref="ApiException">It is no text.</exception>
    public static string? Text(JsonElement body, string name) =>
        !body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw ApiException.BadBody($"{name} is no text");

    private static double Toxicity(JsonElement body, double missing) =>
        !body.TryGetProperty("toxicity", out var value) ? missing
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var toxicity) && toxicity is >= 0 and <= 1 ? toxicity
        : throw ApiException.BadBody("toxicity lies within 0..1");
}
