using System.Text.Json;

namespace Headroom.Bench.Servers;

/// <summary>Values of a JSON document for a shell script.</summary>
internal static class JsonValues
{
    /// <summary>The value at a path such as <c>endpoints.0.failed</c> as text; "-" when there is none, or null.</summary>
    public static string At(JsonElement document, string path)
    {
        var value = document;
        foreach (var name in path.Split('.'))
        {
            var isThere = value.ValueKind switch
            {
                JsonValueKind.Object => value.TryGetProperty(name, out value),
                JsonValueKind.Array => TryItem(ref value, name),
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

    private static bool TryItem(ref JsonElement value, string name)
    {
        if (!int.TryParse(name, out var index) || index < 0 || index >= value.GetArrayLength())
        {
            return false;
        }

        value = value[index];
        return true;
    }
}
