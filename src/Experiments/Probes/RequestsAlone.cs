using Headroom.Experiments.Faults;
using Headroom.Load;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Experiments.Probes;

/// <summary>A request of the load that ran alone a few times, nothing at fault.</summary>
/// <param name="Template">The request.</param>
/// <param name="Alone">What it took, median.</param>
/// <param name="RoundTrips">Its round trips on each wire, one number a run.</param>
/// <param name="Missing">Why it cannot be used, or null.</param>
internal sealed record RequestAlone(RequestTemplate Template, TimeSpan Alone, IReadOnlyDictionary<string, IReadOnlyList<long>> RoundTrips, string? Missing)
{
    /// <summary>Whether it asks the dependency as a rule: an answer from a cache now and then does not hide it.</summary>
    public bool Asks(string wire) => Missing is null && Median.Of(RoundTrips[wire].Select(trips => (double)trips)) > 0;

    /// <summary>Whether it never asked the dependency.</summary>
    public bool Avoids(string wire) => Missing is null && RoundTrips[wire].All(trips => trips == 0);
}

/// <summary>Tells which requests ask which dependency, on a service that just started; it warms the service up besides.</summary>
internal sealed class RequestsAlone(HttpSender sender, LoadPlan load, Wires wires, RequestRenderer renderer, TimeProvider time)
{
    /// <summary>Runs a request: an odd number, so that its median is one of them.</summary>
    private const int Runs = 5;

    /// <summary>What has not begun by then is left out: a hundred requests of a tenth of a second take it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private long _drawn;

    /// <summary>Runs every request of the load.</summary>
    public async Task<IReadOnlyList<RequestAlone>> RunAsync(CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        var requests = new List<RequestAlone>();
        foreach (var template in ProbeSession.EndpointsOf(load).SelectMany(endpoint => endpoint).DistinctBy(request => (request.Endpoint, request.Path)))
        {
            requests.Add(time.GetElapsedTime(begun) < Limit ? await OneAsync(template, cancellation) : Without(template, "the time for requests alone was used up before"));
        }

        return requests;
    }

    /// <summary>A request with values of its own; what writes draws new ones each time.</summary>
    public RenderedRequest Draw(RequestTemplate template) => renderer.Render(template, _drawn++);

    /// <summary>Why no request asks a dependency, in words.</summary>
    public static string NobodyAsks(string wire, IReadOnlyList<RequestAlone> requests) => requests.Any(request => request.Missing is null)
        ? $"no request of the load asks {wire}, as far as its wire shows: does the service take the address that the plan gives it?"
        : $"no request could be measured alone: {string.Join("; ", requests.Select(request => request.Missing).Distinct())}";

    private async Task<RequestAlone> OneAsync(RequestTemplate template, CancellationToken cancellation)
    {
        var times = new List<double>();
        var trips = wires.Names.ToDictionary(name => name, _ => new List<long>(), StringComparer.Ordinal);
        for (var run = 0; run < Runs; run++)
        {
            var before = wires.Names.ToDictionary(name => name, name => wires[name].Totals().RoundTrips, StringComparer.Ordinal);
            var reply = await ProbeRequests.SendPatientlyAsync(() => sender.SendAsync(Draw(template), load.Timeout, cancellation), time, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (!ProbeSession.Succeeded(reply))
            {
                return Without(template, $"{template.Endpoint} answered {ProbeRequests.Text(reply)}");
            }

            times.Add(reply.Service.TotalMilliseconds);
            foreach (var name in wires.Names)
            {
                trips[name].Add(wires[name].Totals().RoundTrips - before[name]);
            }
        }

        return new RequestAlone(
            template,
            TimeSpan.FromMilliseconds(Median.Of(times)!.Value),
            trips.ToDictionary(one => one.Key, IReadOnlyList<long> (one) => one.Value, StringComparer.Ordinal),
            Missing: null);
    }

    private static RequestAlone Without(RequestTemplate template, string reason) =>
        new(template, TimeSpan.Zero, new Dictionary<string, IReadOnlyList<long>>(StringComparer.Ordinal), reason);
}
