using Headroom.Load.K6;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>Takes the name of a metric apart: <c>http_req_duration{name:GET /feed}</c>.</summary>
/// <remarks>
/// <b>Source:</b> go.k6.io/k6/metrics, ParseMetricName: tags are divided by commas, a tag and its value by the first colon.
/// </remarks>
internal static class K6MetricName
{
    /// <summary>The metric and the tags that its samples must have.</summary>
    public static (string Metric, IReadOnlyList<(string Name, string Value)> Tags) Of(string text)
    {
        var open = text.IndexOf('{', StringComparison.Ordinal);
        return open < 0 || !text.EndsWith('}') ? (text, []) : (text[..open].TrimEnd(), TagsOf(text[(open + 1)..^1]));
    }

    /// <summary>The endpoint that a sub-metric is of, or null when it is of something else: a scenario, a part of an endpoint.</summary>
    /// <remarks>Of an address its path is the name, as in the streams: what follows the question mark may hold secrets.</remarks>
    public static (string Name, string? Method)? EndpointOf(IReadOnlyList<(string Name, string Value)> tags)
    {
        var method = ValueOf(tags, "method");
        return NameTag(tags) is not { } name || tags.Any(static tag => tag.Name is not ("name" or "url" or "method"))
            ? null
            : (K6Reader.NameOf(method, name), method ?? EndpointNames.Verb(name));
    }

    /// <summary>The tag that names a request: <c>name</c>, else <c>url</c>; null when there is neither.</summary>
    public static string? NameTag(IReadOnlyList<(string Name, string Value)> tags) => ValueOf(tags, "name") ?? ValueOf(tags, "url");

    private static string? ValueOf(IReadOnlyList<(string Name, string Value)> tags, string tag) =>
        tags.FirstOrDefault(each => each.Name == tag).Value;

    private static IReadOnlyList<(string Name, string Value)> TagsOf(string text) =>
    [
        .. text.Split(',').Select(static tag => (Tag: tag, Colon: tag.IndexOf(':', StringComparison.Ordinal)))
            .Select(static tag => tag.Colon < 0 ? (Plain(tag.Tag), "") : (Plain(tag.Tag[..tag.Colon]), Plain(tag.Tag[(tag.Colon + 1)..]))),
    ];

    private static string Plain(string text) => text.Trim().Trim('"', '\'');
}
