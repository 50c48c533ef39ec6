using Headroom.Load.Protocols;
using Headroom.Load.Responses;
using Headroom.Model.Plans;

namespace Headroom.Load.Recording;

/// <summary>Where each request of a load plan is counted, worked out before the run.</summary>
internal sealed class RecordingPlan
{
    private readonly Dictionary<RequestTemplate, (int Endpoint, int[] Checks, int Group)> _places = new(ReferenceEqualityComparer.Instance);

    /// <summary>Gives every endpoint, check and group of the plan a place.</summary>
    public RecordingPlan(LoadPlan load)
    {
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

    /// <summary>A new slot for a request; each worker needs its own.</summary>
    public RequestSlot SlotOf(RequestTemplate template)
    {
        var (endpoint, checks, group) = _places[template];
        return new RequestSlot(template, endpoint, checks, group);
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

/// <summary>Where one request is counted, and how what came back is judged.</summary>
internal sealed class RequestSlot(RequestTemplate template, int endpoint, int[] checks, int group)
{
    private readonly IReadOnlyList<int>? _expected = template.Checks.OfType<Check.StatusIs>().FirstOrDefault()?.Expected;

    /// <summary>The endpoint's place.</summary>
    public int Endpoint => endpoint;

    /// <summary>The group's place, or -1.</summary>
    public int Group => group;

    /// <summary>How many checks there are.</summary>
    public int Checks => checks.Length;

    /// <summary>What judges the response.</summary>
    public ResponseJudge Response { get; } = new(template);

    /// <summary>A transport error, a status that the status check does not expect, or without one a status of 400 and above.</summary>
    public bool Fails(Connection connection) =>
        connection.Error != ErrorKind.None
        || (_expected is { } expected ? !expected.Contains(connection.Response.Status) : connection.Response.Status >= 400);

    /// <summary>Whether a check holds, with its place at the endpoint; no check holds of a transport error.</summary>
    public (int Place, bool Holds) Judge(int check, Connection connection) =>
        (checks[check], connection.Error == ErrorKind.None && Response.Holds(check, connection.Response));
}
