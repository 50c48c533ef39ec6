using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads what virtual users do.</summary>
internal sealed class FlowReader(IReadOnlyList<Feed> feeds)
{
    private static readonly string[] s_methods = ["get", "post", "put", "patch", "delete", "head", "options"];

    /// <summary>The flows: those under <c>flows</c>, or one for each request under <c>requests</c>.</summary>
    public IReadOnlyList<Flow> Read(YamlMap map)
    {
        var (flows, requests) = (map.Value("flows"), map.Value("requests"));
        if (flows is null == requests is null)
        {
            (requests ?? map.Self).Fail($"{(flows is null ? "neither" : "both")} 'flows' and 'requests'; expected one of them");
            return [];
        }

        if (flows is not null)
        {
            return NotEmpty(flows, flows.Map()?.Entries().Select(entry => Flow(entry.Key, entry.Value)), "a flow");
        }

        return NotEmpty(requests!, requests!.List()?.Select(item => Single(item)), "a request");
    }

    /// <summary>The headers of a mapping that may have some.</summary>
    public SortedDictionary<string, string> Headers(YamlMap map)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in map.Map("headers")?.Entries() ?? [])
        {
            if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c)))
            {
                value.Fail($"'{name}' is no header name; expected letters, digits and hyphens");
            }

            if (value.Text() is { } text)
            {
                LoadPlanReader.CheckPlaceholders(value, text, feeds);
                headers[name] = text;
            }
        }

        return headers;
    }

    private Flow? Flow(string name, YamlValue value)
    {
        if (value.Map() is not { } map)
        {
            return null;
        }

        var weight = Weight(map);
        var list = map.Value("requests", "a list of requests");
        var requests = list is null ? [] : NotEmpty(list, list.List()?.Select(item => Request(item.Map(), isFlow: false)), "a request");
        map.NoOtherKeys();
        return new Flow { Name = name, Weight = weight, Requests = requests };
    }

    private Flow? Single(YamlValue value)
    {
        var map = value.Map();
        var weight = map is null ? 1 : Weight(map);
        return Request(map, isFlow: true) is { } request
            ? new Flow { Name = request.Endpoint, Weight = weight, Requests = [request] }
            : null;
    }

    private RequestTemplate? Request(YamlMap? map, bool isFlow)
    {
        if (map is null)
        {
            return null;
        }

        if (!isFlow)
        {
            map.Refuse("weight", "belongs to a flow, not to one of its requests; expected it beside 'requests'");
        }

        string[] methods = [.. s_methods.Where(map.Has)];
        var headers = Headers(map);
        var body = Body(map, headers);
        var checks = Checks(map.Map("checks"));
        var thinkTime = LoadPlanReader.Bounded(map, "think_time", TimeSpan.Zero, TimeSpan.FromHours(1)) ?? TimeSpan.Zero;
        var endpoint = map.Text("endpoint");
        if (methods.Length != 1)
        {
            var found = methods.Length == 0 ? "no method" : string.Join(" and ", methods);
            map.Self.Fail($"{found}; expected one of {string.Join(", ", s_methods)} with a path");
        }

        var path = methods.Length == 1 ? Path(map.Value(methods[0])!) : null;
        map.NoOtherKeys();
        return path is null ? null : new RequestTemplate
        {
            Method = methods[0].ToUpperInvariant(),
            Path = path,
            Endpoint = endpoint ?? $"{methods[0].ToUpperInvariant()} {Placeholders.AsRoute(path.Split('?')[0])}",
            Headers = headers,
            Body = body,
            Checks = checks,
            ThinkTime = thinkTime,
        };
    }

    private string? Path(YamlValue value)
    {
        if (value.Text() is not { } path)
        {
            return null;
        }

        LoadPlanReader.CheckPlaceholders(value, path, feeds);
        if (path[0] == '/')
        {
            return path;
        }

        value.Fail($"the path '{path}'; expected a leading slash, as in /clips?sort=hot");
        return null;
    }

    private string? Body(YamlMap map, SortedDictionary<string, string> headers)
    {
        if (map.Value("body") is not { } value)
        {
            return null;
        }

        var isJson = value.IsMap || value.IsList;
        var body = isJson ? value.Json(NumberOf) : value.Text();
        LoadPlanReader.CheckPlaceholders(value, body, feeds);
        headers.TryAdd("Content-Type", isJson ? "application/json" : "text/plain; charset=utf-8");
        return body;
    }

    // A plain ${n} of a feed of integers is a JSON number, not a string.
    private string? NumberOf(string text) =>
        Placeholders.Pieces(text).ToArray() is [(true, var name)] && feeds.Any(feed => feed.Name == name && feed.Values is FeedValues.Range)
            ? text
            : null;

    private static List<Check> Checks(YamlMap? map)
    {
        var checks = new List<Check>();
        if (map?.Value("status") is { } status)
        {
            var expected = (status.IsList ? status.List()! : [status]).Select(static item => item.Integer(100, 599)).ToArray();
            if (expected.Length == 0)
            {
                status.Fail("no status; expected a number or a list of numbers");
            }

            checks.Add(new Check.StatusIs([.. expected.OfType<long>().Select(static code => (int)code)]));
        }

        if (map?.Text("body_contains") is { } text)
        {
            checks.Add(new Check.BodyContains(text));
        }

        if (map?.Text("header") is { } header)
        {
            checks.Add(new Check.HasHeader(header));
        }

        map?.NoOtherKeys();
        return checks;
    }

    private static double Weight(YamlMap map)
    {
        if (map.Number("weight", 0, 1e9) is not { } weight)
        {
            return 1;
        }

        if (weight <= 0)
        {
            map.Value("weight")!.Fail("a weight of 0; expected a number above 0");
        }

        return weight;
    }

    private static T[] NotEmpty<T>(YamlValue value, IEnumerable<T?>? items, string expected)
        where T : class
    {
        var all = items?.ToArray();
        if (all is [])
        {
            value.Fail($"nothing; expected at least {expected}");
        }

        return all?.OfType<T>().ToArray() ?? [];
    }
}
