using Headroom.Collect;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The stampede probe: drops the entry of a cached GET, asks for it many times at once,
/// and counts how often the database was asked to fill it.
/// </summary>
/// <remarks>
/// First one request after a drop and one right after it:
/// the statements that only the first of them issues, twice, are those that fill the entry.
/// </remarks>
public sealed class StampedeProbeRun(ProbeSession session, LoadPlan load, IReadOnlyList<StampedePlan> plans, TimeProvider time)
{
    /// <summary>Requests at once.</summary>
    public const int Concurrency = 16;

    /// <summary>Rounds: an entry may expire within one of them.</summary>
    public const int Rounds = 3;

    /// <summary>Waited longer than the entry lives, for clocks that tick coarsely.</summary>
    private const double Longer = 1.1;

    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(50);

    /// <summary>What cannot end within it is left out: the probe is cut off at five minutes, and all would be lost.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(4);

    /// <summary>Drops at the least: the fill of an entry is to be seen twice.</summary>
    private const int FewestDrops = 2 + Rounds;

    /// <summary>Later no refusal is waited out.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(1);

    private readonly Patience _patience = new(WaitLimit, ProbeRequests.MostWaits, time);

    /// <summary>Probes each of them.</summary>
    public async Task<StampedeProbe> RunAsync(CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        List<EndpointStampede> endpoints = [];
        foreach (var plan in plans)
        {
            var end = window.Elapsed + (FewestDrops * Longer * (plan.Ttl ?? TimeSpan.Zero));
            endpoints.Add(end <= Budget
                ? await EndpointAsync(plan, cancellation)
                : None(plan) with { Missing = "the time of the probe was used up before" });
        }

        return new StampedeProbe
        {
            Window = window.SoFar,
            Provenance = $"{Rounds} times: the entry dropped, then {Concurrency} equal GETs at once; "
                + "pg_stat_statements before and after them",
            Endpoints = endpoints,
        };
    }

    private async Task<EndpointStampede> EndpointAsync(StampedePlan plan, CancellationToken cancellation)
    {
        var result = None(plan);
        if (load.Requests().FirstOrDefault(template => template.Endpoint == plan.Endpoint) is not { } template)
        {
            return result with { Missing = "the load does not ask for it" };
        }

        var asked = new EndpointRequests(one => session.SendAsync(one, cancellation), _patience, Budget, time);
        if (await asked.FirstAsync(number => session.Renderer.Render(template, number), cancellation) is not { } first)
        {
            return result with { Missing = $"{plan.Endpoint} {asked.Answers}{session.Lacking(template)}" };
        }

        var request = first.Request;
        var (fill, failure) = await CacheFill.FindAsync(session, _ => DropAsync(plan, request, cancellation), _ => request, cancellation);
        if (fill is null)
        {
            return result with { Missing = failure };
        }

        List<StampedeRound> rounds = [];
        while (rounds.Count < Rounds)
        {
            if (await DropAsync(plan, request, cancellation) is { } refused)
            {
                return result with { Missing = refused };
            }

            Reply[] replies = [];
            var calls = await session.CountAsync(
                async () => replies = await Task.WhenAll(
                    Enumerable.Range(0, Concurrency).Select(_ => session.SendAsync(request, cancellation))),
                cancellation);
            rounds.Add(new StampedeRound(replies.Count(ProbeSession.Succeeded), fill.CountIn(calls)));
        }

        return result with { Fill = fill.Statements, Rounds = rounds };
    }

    private static EndpointStampede None(StampedePlan plan) => new()
    {
        Endpoint = plan.Endpoint,
        Dropped = plan.Drop is { } drop ? Redaction.OfPath(drop) : $"after its {plan.Ttl!.Value.TotalSeconds:0.###} s",
        Concurrency = Concurrency,
        Fill = [],
        Rounds = [],
    };

    // Null when it was dropped, else why not.
    private async Task<string?> DropAsync(StampedePlan plan, RenderedRequest request, CancellationToken cancellation)
    {
        if (plan.Ttl is { } ttl)
        {
            await Task.Delay((ttl * Longer) + Margin, time, cancellation);
            return null;
        }

        var (method, path) = plan.Drop!.Split(' ') is [var verb, var rest]
            ? (verb, rest)
            : throw new ArgumentException($"'{plan.Drop}' is no request", nameof(plan));
        var drop = request with { Method = method.ToUpperInvariant(), PathAndQuery = path, Endpoint = plan.Drop, Body = null };
        var reply = await session.SendAsync(drop, cancellation);
        return ProbeRequests.IsAccepted(reply) ? null : $"{Redaction.OfPath(plan.Drop)} was answered with {ProbeRequests.Text(reply)}";
    }
}
