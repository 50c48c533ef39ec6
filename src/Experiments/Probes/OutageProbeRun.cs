using Headroom.Experiments.Faults;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The outage probe of one dependency: every connection to it is reset for a while, under a steady load of the requests that ask it.
/// </summary>
/// <remarks>
/// <code>
/// each request alone | 20 requests/s ... | gone ... | back, until ten seconds are good again, at most 30 s
/// </code>
/// Connections are reset rather than refused: the kernel tells nobody of those that it refuses, and each try is to be counted. Requests
/// start at a fixed rate whatever the service does (open model), each timed from its intended start; what came back, and the wire's
/// counters, are on one clock.
/// </remarks>
/// <param name="sender">Sends to the service, <see cref="MostAtOnce"/> at once.</param>
/// <param name="load">Its requests.</param>
/// <param name="wires">The proxies, which the service uses.</param>
/// <param name="duration">How long the dependency is gone.</param>
/// <param name="seed">What values are drawn with.</param>
/// <param name="time">The clock.</param>
public sealed class OutageProbeRun(HttpSender sender, LoadPlan load, Wires wires, TimeSpan duration, ulong seed, TimeProvider time)
{
    /// <summary>
    /// Requests a second: each second then has enough for a share of failures in steps of 5 %, and any service bears them.
    /// </summary>
    public const int Rate = 20;

    /// <summary>A service that answers nobody for a minute has that many under way, as long as each has its time limit.</summary>
    public const int MostAtOnce = 30 * Rate;

    /// <summary>The load before the fault: its warm-up, and ten seconds of baseline.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(OutageWire.BaselineFrom + Recovery.SustainedSeconds);

    /// <summary>The load after it, at most: recoveries of up to twenty seconds are seen.</summary>
    private static readonly TimeSpan After = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<string> _addresses = [.. wires.Ends.Values.Select(end => end.Address)];

    /// <summary>Probes; the dependency is back when it returns.</summary>
    /// <param name="wire">The dependency's name.</param>
    /// <param name="dependency">What it speaks.</param>
    /// <param name="cancellation">Ends the probe.</param>
    public async Task<OutageWire> RunAsync(string wire, DependencyKind dependency, CancellationToken cancellation)
    {
        var alone = new RequestsAlone(sender, load, wires, new RequestRenderer(load, seed, time), time);
        var known = await alone.RunAsync(cancellation);
        var users = ProbeRequests.ReadsFirst([.. known.Where(request => request.Asks(wire))]);
        if (users.Count == 0)
        {
            return new OutageWire { Name = wire, Dependency = dependency, Missing = RequestsAlone.NobodyAsks(wire, known) };
        }

        var origin = time.GetTimestamp();
        var log = new OutageLog(wires[wire]);
        var gone = PlacedToxic.On(WireStream.Downstream, new Toxic.Rst());
        var schedule = new FaultSchedule([new ScheduledFault("gone", Before, Before + duration, gone)]);
        var faults = ScheduledFaults.RunAsync(wires[wire], schedule, origin, time, cancellation);
        var requests = new List<Task>();
        try
        {
            var most = (int)((Before + duration + After).TotalSeconds * Rate);
            for (var number = 0; ; number++)
            {
                var due = TimeSpan.FromSeconds((double)number / Rate);
                if (due - time.GetElapsedTime(origin) is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait, time, cancellation);
                }

                if (number % Rate == 0 && (IsBack(log.TakeSecond()) || number >= most))
                {
                    break;
                }

                requests.Add(RequestAsync(users[number % users.Count].Template, due));
            }
        }
        finally
        {
            try
            {
                await Task.WhenAll(requests); // an interruption cuts them off, and ends the fault
            }
            finally
            {
                await faults;
            }
        }

        cancellation.ThrowIfCancellationRequested();
        var applied = (await faults)[0];
        return new OutageWire
        {
            Name = wire,
            Dependency = dependency,
            Endpoints = [.. users.Select(user => user.Template.Endpoint).Distinct()],
            From = applied.On,
            Until = applied.Off,
            CallsAlone = users.Average(user => user.RoundTrips[wire]),
            IdleRoundTrips = alone.Idle(wire),
            Seconds = log.Seconds(),
            Answers = log.Answers(applied.On, applied.Off),
        };

        async Task RequestAsync(RequestTemplate template, TimeSpan due)
        {
            var began = time.GetElapsedTime(origin);
            log.Began(began);
            var reply = await sender.SendAsync(alone.Draw(template), load.Timeout, cancellation);
            log.EndedOf(template.Endpoint, began, time.GetElapsedTime(origin), time.GetElapsedTime(origin) - due, FaultAnswers.Of(reply, _addresses));
        }
    }

    // As planned: the fault's real moments are some milliseconds later.
    private bool IsBack(IReadOnlyList<OutageSecond> seconds) => seconds.Count > (Before + duration).TotalSeconds + Recovery.SustainedSeconds
        && Recovery.Of([.. seconds.Select(one => one.ToServiceSecond())], OutageWire.BaselineFrom, Before, Before + duration)?.TimeToRecover is not null;
}
