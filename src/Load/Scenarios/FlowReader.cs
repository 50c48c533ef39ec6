using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads what virtual users do.</summary>
internal sealed class FlowReader(RequestReader requests)
{
    /// <summary>The flows: those under <c>flows</c>, or one for each request under <c>requests</c>.</summary>
    /// <param name="map">The plan.</param>
    /// <param name="names">What placeholders may be called.</param>
    public IReadOnlyList<Flow> Read(YamlMap map, Names names)
    {
        var (flows, single) = (map.Value("flows"), map.Value("requests"));
        if (flows is null == single is null)
        {
            (single ?? map.Self).Fail($"{(flows is null ? "neither" : "both")} 'flows' and 'requests'; expected one of them");
            return [];
        }

        if (flows is not null)
        {
            return NotEmpty(flows, flows.Map()?.Entries().Select(entry => Flow(entry.Key, entry.Value, names)), "a flow");
        }

        return NotEmpty(single!, single!.List()?.Select(item => Single(item, names)), "a request");
    }

    /// <summary>Requests that are sent one after the other; each may use what earlier ones extract.</summary>
    /// <param name="value">The list, or null for none.</param>
    /// <param name="names">What placeholders of the first may be called; then, what they may be called after the last.</param>
    public IReadOnlyList<RequestTemplate> Sequence(YamlValue? value, ref Names names)
    {
        if (value?.List() is not { } items)
        {
            return [];
        }

        var sequence = new List<RequestTemplate?>();
        foreach (var item in items)
        {
            var map = item.Map();
            map?.Refuse("weight", "belongs to a flow, not to one of its requests; expected it beside 'requests'");
            IReadOnlyList<Extraction> extractions = [];
            sequence.Add(map is null ? null : requests.Read(map, names, out extractions));
            names = names.With(extractions);
        }

        return NotEmpty(value, sequence, "a request");
    }

    private Flow? Flow(string name, YamlValue value, Names names)
    {
        if (value.Map() is not { } map)
        {
            return null;
        }

        var weight = Weight(map);
        var sequence = Sequence(map.Value("requests", "a list of requests"), ref names);
        map.NoOtherKeys();
        return new Flow { Name = name, Weight = weight, Requests = sequence };
    }

    private Flow? Single(YamlValue value, Names names)
    {
        if (value.Map() is not { } map)
        {
            return null;
        }

        var weight = Weight(map);
        return requests.Read(map, names, out _) is { } request
            ? new Flow { Name = request.Endpoint, Weight = weight, Requests = [request] }
            : null;
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
