using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Caching;

/// <summary>A load that the same data bears twice: both halves of a pair send the same writes to one database.</summary>
/// <remarks>
/// A write that fails when it is sent once more (an address that is taken, a seat that is sold) would fail in whichever half comes second.
/// </remarks>
public static class RepeatableLoad
{
    /// <summary>The load without the writes that succeed once and then fail, which are sent twice to see it.</summary>
    /// <param name="load">The load.</param>
    /// <param name="service">Where it goes.</param>
    /// <param name="seed">What values are drawn with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The load, and the endpoints that were left out.</returns>
    public static async Task<(LoadPlan Load, IReadOnlyList<string> LeftOut)> OfAsync(
        LoadPlan load, Uri service, ulong seed, TimeProvider time, CancellationToken cancellation)
    {
        using var sender = new HttpSender(service, connections: 1, time) { VerifyCertificate = load.VerifyCertificate };
        var renderer = new RequestRenderer(load, seed, time);
        await using var teardown = new Teardown(renderer);
        await renderer.PrepareOrThrowAsync(service, cancellation);
        var leftOut = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var template in ProbeSession.KindsOf(load).Where(ProbeRequests.IsWrite))
        {
            var request = renderer.Render(template, 0);
            var first = await sender.SendAsync(request, load.Timeout, cancellation);
            var again = await sender.SendAsync(request, load.Timeout, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (Succeeds(template, first) && !Succeeds(template, again) && !ProbeRequests.IsRefusal(again))
            {
                leftOut.Add(template.Endpoint);
            }
        }

        return (leftOut.Count == 0 ? load : Without(load, leftOut), [.. leftOut]);
    }

    /// <summary>The load without some endpoints, and without what follows one in its flow that later requests take values from.</summary>
    /// <param name="load">The load.</param>
    /// <param name="endpoints">What is left out, each "METHOD /route/{template}".</param>
    /// <returns>The load; without a scenario where nothing is left of it.</returns>
    public static LoadPlan Without(LoadPlan load, IReadOnlySet<string> endpoints) => load with
    {
        Scenarios =
        [
            .. load.Scenarios
                .Select(scenario => scenario with { Flows = Without(scenario.Flows, endpoints) })
                .Where(static scenario => scenario.Flows.Count > 0),
        ],
    };

    private static IReadOnlyList<Flow> Without(IReadOnlyList<Flow> flows, IReadOnlySet<string> endpoints) =>
        [.. flows.Select(flow => Without(flow, endpoints)).Where(static flow => flow.Requests.Count > 0)];

    private static Flow Without(Flow flow, IReadOnlySet<string> endpoints) => flow with
    {
        Requests =
        [
            .. flow.Requests.TakeWhile(request => request.Extractions.Count == 0 || !endpoints.Contains(request.Endpoint))
                .Where(request => !endpoints.Contains(request.Endpoint)),
        ],
    };

    private static bool Succeeds(RequestTemplate template, Reply reply) => reply.Status is { } status
        && (template.Checks.OfType<Check.StatusIs>().FirstOrDefault()?.Expected is { } expected ? expected.Contains(status) : status < 400);
}
