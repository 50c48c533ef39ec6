using System.Globalization;
using System.Text.Json;

namespace Headroom.Load.Import.Har;

/// <summary>One request of a recording.</summary>
internal sealed record HarEntry
{
    /// <summary>When it started; null: unknown.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>How long it took, response included.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The page that it belongs to, or null.</summary>
    public string? Page { get; init; }

    /// <summary>The method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The address.</summary>
    public required Uri Url { get; init; }

    /// <summary>The status of the response; 0: there was none.</summary>
    public int Status { get; init; }

    /// <summary>The media type of the response, lower case, without parameters.</summary>
    public string ResponseType { get; init; } = "";

    /// <summary>Names and values of its headers.</summary>
    public required IReadOnlyList<(string Name, string Value)> Headers { get; init; }

    /// <summary>The body, or null without one.</summary>
    public string? Body { get; init; }

    /// <summary>The body's media type, or null.</summary>
    public string? BodyType { get; init; }

    /// <summary>Whether it has a body that is not in the recording as text.</summary>
    public bool IsBodyLost { get; init; }

    /// <summary>The entry, or null when it has no http or https address.</summary>
    public static HarEntry? Read(JsonElement entry)
    {
        if (entry.Get("request") is not { } request || !Uri.TryCreate(request.Text("url"), UriKind.Absolute, out var url)
            || Origins.Of(url.AbsoluteUri) is null)
        {
            return null;
        }

        var post = request.Get("postData");
        var type = post?.Text("mimeType");
        var (body, lost) = post is { } data ? BodyOf(data, type) : (null, false);
        var response = entry.Get("response") ?? default;
        return new HarEntry
        {
            Started =
                DateTimeOffset.TryParse(entry.Text("startedDateTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out var started) ? started : null,
            Took = TimeSpan.FromMilliseconds(Math.Clamp(entry.Number("time") ?? 0, 0, 3_600_000)),
            Page = entry.Text("pageref"),
            Method = (request.Text("method") ?? "GET").ToUpperInvariant(),
            Url = url,
            Status = response.Number("status") is >= 100 and <= 599 and var status ? (int)status : 0,
            ResponseType = (response.Get("content")?.Text("mimeType") ?? "").Split(';')[0].Trim().ToLowerInvariant(),
            Headers = [.. request.Items("headers").Select(static header => (header.Text("name") ?? "", header.Text("value") ?? ""))],
            Body = body,
            BodyType = type,
            IsBodyLost = lost,
        };
    }

    private static (string? Body, bool IsLost) BodyOf(JsonElement data, string? type)
    {
        if (type?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true || data.Text("encoding") is { Length: > 0 })
        {
            return (null, true);
        }

        if (data.Text("text") is { Length: > 0 } text)
        {
            return (text, false);
        }

        string[] pairs =
            [.. data.Items("params")
            .Select(static pair => $"{Uri.EscapeDataString(pair.Text("name") ?? "")}={Uri.EscapeDataString(pair.Text("value") ?? "")}")];
        return (pairs.Length > 0 ? string.Join('&', pairs) : null, false);
    }
}
