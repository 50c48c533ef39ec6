using System.Text.Json;

namespace Headroom.Bench.Servers;

/// <summary>Values of a JSON document for a shell script.</summary>
internal static class JsonValues
{
    /// <summary>The value at a path of names and indexes such as <c>latency.intended.p50_ms</c> as text; "-" when there is none, or null.</summary>
    public static string At(JsonElement document, string path)
    {
        var value = document;
        foreach (var name in path.Split('.'))
        {
            var isThere = value.ValueKind switch
            {
                JsonValueKind.Object => value.TryGetProperty(name, out value),
                JsonValueKind.Array => int.TryParse(name, out var index) && index < value.GetArrayLength() && (value = value[index]) is var _,
                _ => false,
            };
            if (!isThere)
            {
                return "-";
            }
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => "-",
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.GetRawText(),
        };
    }
}
