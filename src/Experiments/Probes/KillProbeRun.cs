using Headroom.Collect;
using Headroom.Experiments.Faults;
using Headroom.Experiments.Processes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The kill probe: a service that Headroom started is killed (SIGKILL) under a steady load of its requests, and started again the same way;
/// then once more right after a burst of writes, where somebody counts the rows.
/// </summary>
/// <remarks>
/// <code>
/// each request alone | 20 requests/s ... | killed, started | healthy, until ten seconds are good again, at most 30 s | writes
/// </code>
/// Nobody waits between the kill and the start: what a supervisor or a scheduler takes to notice comes on top.
/// </remarks>
/// <param name="name">What the service is called.</param>
/// <param name="service">The service.</param>
/// <param name="sender">Sends to it, <see cref="OutageProbeRun.MostAtOnce"/> at once.</param>
/// <param name="load">Its requests.</param>
/// <param name="counting">Counts what its database does, or why nobody does.</param>
/// <param name="seed">What values are drawn with.</param>
/// <param name="time">The clock.</param>
public sealed class KillProbeRun(
    string name, WiredService service, HttpSender sender, LoadPlan load, Attempt<ProbeSession> counting, ulong seed, TimeProvider time)
{
    private readonly IReadOnlyList<string> _addresses = [.. service.Wires.Ends.Values.Select(end => end.Address)];

    private string? _startFailure;

    /// <summary>Probes; the service runs again when it returns, unless it did not start.</summary>
    /// <exception cref="CollectorException">No request can be measured alone, or something outlived the kill.</exception>
    public async Task<KillProbe> RunAsync(CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        var renderer = counting.Value?.Renderer ?? new RequestRenderer(load, seed, time); // one setup for both
        var alone = new RequestsAlone(sender, load, service.Wires, renderer, time) { MostFailures = SteadyLoad.MostFailures };
        await using var teardown = alone.AtEnd();
        var known = await alone.RunAsync(cancellation);
        IReadOnlyList<RequestTemplate> templates = [.. known.Where(request => request.Missing is null).Select(request => request.Template)];
        if (templates.Count == 0)
        {
            throw new CollectorException(
                $"no request could be measured alone: {string.Join("; ", known.Select(request => request.Missing).Distinct())}");
        }

        var log = new OutageLog(wire: null);
        var span = await new SteadyLoad(sender, alone, _addresses, load.Timeout, time).RunAsync(templates, log, KillAsync, cancellation);
        var (writes, missing) = span.Off is null
            ? ([], "the service did not start again")
            : await new KilledWrites(service, sender, alone, load.Timeout, counting, time).RunAsync(templates, cancellation);
        return new KillProbe
        {
            Window = window.SoFar,
            Provenance = $"SIGKILL to all processes of the service under {SteadyLoad.Rate} requests/s, "
                + $"then its start command again; seed {seed}",
            Service = name,
            Endpoints = [.. templates.Select(template => template.Endpoint).Distinct()],
            From = span.On,
            Until = span.Off,
            StartFailure = _startFailure,
            FirstGoodAnswer = log.FirstGood(span.On),
            LostInFlight = log.Broken(span.On),
            Seconds = log.Seconds(),
            Writes = writes,
            WritesMissing = missing,
        };
    }

    private async Task<FaultSpan> KillAsync(long origin, CancellationToken cancellation)
    {
        if (SteadyLoad.Before - time.GetElapsedTime(origin) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, time, cancellation);
        }

        var killed = time.GetElapsedTime(origin);
        await service.KillAsync(cancellation);
        try
        {
            await service.StartAgainAsync(cancellation);
        }
        catch (StartFailedException e) when (Outlived(name, e) is { } outlived)
        {
            throw new CollectorException(outlived);
        }
        catch (StartFailedException e)
        {
            _startFailure = e.Headline; // its output stays in the file of its output
            return new FaultSpan(killed, Off: null);
        }

        return new FaultSpan(killed, time.GetElapsedTime(origin));
    }

    /// <summary>Why a kill says nothing of a service that was not started again; null where it does.</summary>
    /// <param name="name">What the service is called.</param>
    /// <param name="failure">Why it was not.</param>
    internal static string? Outlived(string name, StartFailedException failure) => !failure.IsTaken ? null
        : $"the kill did not reach what serves {name}: its start command and all that it started were killed, and something answers still, "
            + "such as a container, or what a supervisor starts again";
}
