using System.Text.Json;
using Headroom.Model.Contracts;

namespace Headroom.Experiments.Probes;

/// <summary>Counts the rows that a JSON response returns.</summary>
public static class ResponseRows
{
    /// <summary>The length of the longest of its <see cref="Lists"/>; null when it has none.</summary>
    public static int? Of(ReadOnlyMemory<byte> body) => Lists(body) is { Count: > 0 } lists ? lists.Values.Max() : null;

    /// <summary>
    /// The lengths of the arrays that are the response itself or a member of an object in it, by place: <c>data.items</c>, empty for the
    /// response itself. Arrays inside rows do not count. Empty when the body is no JSON or has no such array.
    /// </summary>
    public static IReadOnlyDictionary<string, int> Lists(ReadOnlyMemory<byte> body)
    {
        var lists = new SortedDictionary<string, int>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(JsonPlaces.Unmarked(body));
            Add(lists, "", document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter of a key that is no Unicode
        {
            lists.Clear();
        }

        return lists;
    }

    /// <summary>
    /// Whether a body that calls itself JSON is none: NaN and Infinity, which some languages write, are no JSON (RFC 8259, section 6).
    /// </summary>
    /// <param name="mediaType">The Content-Type; null when there is none.</param>
    /// <param name="body">The body without content codings.</param>
    public static bool IsBroken(string? mediaType, ReadOnlyMemory<byte> body)
    {
        var type = (mediaType ?? "").Split(';')[0].Trim();
        if (body.Length == 0 || !(type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        try
        {
            JsonDocument.Parse(JsonPlaces.Unmarked(body)).Dispose();
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static void Add(SortedDictionary<string, int> lists, string place, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            lists[place] = element.GetArrayLength();
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                Add(lists, place.Length == 0 ? member.Name : $"{place}.{member.Name}", member.Value);
            }
        }
    }
}
