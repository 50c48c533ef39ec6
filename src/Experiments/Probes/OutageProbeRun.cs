using Headroom.Experiments.Faults;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The outage and the throttle probe of one dependency: it is gone for a while, or answers late and slowly, under a steady load of the
/// requests that ask it.
/// </summary>
/// <remarks>
/// <code>
/// each request alone | 20 requests/s ... | at fault ... | as before, until ten seconds are good again, at most 30 s
/// </code>
/// What came back, and the wire's counters, are on one clock.
/// </remarks>
/// <param name="sender">Sends to the service, <see cref="MostAtOnce"/> at once.</param>
/// <param name="load">Its requests.</param>
/// <param name="wires">The proxies, which the service uses.</param>
/// <param name="fault">What goes wrong.</param>
/// <param name="fallback">
/// Measures what the service bears without the dependency, where its requests are answered then; null: nothing does.
/// </param>
/// <param name="seed">What values are drawn with.</param>
/// <param name="time">The clock.</param>
public sealed class OutageProbeRun(
    HttpSender sender, LoadPlan load, Wires wires, WireFault fault, FallbackRun? fallback, ulong seed, TimeProvider time)
{
    /// <summary>Requests a second.</summary>
    public const int Rate = SteadyLoad.Rate;

    /// <summary>The most requests that are under way at once.</summary>
    public const int MostAtOnce = SteadyLoad.MostAtOnce;

    /// <summary>The load before the fault and after it, at most.</summary>
    public static readonly TimeSpan Around = SteadyLoad.Before + SteadyLoad.After;

    /// <summary>An endpoint whose requests fail less often goes on without the dependency.</summary>
    private const double AnsweredShare = 0.9;

    /// <summary>Fewer requests to an endpoint are no rule.</summary>
    private const int FewestAnswered = 10;

    private readonly IReadOnlyList<string> _addresses = [.. wires.Ends.Values.Select(end => end.Address)];

    /// <summary>Probes; the dependency is as it was when it returns.</summary>
    /// <param name="wire">The dependency's name.</param>
    /// <param name="dependency">What it speaks.</param>
    /// <param name="cancellation">Ends the probe.</param>
    public async Task<OutageWire> RunAsync(string wire, DependencyKind dependency, CancellationToken cancellation)
    {
        var alone = new RequestsAlone(sender, load, wires, new RequestRenderer(load, seed, time), time)
        {
            MostFailures = SteadyLoad.MostFailures,
        };
        await using var teardown = alone.AtEnd();
        var known = await alone.RunAsync(cancellation);
        var users = ProbeRequests.ReadsFirst([.. known.Where(request => request.Asks(wire))]);
        if (users.Count == 0)
        {
            return new OutageWire { Name = wire, Dependency = dependency, Missing = RequestsAlone.NobodyAsks(wire, known) };
        }

        IReadOnlyList<RequestTemplate> templates = [.. users.Select(user => user.Template)];
        var log = new OutageLog(wires[wire]);
        var span = await new SteadyLoad(sender, alone, _addresses, fault.Patience ?? load.Timeout, time)
            .RunAsync(templates, log, (origin, token) => FaultAsync(wires[wire], origin, token), cancellation);
        var until = span.Off ?? span.On;
        var answered = log.Answered(span.On, until, FewestAnswered, AnsweredShare);
        return new OutageWire
        {
            Name = wire,
            Dependency = dependency,
            Endpoints = [.. templates.Select(template => template.Endpoint).Distinct()],
            From = span.On,
            Until = until,
            CallsAlone = users.Average(user => user.RoundTrips[wire]),
            IdleRoundTrips = alone.Idle(wire),
            Seconds = log.Seconds(),
            Answers = log.Answers(span.On, until),
            Fallback = fallback is null || answered.Count == 0
                ? null
                : await fallback.RunAsync(wires[wire], templates, answered, cancellation),
        };
    }

    private async Task<FaultSpan> FaultAsync(FaultProxy wire, long origin, CancellationToken cancellation)
    {
        var applied = await ScheduledFaults.RunAsync(wire, fault.Schedule(SteadyLoad.Before), origin, time, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return new FaultSpan(applied.Min(one => one.On), applied.Max(one => one.Off));
    }
}
