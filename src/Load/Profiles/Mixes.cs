using Headroom.Load.Scenarios;
using Headroom.Model.Plans;

namespace Headroom.Load.Profiles;

/// <summary>Which share of the requests writes.</summary>
/// <remarks>
/// A flow that reads and writes becomes two: its reads, and its writes, each with the requests whose extractions it uses. Then all reading
/// flows keep their weights and all writing flows get theirs multiplied by one number, so that the expected share of writes is as asked:
/// <code>
///   (Ru + b Wu) / (Rn + b Wn) = share      Rn, Wn: requests of the reading and of the writing flows, by weight; Ru, Wu: the writes in them
/// </code>
/// In the open model the rate changes as well, so that as many requests a second are expected as before.
/// </remarks>
internal static class Mixes
{
    private const string Key = "Idempotency-Key";

    /// <summary>The plan in each of whose scenarios this share of the requests (0..1) writes.</summary>
    public static Change Apply(LoadPlan load, double writes)
    {
        var scenarios = new List<Scenario>();
        foreach (var scenario in load.Scenarios)
        {
            if (Mixed(scenario, writes, out var mistake) is not { } mixed)
            {
                return new Change(null, mistake);
            }

            scenarios.Add(mixed);
        }

        return new Change(load with { Scenarios = scenarios }, null);
    }

    /// <summary>The plan with a key of its own in every request that writes and has none, so that a service can tell repeats.</summary>
    public static LoadPlan WithKeys(LoadPlan load)
    {
        var keyed = new Dictionary<RequestTemplate, RequestTemplate>(
            load.Requests().Select(request => KeyValuePair.Create(request, Keyed(request, load))), ReferenceEqualityComparer.Instance);
        Flow OfFlow(Flow flow) => flow with { Requests = [.. flow.Requests.Select(request => keyed[request])] };
        Scenario OfScenario(Scenario scenario) => scenario with { Flows = [.. scenario.Flows.Select(OfFlow)] };
        return load with { Scenarios = [.. load.Scenarios.Select(OfScenario)] };
    }

    private static Scenario? Mixed(Scenario scenario, double share, out string? mistake)
    {
        var parts = scenario.Flows.SelectMany(FlowParts.Of).ToArray();
        var (reads, writes) = (Sums.Of(parts.Where(static part => !part.Writes)), Sums.Of(parts.Where(static part => part.Writes)));
        mistake = Missing(scenario, reads, writes) ?? OutOfReach(scenario, share, reads, writes);
        if (mistake is not null)
        {
            return null;
        }

        var factor = ((share * reads.Requests) - reads.Writes) / (writes.Writes - (share * writes.Requests));
        var same = scenario.Flows.Sum(static flow => flow.Weight) / (reads.Weight + (factor * writes.Weight));
        Flow[] flows = [.. parts.Select(part => part.Flow with { Weight = part.Flow.Weight * same * (part.Writes ? factor : 1) })];
        return scenario with { Flows = flows, Executor = Levels.WithRate(scenario.Executor, Mean(scenario.Flows) / Mean(flows)) };
    }

    private static string? Missing(Scenario scenario, Sums reads, Sums writes) => (reads.Requests > 0, writes.Requests > 0) switch
    {
        (_, false) => $"scenario '{scenario.Name}' has no request that writes; expected at least one POST, PUT, PATCH or DELETE",
        (false, _) => $"scenario '{scenario.Name}' has no request that reads; expected at least one GET, HEAD or OPTIONS",
        _ => null,
    };

    private static string? OutOfReach(Scenario scenario, double share, Sums reads, Sums writes)
    {
        var (least, most) = (reads.Writes / reads.Requests, writes.Writes / writes.Requests);
        return share > least && share < most ? null
            : $"scenario '{scenario.Name}' cannot have {share:P0} writes: with the requests that its flows take values from it has "
                + $"from {least:P0} to {most:P0}";
    }

    private static double Mean(IReadOnlyList<Flow> flows) =>
        flows.Sum(static flow => flow.Weight * flow.Requests.Count) / flows.Sum(static flow => flow.Weight);

    private static RequestTemplate Keyed(RequestTemplate request, LoadPlan load)
    {
        const string OfItsOwn = $"${{{BuiltIns.Uuid}}}";
        var hasKey = load.Headers.Concat(request.Headers)
            .Any(static header => header.Key.Equals(Key, StringComparison.OrdinalIgnoreCase) || header.Value == OfItsOwn);
        if (hasKey || !FlowParts.IsWrite(request) || request.Exchange != Exchange.Http)
        {
            return request;
        }

        return request with
        {
            Headers = new SortedDictionary<string, string>(request.Headers.ToDictionary(), StringComparer.OrdinalIgnoreCase)
            {
                [Key] = OfItsOwn,
            },
        };
    }

    /// <summary>What flows expect to send, by weight.</summary>
    private readonly record struct Sums(double Weight, double Requests, double Writes)
    {
        public static Sums Of(IEnumerable<FlowPart> parts) => parts.Aggregate(default(Sums), static (sum, part) => new Sums(
            sum.Weight + part.Flow.Weight,
            sum.Requests + (part.Flow.Weight * part.Flow.Requests.Count),
            sum.Writes + (part.Flow.Weight * part.Flow.Requests.Count(FlowParts.IsWrite))));
    }
}
