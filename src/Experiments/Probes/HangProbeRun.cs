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
/// each request alone | dependency hangs: one of each | 40 at once | 40 | 40 | 40 | it answers again
///                                                        those that do not ask it
/// </code>
/// The first requests show the time limits of the service's clients, the waves whether it learns: with what was sent before it, the last
/// wave comes after more than a hundred calls, which is what the usual circuit breakers want to have seen.
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
        var known = await alone.RunAsync(cancellation);
        var users = known.Where(request => request.Asks(wire)).ToList();
        if (users.Count == 0)
        {
            return new HungWire { Name = wire, Dependency = dependency, Missing = RequestsAlone.NobodyAsks(wire, known) };
        }

        var bystanders = known.Where(request => request.Avoids(wire) && !ProbeRequests.IsWrite(request.Template)).ToList();
        var many = ProbeRequests.ReadsFirst(users);
        var toxic = PlacedToxic.On(WireStream.Downstream, new Toxic.Hang());
        wires[wire].Add(toxic);
        try
        {
            var first = await AskAsync(users, alone, cancellation);
            var (waves, beside) = (new List<HungWave>(), (IReadOnlyList<HungRequest>)[]);
            while (waves.Count < Waves && !(waves is [.., var last] && last.IsSilent()))
            {
                var wave = Task.WhenAll(Enumerable.Range(0, InWave).Select(number => SendAsync(many[number % many.Count].Template, alone, cancellation)).ToList());
                await Task.WhenAny(wave, Task.Delay(BeforeBystanders, time, cancellation));
                beside = await AskAsync(bystanders, alone, cancellation);
                waves.Add(WaveOf(await wave));
                cancellation.ThrowIfCancellationRequested();
            }

            return new HungWire { Name = wire, Dependency = dependency, Requests = first, Waves = waves, Bystanders = beside };
        }
        finally
        {
            wires[wire].Remove(toxic.Name);
        }
    }

    private async Task<IReadOnlyList<HungRequest>> AskAsync(IReadOnlyList<RequestAlone> requests, RequestsAlone alone, CancellationToken cancellation)
    {
        var replies = await Task.WhenAll(requests.Select(request => SendAsync(request.Template, alone, cancellation)).ToList());
        cancellation.ThrowIfCancellationRequested();
        return [.. requests.Zip(replies, (request, reply) => new HungRequest(request.Template.Endpoint, request.Alone, FaultAnswers.Of(reply, _addresses)))];
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
            Median = Median.Of(counted.Select(reply => reply.Service.TotalMilliseconds)) is { } median ? TimeSpan.FromMilliseconds(median) : null,
        };
    }
}
