using Headroom.Model.Plans;

namespace Headroom.Load.Requests;

/// <summary>A request template, cut into pieces.</summary>
internal sealed class RequestScript
{
    private readonly RequestTemplate _template;
    private readonly TextTemplate _path;
    private readonly (string Name, TextTemplate Value)[] _headers;
    private readonly TextTemplate? _body;

    /// <summary>Cuts a template; its headers take the place of the scenario's of the same name.</summary>
    public RequestScript(RequestTemplate template, LoadPlan load, IReadOnlyDictionary<string, int> feeds)
    {
        _template = template;
        _path = new TextTemplate(template.Path, TextTemplate.Encoding.Url, feeds);
        var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in load.Headers.Concat(template.Headers))
        {
            headers[name] = value;
        }

        _headers = [.. headers.Select(header => (header.Key, new TextTemplate(header.Value, TextTemplate.Encoding.Header, feeds)))];
        var isJson = headers.TryGetValue("Content-Type", out var type) && type.Contains("json", StringComparison.OrdinalIgnoreCase);
        _body = template.Body is { } body
            ? new TextTemplate(body, isJson ? TextTemplate.Encoding.Json : TextTemplate.Encoding.Plain, feeds)
            : null;
        Feeds = [.. _path.Feeds.Concat(_headers.SelectMany(header => header.Value.Feeds)).Concat(_body?.Feeds ?? []).Distinct().Order()];
    }

    /// <summary>The feeds that it draws from, by index.</summary>
    public IReadOnlyList<int> Feeds { get; }

    /// <summary>The request with the values of an iteration.</summary>
    public RenderedRequest Fill(IReadOnlyList<string?> values)
    {
        var headers = new KeyValuePair<string, string>[_headers.Length];
        for (var i = 0; i < headers.Length; i++)
        {
            headers[i] = new(_headers[i].Name, _headers[i].Value.Fill(values));
        }

        return new RenderedRequest
        {
            Method = _template.Method,
            PathAndQuery = _path.Fill(values),
            Endpoint = _template.Endpoint,
            Headers = headers,
            Body = _body?.Fill(values),
        };
    }
}
