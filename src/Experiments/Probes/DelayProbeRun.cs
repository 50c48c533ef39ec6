using Headroom.Collect;
using Headroom.Experiments.Faults;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The delay probe: sends every request of the load alone, one after the other, while the answers of one dependency at a time arrive some
/// milliseconds later.
/// </summary>
/// <remarks>
/// A round has one request with no wire delayed and one for each wire and level, in an order drawn from the seed, so that neither drift nor
/// warm-up favours a level. A read is the same request all round: the round's requests differ by the delay alone. Writes draw anew each
/// time, since the same write twice is not the same work. A round in which a request fails is dropped whole.
/// <para>
/// The undelayed request tells what the wires cost as they are; the slope rests on the delayed ones alone, and on the delay that the
/// answers really had: timers add to what they are asked for (docs/faults.md).
/// </para>
/// </remarks>
/// <param name="sender">Sends to the service.</param>
/// <param name="load">Its requests.</param>
/// <param name="wires">The proxies, which the service uses.</param>
/// <param name="dependencies">What they lead to, by name.</param>
/// <param name="processor">Counts the service's processor time; null: nobody does.</param>
/// <param name="seed">What order and values are drawn with.</param>
/// <param name="time">The clock.</param>
public sealed class DelayProbeRun(
    HttpSender sender,
    LoadPlan load,
    Wires wires,
    IReadOnlyDictionary<string, DependencyPlan> dependencies,
    ProcessorClock? processor,
    ulong seed,
    TimeProvider time)
{
    /// <summary>
    /// Rounds a request. With three levels a slope of 1 then has a standard error of 0.02 per millisecond of noise: enough for 5 % on a
    /// machine where a request varies by one.
    /// </summary>
    private const int Rounds = 20;

    /// <summary>Fewer rounds have no interval of 95 % (signed ranks).</summary>
    private const int FewestRounds = 6;

    /// <summary>
    /// Requests at the greatest delay before the first round: pools open the connections that the endpoint wants at once.
    /// </summary>
    private const int WarmUps = 3;

    /// <summary>Rounds that may fail in a row before the request is given up: not all ids that a feed gives need to exist.</summary>
    private const int MostFailures = 4;

    /// <summary>Requests whose processor time is counted, at most: reads, and what may write.</summary>
    private const int MostReads = 400, MostWrites = 25;

    /// <summary>Later a request waits out no limit any more: one that all the rounds run into would use up the others' time.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ProcessorWindow = TimeSpan.FromSeconds(2);

    /// <summary>A request that is done in it has all its rounds; a slower one has what fits, at least <see cref="FewestRounds"/>.</summary>
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan[] Levels =
        [TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20)];

    private readonly FreshDraws _draws = new(new RequestRenderer(load, seed, time), time);

    private readonly SeededRandom _random = new(seed);

    private AnswerTally _answers = new();

    private long _begun;

    /// <summary>Probes every request of the load.</summary>
    /// <param name="budget">What has not begun by then is missing in the evidence.</param>
    /// <param name="cancellation">Ends the probe.</param>
    public async Task<DelayProbe> RunAsync(TimeSpan budget, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        await using var teardown = _draws.AtEnd();
        await _draws.PrepareAsync(sender.Address, cancellation);
        var endpoints = new List<EndpointDelays>();
        foreach (var template in ProbeSession.KindsOf(load))
        {
            endpoints.Add(window.Elapsed < budget
                ? await ProbeAsync(template, window, budget, cancellation)
                : Silent(template, "the time of the probe was used up before"));
        }

        return new DelayProbe
        {
            Window = window.SoFar,
            Provenance = $"each request alone, up to {Rounds} rounds; "
                + $"answers of one wire at a time delayed by {string.Join("/", Levels.Select(level => level.TotalMilliseconds))} ms",
            Wires = [.. wires.Names.Select(name => new ProbedWire(name, dependencies[name].Kind, dependencies[name].End.Address))],
            Endpoints = endpoints,
        };
    }

    private async Task<EndpointDelays> ProbeAsync(
        RequestTemplate template, RunningWindow probe, TimeSpan budget, CancellationToken cancellation)
    {
        (_begun, _answers) = (time.GetTimestamp(), new AnswerTally());
        var begun = _begun;
        if (await WarmUpAsync(template, cancellation) is { } refused)
        {
            return Silent(template, refused);
        }

        var (bare, delayed) = (new List<BareRequest>(), new List<DelayedRequest>());
        var failures = 0;
        for (var round = 0; round < Rounds && (bare.Count < FewestRounds || time.GetElapsedTime(begun) < RequestLimit); round++)
        {
            if (probe.Elapsed >= budget && bare.Count < FewestRounds)
            {
                return Silent(template, "the time of the probe was used up while it ran: its answers take long");
            }

            if (await RoundAsync(template, round, cancellation) is { } complete)
            {
                bare.Add(complete.Bare);
                delayed.AddRange(complete.Delayed);
                failures = 0;
            }
            else if (++failures > MostFailures)
            {
                break;
            }
        }

        return new EndpointDelays
        {
            Endpoint = template.Endpoint,
            Request = Redaction.OfPath(template.Path),
            Bare = bare,
            Delayed = delayed,
            Processor = bare.Count < FewestRounds ? null : await ComputeAsync(template, cancellation),
            Missing = bare.Count >= FewestRounds ? null
                : $"its answers failed again and again while it ran alone: {template.Endpoint} {_answers}",
        };
    }

    private static EndpointDelays Silent(RequestTemplate template, string reason) =>
        new() { Endpoint = template.Endpoint, Request = Redaction.OfPath(template.Path), Bare = [], Delayed = [], Missing = reason };

    // Why it is given up, or null: some draws may fail, but a refusal that outlasted the waits, or no answer at all, comes again.
    private async Task<string?> WarmUpAsync(RequestTemplate template, CancellationToken cancellation)
    {
        foreach (var name in wires.Names)
        {
            using var held = Delay(name, Levels[^1]);
            for (var number = 0; number < WarmUps; number++)
            {
                var reply = await SendAsync(_draws.Render(template), cancellation);
                if (reply.Status is null || ProbeRequests.IsRateLimited(reply))
                {
                    return $"{template.Endpoint} {_answers}{ProbeRequests.Lacking(load, template)}";
                }
            }
        }

        return _answers is { Sent: > 0, Succeeded: 0 } ? $"{template.Endpoint} {_answers}{ProbeRequests.Lacking(load, template)}" : null;
    }

    private async Task<(BareRequest Bare, List<DelayedRequest> Delayed)?> RoundAsync(
        RequestTemplate template, int round, CancellationToken cancellation)
    {
        List<(string? Wire, TimeSpan Delay)> steps =
            [(null, TimeSpan.Zero), .. wires.Names.SelectMany(name => Levels.Select(level => ((string?)name, level)))];
        BareRequest? bare = null;
        var delayed = new List<DelayedRequest>();
        var same = _draws.Render(template);
        foreach (var (wire, delay) in Shuffled(steps))
        {
            var request = IsRepeatable(template) ? same : _draws.Render(template);
            if (wire is null)
            {
                bare = await BareAsync(request, round, cancellation);
                if (bare is null)
                {
                    return null;
                }
            }
            else
            {
                using var held = Delay(wire, delay);
                var proxy = wires[wire];
                var before = proxy.Totals();
                var reply = await SendAsync(request, () => before = proxy.Totals(), cancellation);
                if (!ProbeSession.Succeeded(reply))
                {
                    return null;
                }

                delayed.Add(new DelayedRequest(round, wire, delay, MeanHeld(before, proxy.Totals()), reply.Service));
            }
        }

        return (bare!, delayed);
    }

    private async Task<BareRequest?> BareAsync(RenderedRequest request, int round, CancellationToken cancellation)
    {
        Dictionary<string, WireTotals> before = [];
        var reply = await SendAsync(request, () => before = BeginUse(), cancellation);
        return !ProbeSession.Succeeded(reply) ? null
            : new BareRequest(round, reply.Service, [.. wires.Names.Select(name => Use(name, before[name]))]);
    }

    private static TimeSpan? MeanHeld(WireTotals before, WireTotals after) =>
        after.Held == before.Held ? null : (after.Holding - before.Holding) / (after.Held - before.Held);

    private Dictionary<string, WireTotals> BeginUse()
    {
        foreach (var name in wires.Names)
        {
            wires[name].TakeLongestWait();
        }

        return wires.Names.ToDictionary(name => name, name => wires[name].Totals());
    }

    private WireUse Use(string name, WireTotals before)
    {
        var after = wires[name].Totals();
        return new WireUse(name, after.RoundTrips - before.RoundTrips, after.Waiting - before.Waiting, wires[name].TakeLongestWait());
    }

    // Many requests in a row, since processor time is counted in ticks that are longer than most requests.
    private async Task<ProcessorUse?> ComputeAsync(RequestTemplate template, CancellationToken cancellation)
    {
        if (processor?.Begin() is not { } used)
        {
            return null;
        }

        var (begun, requests, service) = (time.GetTimestamp(), 0, TimeSpan.Zero);
        var most = IsRepeatable(template) ? MostReads : MostWrites;
        for (; requests < most && time.GetElapsedTime(begun) < ProcessorWindow; requests++)
        {
            var reply = await SendAsync(_draws.Render(template), cancellation);
            if (!ProbeSession.Succeeded(reply))
            {
                return null;
            }

            service += reply.Service;
        }

        return used() is { } spent ? new ProcessorUse(requests, service, spent, processor.Resolution) : null;
    }

    private static bool IsRepeatable(RequestTemplate template) => !ProbeRequests.IsWrite(template);

    private Task<Reply> SendAsync(RenderedRequest request, CancellationToken cancellation) =>
        SendAsync(request, static () => { }, cancellation);

    // What is counted begins with each try: a refused one is no part of the request.
    private async Task<Reply> SendAsync(RenderedRequest request, Action begin, CancellationToken cancellation)
    {
        var waits = time.GetElapsedTime(_begun) < WaitLimit ? ProbeRequests.MostWaits : 0;
        var (reply, _) = await ProbeRequests.SendPatientlyAsync(TryAsync, ProbeRequests.IsRateLimited, waits, time, cancellation);
        cancellation.ThrowIfCancellationRequested();
        _answers.Add(reply);
        return reply;

        Task<Reply> TryAsync()
        {
            begin();
            return sender.SendAsync(request, load.Timeout, cancellation);
        }
    }

    private List<T> Shuffled<T>(List<T> steps)
    {
        for (var last = steps.Count - 1; last > 0; last--)
        {
            var other = (int)_random.Next(last + 1);
            (steps[last], steps[other]) = (steps[other], steps[last]);
        }

        return steps;
    }

    private HeldDelay Delay(string name, TimeSpan delay)
    {
        var toxic = PlacedToxic.On(WireStream.Downstream, new Toxic.Latency(delay, TimeSpan.Zero));
        wires[name].Add(toxic);
        return new HeldDelay(wires[name], toxic.Name);
    }

    private readonly struct HeldDelay(FaultProxy proxy, string toxic) : IDisposable
    {
        public void Dispose() => proxy.Remove(toxic);
    }
}
