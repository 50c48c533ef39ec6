using Headroom.Collect;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The expiry probe: waits until the entries of a cached GET are gone, asks for many of them at once, then again and again until each was
/// filled anew, and counts by the database's statements how many were filled when.
/// </summary>
public sealed class ExpiryProbeRun(ProbeSession session, LoadPlan load, IReadOnlyList<ExpiryPlan> plans, TimeProvider time)
{
    /// <summary>Entries, at most: as many as can be asked for at once.</summary>
    public const int Entries = StampedeProbeRun.Concurrency;

    /// <summary>Rounds: a poller or a pause of the service may spoil one of them.</summary>
    public const int Rounds = 3;

    /// <summary>Fewer than eight entries show no spread; each try to find what fills one takes another.</summary>
    private static readonly int FewestEntries = Math.Max(8, CacheFill.Tries);

    /// <summary>Requests that are drawn, at most, for different ones.</summary>
    private const int Draws = 200;

    /// <summary>In lifetimes: so long is waited until the entries are gone, and so long they are asked for.</summary>
    private const double Longest = 1.5;

    /// <summary>In lifetimes: from here on they are asked for all the time; few jitters are so wide.</summary>
    private const double Earliest = 0.4;

    /// <summary>In lifetimes: from one sweep to the next, where the service is quick enough.</summary>
    private const double Step = 0.025;

    /// <summary>What cannot end within it is left out.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(4);

    /// <summary>The time to find the requests of an endpoint that succeed.</summary>
    private static readonly TimeSpan FindLimit = TimeSpan.FromSeconds(30);

    /// <summary>Later no refusal is waited out.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(1);

    private readonly Patience _patience = new(WaitLimit, ProbeRequests.MostWaits, time);

    /// <summary>Probes each of them.</summary>
    public async Task<ExpiryProbe> RunAsync(CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        List<EndpointExpiry> endpoints = [];
        foreach (var plan in plans)
        {
            var end = window.Elapsed + (plan.Ttl * Longest * (1 + (2 * Rounds)));
            endpoints.Add(end <= Budget
                ? await EndpointAsync(plan, cancellation)
                : Silent(plan, "the time of the probe was used up before"));
        }

        return new ExpiryProbe
        {
            Window = window.SoFar,
            Provenance = $"{Rounds} times: up to {Entries} different GETs at once, {Longest} lifetimes after the last, and again "
                + $"every {Step} lifetimes; pg_stat_statements before and after each time",
            Endpoints = endpoints,
        };
    }

    private static EndpointExpiry Silent(ExpiryPlan plan, string reason) =>
        new() { Endpoint = plan.Endpoint, Lifetime = plan.Ttl, Entries = 0, Fill = [], Rounds = [], Missing = reason };

    private async Task<EndpointExpiry> EndpointAsync(ExpiryPlan plan, CancellationToken cancellation)
    {
        if (load.Requests().FirstOrDefault(template => template.Endpoint == plan.Endpoint) is not { } template)
        {
            return Silent(plan, "the load does not ask for it");
        }

        var (requests, answers) = await DifferentAsync(template, cancellation);
        if (requests.Count < FewestEntries)
        {
            return Silent(plan, answers.Succeeded == answers.Sent
                ? $"the load draws {requests.Count} different requests for it: fewer than {FewestEntries} show no spread"
                : $"{plan.Endpoint} {answers}{session.Lacking(template)}: fewer than {FewestEntries} entries show no spread");
        }

        // One wait for all tries: each asks for another entry, and none of them was asked for meanwhile.
        var (fill, failure) = await CacheFill.FindAsync(
            session,
            attempt => attempt == 0 ? GoneAsync(plan, cancellation) : Task.FromResult<string?>(null),
            attempt => requests[attempt],
            cancellation);
        if (fill is null)
        {
            return Silent(plan, failure!);
        }

        List<ExpiryRound> rounds = [];
        for (var round = 0; round < Rounds; round++)
        {
            await GoneAsync(plan, cancellation);
            var (complete, refused) = await RoundAsync(plan.Ttl, requests, fill, cancellation);
            failure ??= refused;
            if (complete is not null)
            {
                rounds.Add(complete);
            }
        }

        return Silent(plan, "") with
        {
            Entries = requests.Count,
            Fill = fill.Statements,
            Rounds = rounds,
            Missing = rounds.Count == 0 ? $"it was answered with {failure}" : null,
        };
    }

    // Different draws that succeed: each has an entry of its own.
    private async Task<(IReadOnlyList<RenderedRequest> Requests, AnswerTally Answers)> DifferentAsync(
        RequestTemplate template, CancellationToken cancellation)
    {
        var asked = new EndpointRequests(request => session.SendAsync(request, cancellation), _patience, FindLimit, time);
        List<RenderedRequest> found = [];
        var draws = Enumerable.Range(0, Draws).Select(number => session.Renderer.Render(template, number));
        foreach (var draw in draws.DistinctBy(one => one.PathAndQuery))
        {
            if (found.Count == Entries || asked.IsOver)
            {
                break;
            }

            if (ProbeSession.Succeeded(await asked.SendAsync(draw, cancellation)))
            {
                found.Add(draw);
            }
        }

        return (found, asked.Answers);
    }

    // Entries that expire need no request that drops them.
    private async Task<string?> GoneAsync(ExpiryPlan plan, CancellationToken cancellation)
    {
        await Task.Delay(plan.Ttl * Longest, time, cancellation);
        return null;
    }

    // A round in which a request fails says nothing: what came back instead.
    private async Task<(ExpiryRound? Round, string? Refused)> RoundAsync(
        TimeSpan lifetime, IReadOnlyList<RenderedRequest> requests, CacheFill fill, CancellationToken cancellation)
    {
        var (begun, refused) = (time.GetTimestamp(), (string?)null);
        var filled = await SweepAsync();
        List<ExpirySweep> sweeps = [await SweepAsync()];
        while (refused is null && sweeps.Sum(sweep => sweep.Fills) < requests.Count && time.GetElapsedTime(begun) < lifetime * Longest)
        {
            var next = sweeps.Count == 1 ? lifetime * Earliest : sweeps[^1].Begun + (lifetime * Step);
            if (next - time.GetElapsedTime(begun) is var rest && rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, time, cancellation);
            }

            sweeps.Add(await SweepAsync());
        }

        return refused is null ? (new ExpiryRound(filled.Fills, filled.Ended - filled.Begun, sweeps), null) : (null, refused);

        async Task<ExpirySweep> SweepAsync()
        {
            Reply[] replies = [];
            var (from, to) = (TimeSpan.Zero, TimeSpan.Zero);
            var calls = await session.CountAsync(
                async () =>
                {
                    from = time.GetElapsedTime(begun);
                    replies = await Task.WhenAll(requests.Select(request => session.SendAsync(request, cancellation)));
                    to = time.GetElapsedTime(begun);
                },
                cancellation);
            refused ??= replies.FirstOrDefault(reply => !ProbeSession.Succeeded(reply)) is { } failed ? ProbeRequests.Text(failed) : null;
            return new ExpirySweep(from, to, fill.CountIn(calls));
        }
    }
}
