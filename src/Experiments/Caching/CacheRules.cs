using Headroom.Load;

namespace Headroom.Experiments.Caching;

/// <summary>Which answers may be kept, for which requests, and until which write.</summary>
/// <remarks><b>Source:</b> RFC 9111, sections 3 (storing), 4.1 (Vary) and 4.4 (invalidation).</remarks>
internal static class CacheRules
{
    private static readonly string[] s_forbidding = ["no-store", "no-cache", "private", "max-age=0", "s-maxage=0"];

    /// <summary>
    /// What an answer is kept under: the target and every header of the request. So whatever Vary names is in it, and who asks: what one
    /// user got is given to nobody else. Only the same request is a repeat, as in the read log.
    /// </summary>
    public static string KeyOf(RenderedRequest request) => string.Join(
        '\n', request.Headers.OrderBy(static header => header.Key, StringComparer.OrdinalIgnoreCase)
            .Select(static header => $"{header.Key.ToLowerInvariant()}: {header.Value}").Prepend(request.PathAndQuery));

    /// <summary>Whether an answer may be kept for a while: a whole 200 that neither sets a cookie nor forbids it.</summary>
    public static bool MayKeep(Reply reply) => reply.Status == 200 && reply.BodyBytes == reply.Body.Length
        && reply.Header("Set-Cookie") is null && !Has(reply, "Vary", "*")
        && !s_forbidding.Any(directive => Has(reply, "Cache-Control", directive));

    /// <summary>Whether a request changes nothing by its method. <b>Source:</b> RFC 9110, section 9.2.1.</summary>
    public static bool IsSafe(string method) => method is "GET" or "HEAD" or "OPTIONS" or "TRACE";

    /// <summary>Whether a write to a path may change what is answered at another: at the same, above it, or below it.</summary>
    /// <remarks>RFC 9111 wants the same path alone; a vote at /clips/5/votes changes /clips/5, too, and the list at /clips.</remarks>
    public static bool Touches(string written, string kept)
    {
        var (one, other) = (SegmentsOf(written), SegmentsOf(kept));
        var common = Math.Min(one.Length, other.Length);
        return one.AsSpan(0, common).SequenceEqual(other.AsSpan(0, common));
    }

    private static string[] SegmentsOf(string pathAndQuery) =>
        pathAndQuery.Split('?', 2)[0].Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool Has(Reply reply, string header, string directive) => reply.Headers
        .Where(field => field.Key.Equals(header, StringComparison.OrdinalIgnoreCase))
        .SelectMany(static field => field.Value.Split(','))
        .Any(value => value.Trim().Equals(directive, StringComparison.OrdinalIgnoreCase));
}
