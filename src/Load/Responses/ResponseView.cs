namespace Headroom.Load.Responses;

/// <summary>A response as checks and extractions see it, whatever protocol brought it; it is valid until its connection reads on.</summary>
internal abstract class ResponseView
{
    /// <summary>The status.</summary>
    public abstract int Status { get; }

    /// <summary>The kept part of the body as received, not decompressed.</summary>
    public abstract ReadOnlySpan<byte> Body { get; }

    /// <summary>The value of the first header of a name.</summary>
    /// <param name="lowerName">The name in lower case.</param>
    /// <param name="value">Its value without the white space around it.</param>
    public abstract bool TryHeader(ReadOnlySpan<byte> lowerName, out ReadOnlySpan<byte> value);

    /// <summary>Whether the name of any header begins with a text in lower case.</summary>
    public abstract bool HasHeaderThatBegins(ReadOnlySpan<byte> lowerStart);

    /// <summary>The headers in order, trailers left out, as text: for callers that have time.</summary>
    public abstract IReadOnlyList<KeyValuePair<string, string>> Headers();

    /// <summary>Whether any header's name tells of a rate limit: RateLimit, RateLimit-*, X-RateLimit-*, X-Rate-Limit-*.</summary>
    public bool HasRateLimitHeader() =>
        HasHeaderThatBegins("ratelimit"u8) || HasHeaderThatBegins("x-ratelimit"u8) || HasHeaderThatBegins("x-rate-limit"u8);
}
