namespace Headroom.Load;

/// <summary>What came back for one request: a response, or the kind of transport error.</summary>
public sealed record Reply
{
    /// <summary>The most bytes of a body that are kept; the rest is read and counted, not kept.</summary>
    public const int MaxKeptBytes = 16 * 1024 * 1024;

    /// <summary>The status, or null when the response did not arrive whole.</summary>
    public int? Status { get; init; }

    /// <summary>The kind of transport error.</summary>
    public ErrorKind Error { get; init; }

    /// <summary>The headers of the response, trailers left out.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body's first <see cref="MaxKeptBytes"/>, not decompressed.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Bytes of the body as received, whether kept or not.</summary>
    public long BodyBytes { get; init; }

    /// <summary>Time from the actual start to the last byte, or to the error.</summary>
    public TimeSpan Service { get; init; }

    /// <summary>The value of a header, or null.</summary>
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
