using System.Text;
using Headroom.Model.Plans;

namespace Headroom.Load.Recording;

/// <summary>Where each request of a scenario is counted, worked out before the run.</summary>
internal sealed class RecordingPlan
{
    private readonly Dictionary<RequestTemplate, RequestSlot> _slots = new(ReferenceEqualityComparer.Instance);

    /// <summary>Gives every endpoint and check of the scenario a place.</summary>
    public RecordingPlan(LoadPlan load)
    {
        var endpoints = new List<string>();
        var checks = new List<List<string>>();
        foreach (var template in load.Requests())
        {
            var endpoint = PlaceOf(endpoints, template.Endpoint);
            if (endpoint == checks.Count)
            {
                checks.Add([]);
            }

            var places = template.Checks.Select(check => PlaceOf(checks[endpoint], check.Name));
            _slots[template] = new RequestSlot(template, endpoint, [.. places]);
        }

        Endpoints = [.. endpoints.Zip(checks, static (name, names) => (name, (IReadOnlyList<string>)names))];
    }

    /// <summary>Endpoints with the names of their checks, in the order of their first request.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Checks)> Endpoints { get; }

    /// <summary>The place of a request.</summary>
    public RequestSlot SlotOf(RequestTemplate template) => _slots[template];

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

/// <summary>Where one request is counted, and how its reply is judged.</summary>
internal sealed class RequestSlot
{
    private readonly (Check Check, int Place, byte[] Needle)[] _checks;
    private readonly IReadOnlyList<int>? _expected;

    /// <summary>Prepares the judgement of a request's replies.</summary>
    public RequestSlot(RequestTemplate template, int endpoint, int[] places)
    {
        Endpoint = endpoint;
        _checks = [.. template.Checks.Zip(places, static (check, place) => (check, place, NeedleOf(check)))];
        _expected = template.Checks.OfType<Check.StatusIs>().FirstOrDefault()?.Expected;
        NeedsBody = template.Checks.Any(static check => check is Check.BodyContains);
    }

    /// <summary>The endpoint's place.</summary>
    public int Endpoint { get; }

    /// <summary>Whether a check reads the body.</summary>
    public bool NeedsBody { get; }

    /// <summary>How many checks there are.</summary>
    public int Checks => _checks.Length;

    /// <summary>A transport error, a status that the status check does not expect, or without one a status of 400 and above.</summary>
    public bool Fails(Reply reply) =>
        reply.Status is not { } status || (_expected is { } expected ? !expected.Contains(status) : status >= 400);

    /// <summary>Whether a check holds, with its place at the endpoint; no check holds of a transport error.</summary>
    public (int Place, bool Holds) Judge(int check, Reply reply)
    {
        var (kind, place, needle) = _checks[check];
        var holds = reply.Status is { } status && kind switch
        {
            Check.StatusIs statuses => statuses.Expected.Contains(status),
            Check.BodyContains => reply.Body.Span.IndexOf(needle) >= 0,
            Check.HasHeader header => reply.Header(header.Header) is not null,
            Check.BodyMatches or Check.HeaderMatches or Check.JsonIs => false,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return (place, holds);
    }

    private static byte[] NeedleOf(Check check) => Encoding.UTF8.GetBytes((check as Check.BodyContains)?.Text ?? "");
}
