using Headroom.Experiments.Faults;
using Headroom.Load;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Experiments.Probes;

/// <summary>A request of the load that ran alone a few times, nothing at fault.</summary>
/// <param name="Template">The request.</param>
/// <param name="Alone">What it took, median.</param>
/// <param name="RoundTrips">Its round trips on each wire, median of the runs.</param>
/// <param name="Missing">Why it cannot be used, or null.</param>
internal sealed record RequestAlone(
    RequestTemplate Template, TimeSpan Alone, IReadOnlyDictionary<string, double> RoundTrips, string? Missing)
{
    /// <summary>Whether it asks the dependency as a rule: an answer from a cache now and then does not hide it.</summary>
    public bool Asks(string wire) => Missing is null && RoundTrips[wire] > 0;

    /// <summary>Whether it does not, as a rule: what somebody else asks meanwhile is not its own.</summary>
    public bool Avoids(string wire) => Missing is null && RoundTrips[wire] <= 0;
}

/// <summary>Tells which requests ask which dependency, on a service that just started; it warms the service up besides.</summary>
internal sealed class RequestsAlone(HttpSender sender, LoadPlan load, Wires wires, RequestRenderer renderer, TimeProvider time)
{
    /// <summary>Runs a request: an odd number, so that its median is one of them.</summary>
    private const int Runs = 5;

    /// <summary>What has not begun by then is left out: a hundred requests of a tenth of a second take it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Long enough for a worker that polls every second.</summary>
    private static readonly TimeSpan IdleWindow = TimeSpan.FromSeconds(2);

    private readonly FreshDraws _draws = new(renderer, time);
    private IReadOnlyDictionary<string, double> _idle = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Draws of a request that may fail; none, unless what it is alone for sees as many of them without a fault, too.</summary>
    public int MostFailures { get; init; }

    /// <summary>Runs every request of the load.</summary>
    /// <exception cref="Collect.CollectorException">The setup of the load failed.</exception>
    public async Task<IReadOnlyList<RequestAlone>> RunAsync(CancellationToken cancellation)
    {
        await WatchIdleAsync(cancellation);
        await _draws.PrepareAsync(sender.Address, cancellation);
        var begun = time.GetTimestamp();
        var requests = new List<RequestAlone>();
        foreach (var template in ProbeSession.KindsOf(load))
        {
            requests.Add(await OneAsync(template, begun, cancellation));
        }

        return requests;
    }

    /// <summary>What sends the teardown of the load when it is disposed of: after the last request that is drawn here.</summary>
    public Teardown AtEnd() => _draws.AtEnd();

    /// <summary>A request with values that no other start of the service has seen.</summary>
    public RenderedRequest Draw(RequestTemplate template) => _draws.Render(template);

    /// <summary>Round trips a second on a wire while nothing was asked, before the first request.</summary>
    public double Idle(string wire) => _idle[wire];

    /// <summary>Why no request asks a dependency, in words.</summary>
    public static string NobodyAsks(string wire, IReadOnlyList<RequestAlone> requests) => requests.Any(request => request.Missing is null)
        ? $"no request of the load asks {wire}, as far as its wire shows: does the service take the address that the plan gives it?"
        : $"no request could be measured alone: {string.Join("; ", requests.Select(request => request.Missing).Distinct())}";

    private async Task WatchIdleAsync(CancellationToken cancellation)
    {
        var (begun, before) = (time.GetTimestamp(), Trips());
        await Task.Delay(IdleWindow, time, cancellation);
        var seconds = time.GetElapsedTime(begun).TotalSeconds;
        _idle = Trips().ToDictionary(after => after.Key, after => (after.Value - before[after.Key]) / seconds, StringComparer.Ordinal);
    }

    private async Task<RequestAlone> OneAsync(RequestTemplate template, long begun, CancellationToken cancellation)
    {
        var (times, answers) = (new List<double>(), new AnswerTally());
        var trips = wires.Names.ToDictionary(name => name, _ => new List<double>(), StringComparer.Ordinal);
        while (times.Count < Runs)
        {
            if (time.GetElapsedTime(begun) >= Limit)
            {
                return Without(template, "the time for requests alone was used up before");
            }

            var before = Trips();
            var reply = await ProbeRequests.SendPatientlyAsync(
                () =>
                {
                    before = Trips();
                    return sender.SendAsync(Draw(template), load.Timeout, cancellation);
                },
                time, cancellation);
            cancellation.ThrowIfCancellationRequested();
            answers.Add(reply);
            if (reply.Status is null || ProbeRequests.IsRefusal(reply) || answers.Sent - answers.Succeeded > MostFailures)
            {
                return Without(template, $"{template.Endpoint} {answers}{ProbeRequests.Lacking(load, template)}");
            }

            if (!ProbeSession.Succeeded(reply))
            {
                continue;
            }

            times.Add(reply.Service.TotalMilliseconds);
            foreach (var (name, after) in Trips())
            {
                trips[name].Add(Math.Max(0, Math.Round(after - before[name] - (_idle[name] * reply.Service.TotalSeconds))));
            }
        }

        return new RequestAlone(
            template,
            TimeSpan.FromMilliseconds(Median.Of(times)!.Value),
            trips.ToDictionary(one => one.Key, one => Median.Of(one.Value)!.Value, StringComparer.Ordinal),
            Missing: null);
    }

    private Dictionary<string, long> Trips() =>
        wires.Names.ToDictionary(name => name, name => wires[name].Totals().RoundTrips, StringComparer.Ordinal);

    private static RequestAlone Without(RequestTemplate template, string reason) =>
        new(template, TimeSpan.Zero, new Dictionary<string, double>(StringComparer.Ordinal), reason);
}
