using Headroom.Load.Protocols;
using Headroom.Load.Responses;
using Headroom.Load.Thresholds;
using Headroom.Model.Plans;

namespace Headroom.Load.Recording;

/// <summary>Where each request of a load plan is counted, worked out before the run.</summary>
internal sealed class RecordingPlan
{
    private readonly Dictionary<RequestTemplate, (int Endpoint, int[] Checks, int Group)> _places = new(ReferenceEqualityComparer.Instance);
    private readonly LoadPlan _load;

    /// <summary>Gives every endpoint, check and group of the plan a place.</summary>
    public RecordingPlan(LoadPlan load)
    {
        _load = load;
        Thresholds = new ThresholdBoard(load.Thresholds);
        var endpoints = new List<string>();
        var checks = new List<List<string>>();
        var groups = new List<string>();
        foreach (var template in load.Requests())
        {
            var endpoint = PlaceOf(endpoints, template.Endpoint);
            if (endpoint == checks.Count)
            {
                checks.Add([]);
            }

            var places = template.Checks.Select(check => PlaceOf(checks[endpoint], check.Name));
            _places[template] = (endpoint, [.. places], template.Group is { } group ? PlaceOf(groups, group) : -1);
        }

        Endpoints = [.. endpoints.Zip(checks, static (name, names) => (name, (IReadOnlyList<string>)names))];
        Groups = groups;
    }

    /// <summary>Endpoints with the names of their checks, in the order of their first request.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Checks)> Endpoints { get; }

    /// <summary>The groups, in the order of their first request.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>The thresholds.</summary>
    public ThresholdBoard Thresholds { get; }

    /// <summary>Where the iterations of a flow and their requests are counted; each worker needs its own.</summary>
    public FlowSlot SlotOf(Scenario scenario, Flow flow) =>
        new(
            [.. flow.Requests.Select(request => SlotOf(scenario, flow, request))],
            MetricPlaces.For(Thresholds, TagsOf(scenario, flow, null)));

    /// <summary>Where arrivals of a scenario that are never sent are counted.</summary>
    public MetricPlaces? DropsOf(Scenario scenario) => MetricPlaces.For(Thresholds, TagsOf(scenario, null, null));

    private RequestSlot SlotOf(Scenario scenario, Flow flow, RequestTemplate template)
    {
        var (endpoint, checks, group) = _places[template];
        return new RequestSlot(template, endpoint, checks, group, MetricPlaces.For(Thresholds, TagsOf(scenario, flow, template)));
    }

    private KnownTags TagsOf(Scenario scenario, Flow? flow, RequestTemplate? template)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in _load.Tags.Concat(scenario.Tags).Concat(template?.Tags ?? _load.Tags.Where(static _ => false)))
        {
            tags[name] = value;
        }

        return new KnownTags
        {
            Name = template?.Endpoint,
            Method = template?.Method,
            Group = template?.Group,
            Flow = flow?.Name,
            Scenario = scenario.Name,
            Custom = tags,
        };
    }

    private static int PlaceOf(List<string> names, string name)
    {
        if (names.IndexOf(name) is >= 0 and var place)
        {
            return place;
        }

        names.Add(name);
        return names.Count - 1;
    }
}

/// <summary>Where the iterations of one flow are counted.</summary>
/// <param name="Requests">Where its requests are, in order.</param>
/// <param name="Metrics">Which thresholds count its iterations; null when there are none.</param>
internal sealed record FlowSlot(RequestSlot[] Requests, MetricPlaces? Metrics);

/// <summary>Where one request is counted, and how what came back is judged.</summary>
internal sealed class RequestSlot(RequestTemplate template, int endpoint, int[] checks, int group, MetricPlaces? metrics)
{
    private readonly IReadOnlyList<int>? _expected = template.Checks.OfType<Check.StatusIs>().FirstOrDefault()?.Expected;

    /// <summary>The endpoint's place.</summary>
    public int Endpoint => endpoint;

    /// <summary>The group's place, or -1.</summary>
    public int Group => group;

    /// <summary>Which thresholds count it; null when there are none.</summary>
    public MetricPlaces? Metrics => metrics;

    /// <summary>The name of a check.</summary>
    public string NameOf(int check) => template.Checks[check].Name;

    /// <summary>How many checks there are.</summary>
    public int Checks => checks.Length;

    /// <summary>What judges the response.</summary>
    public ResponseJudge Response { get; } = new(template);

    /// <summary>A transport error, a status that the status check does not expect, or without one a status of 400 and above.</summary>
    public bool Fails(Connection connection) =>
        connection.Error != ErrorKind.None
        || (_expected is { } expected ? !expected.Contains(connection.Response.Status) : connection.Response.Status >= 400);

    /// <summary>Whether a check holds, with its place at the endpoint; no check holds of a transport error.</summary>
    public (int Place, bool Holds) Judge(int check, Connection connection, ResponseReading reading) =>
        (checks[check], connection.Error == ErrorKind.None && Response.Holds(check, reading));
}
