using Headroom.Experiments.Faults;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The hang probe of one dependency: it takes connections and never answers, while requests are sent to a service that just started.
/// </summary>
/// <remarks>
/// <code>
/// each request alone | 40 at once | dependency hangs: one of each | 40 at once | 40 | 40 | 40 | it answers again
///                      those that do not ask it                     those that do not ask it
/// </code>
/// The wave before the fault tells what so many at once cost anyway. The first requests show the time limits of the service's clients, the
/// waves whether it learns: all are of one kind, so that the last comes after more than a hundred calls of it, which is what the usual
/// circuit breakers want to have seen. Requests are held on the way up: the dependency never sees them.
/// <para><b>Source:</b> the defaults of Polly (CircuitBreakerStrategyOptions.MinimumThroughput) and resilience4j (minimumNumberOfCalls):
/// 100 calls.</para>
/// </remarks>
/// <param name="sender">Sends to the service, <see cref="MostAtOnce"/> at once.</param>
/// <param name="load">Its requests.</param>
/// <param name="wires">The proxies, which the service uses.</param>
/// <param name="patience">How long an answer is waited for.</param>
/// <param name="seed">What values are drawn with.</param>
/// <param name="time">The clock.</param>
public sealed class HangProbeRun(HttpSender sender, LoadPlan load, Wires wires, TimeSpan patience, ulong seed, TimeProvider time)
{
    /// <summary>Waves, one after the other.</summary>
    public const int Waves = 4;

    /// <summary>Requests of a wave, all at once: more than the usual pools of ten or twenty hold, few enough for any service.</summary>
    public const int InWave = 40;

    /// <summary>The most requests that are under way at once; further ones wait for a connection.</summary>
    public const int MostAtOnce = 2 * InWave;

    /// <summary>What the fault and the wave before it take, where nothing answers.</summary>
    public static TimeSpan Longest(TimeSpan patience) => (1 + 1 + Waves) * patience;

    /// <summary>By then a wave holds what it will hold of threads and pools.</summary>
    private static readonly TimeSpan BeforeBystanders = TimeSpan.FromMilliseconds(300);

    private readonly IReadOnlyList<string> _addresses = [.. wires.Ends.Values.Select(end => end.Address)];

    /// <summary>Probes; the dependency answers again when it returns.</summary>
    /// <param name="wire">The dependency's name.</param>
    /// <param name="dependency">What it speaks.</param>
    /// <param name="cancellation">Ends the probe.</param>
    public async Task<HungWire> RunAsync(string wire, DependencyKind dependency, CancellationToken cancellation)
    {
        var alone = new RequestsAlone(sender, load, wires, new RequestRenderer(load, seed, time), time);
        await using var teardown = alone.AtEnd();
        var known = await alone.RunAsync(cancellation);
        var users = known.Where(request => request.Asks(wire)).ToList();
        if (users.Count == 0)
        {
            return new HungWire { Name = wire, Dependency = dependency, Missing = RequestsAlone.NobodyAsks(wire, known) };
        }

        var beside = known.Where(request => request.Avoids(wire) && !ProbeRequests.IsWrite(request.Template)).ToList();
        var many = ProbeRequests.ReadsFirst(users).MinBy(user => user.Alone)!;
        var (control, calm) = await WaveAsync(many, beside, alone, cancellation);
        beside =
        [
            .. beside.Zip(calm)
                .Where(one => one.Second.Answer.Status is >= 200 and < 400)
                .Select(one => one.First with { Alone = one.Second.Answer.After }),
        ];
        var hang = PlacedToxic.On(WireStream.Upstream, new Toxic.Hang());
        wires[wire].Add(hang);
        try
        {
            var first = await AskAsync(users, alone, cancellation);
            var (waves, bystanders) = (new List<HungWave>(), (IReadOnlyList<HungRequest>)[]);
            while (waves.Count < Waves && !(waves is [.., var last] && last.IsSilent()))
            {
                (var wave, bystanders) = await WaveAsync(many, beside, alone, cancellation);
                waves.Add(wave);
            }

            return new HungWire
            {
                Name = wire,
                Dependency = dependency,
                Requests = first,
                WaveEndpoint = many.Template.Endpoint,
                Control = control,
                Waves = waves,
                Bystanders = bystanders,
            };
        }
        finally
        {
            // What was held is reset with its connections, before the hang is taken off: nobody waits for it any more.
            var reset = PlacedToxic.On(WireStream.Downstream, new Toxic.Rst());
            wires[wire].Add(reset);
            wires[wire].Remove(hang.Name);
            wires[wire].Remove(reset.Name);
        }
    }

    private async Task<(HungWave Wave, IReadOnlyList<HungRequest> Beside)> WaveAsync(
        RequestAlone many, IReadOnlyList<RequestAlone> beside, RequestsAlone alone, CancellationToken cancellation)
    {
        var wave = Task.WhenAll(Enumerable.Range(0, InWave).Select(_ => SendAsync(many.Template, alone, cancellation)).ToList());
        IReadOnlyList<HungRequest> besides;
        try
        {
            await Task.WhenAny(wave, Task.Delay(BeforeBystanders, time, cancellation));
            besides = await AskAsync(beside, alone, cancellation);
        }
        finally
        {
            await wave; // an interruption cuts it off
        }

        cancellation.ThrowIfCancellationRequested();
        return (WaveOf(await wave), besides);
    }

    private async Task<IReadOnlyList<HungRequest>> AskAsync(
        IReadOnlyList<RequestAlone> requests, RequestsAlone alone, CancellationToken cancellation)
    {
        var replies = await Task.WhenAll(requests.Select(request => SendAsync(request.Template, alone, cancellation)).ToList());
        cancellation.ThrowIfCancellationRequested();
        return
        [
            .. requests.Zip(replies, (request, reply) =>
                new HungRequest(request.Template.Endpoint, request.Alone, FaultAnswers.Of(reply, _addresses))),
        ];
    }

    private Task<Reply> SendAsync(RequestTemplate template, RequestsAlone alone, CancellationToken cancellation) =>
        sender.SendAsync(alone.Draw(template), patience, cancellation);

    private static HungWave WaveOf(Reply[] replies)
    {
        var counted = replies.Where(reply => reply.Status != 429).ToList();
        return new HungWave
        {
            Sent = replies.Length,
            Refused = replies.Length - counted.Count,
            Unanswered = counted.Count(reply => reply.Error == ErrorKind.Timeout),
            Failed = counted.Count(reply => reply.Error != ErrorKind.Timeout && reply.Status is null or >= 400),
            Median = Median.Of(counted.Select(reply => reply.Service.TotalMilliseconds)) is { } median
                ? TimeSpan.FromMilliseconds(median)
                : null,
        };
    }
}
