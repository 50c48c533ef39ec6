namespace Headroom.Experiments.Serving;

/// <summary>A request as it came.</summary>
/// <param name="Method">The method, as it was sent.</param>
/// <param name="Target">The target as it was sent: path and query.</param>
/// <param name="Headers">The header fields in their order.</param>
/// <param name="Body">Empty for none; without chunks.</param>
/// <param name="KeepAlive">Whether another may follow.</param>
internal sealed record ServedRequest(
    string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body, bool KeepAlive)
{
    /// <summary>The value of the first header of a name, or null.</summary>
    public string? Header(string name)
    {
        foreach (var header in Headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return header.Value;
            }
        }

        return null;
    }
}
