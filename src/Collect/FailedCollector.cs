using System.Text.Json.Serialization;

namespace Headroom.Collect;

/// <summary>A failed collector on disk.</summary>
internal sealed record FailedCollector(string Collector, string Cause)
{
    public const string KindName = "failed";

    [JsonPropertyOrder(-1)]
    public string Kind => KindName;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(FailedCollector))]
internal sealed partial class CollectJsonContext : JsonSerializerContext;
