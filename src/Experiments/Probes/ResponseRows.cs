using System.Text.Json;

namespace Headroom.Experiments.Probes;

/// <summary>Counts the rows that a JSON response returns.</summary>
public static class ResponseRows
{
    /// <summary>
    /// The length of the longest array that is the response itself or a member of an object in it; arrays inside rows do not count.
    /// Null when the body is no JSON or has no such array.
    /// </summary>
    public static int? Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Longest(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int? Longest(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.GetArrayLength(),
        JsonValueKind.Object => element.EnumerateObject().Select(member => Longest(member.Value)).Max(),
        _ => null,
    };
}
