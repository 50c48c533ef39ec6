namespace Headroom.Load;

/// <summary>A request with its placeholders filled, ready to be sent.</summary>
public sealed record RenderedRequest
{
    /// <summary>The HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query below the service's address, percent-encoded, with a leading slash.</summary>
    public required string PathAndQuery { get; init; }

    /// <summary>What it counts as: "METHOD /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>Headers, in the order in which they are sent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body, sent as UTF-8; null sends none.</summary>
    public string? Body { get; init; }

    /// <summary>
    /// The same request with a query parameter set: its first occurrence is replaced, further ones are removed, or it is added.
    /// </summary>
    public RenderedRequest WithQuery(string name, string value)
    {
        var mark = PathAndQuery.IndexOf('?');
        var path = mark < 0 ? PathAndQuery : PathAndQuery[..mark];
        var pair = $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
        var parts = new List<string>();
        var isSet = false;
        foreach (var part in mark < 0 ? [] : PathAndQuery[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IsNamed(part, name))
            {
                parts.Add(part);
            }
            else if (!isSet)
            {
                parts.Add(pair);
                isSet = true;
            }
        }

        if (!isSet)
        {
            parts.Add(pair);
        }

        return this with { PathAndQuery = $"{path}?{string.Join('&', parts)}" };
    }

    private static bool IsNamed(string part, string name)
    {
        var end = part.IndexOf('=');
        var raw = end < 0 ? part : part[..end];
        return Uri.UnescapeDataString(raw.Replace('+', ' ')) == name;
    }
}
