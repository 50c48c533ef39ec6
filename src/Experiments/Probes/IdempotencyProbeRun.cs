using Headroom.Collect;
using Headroom.Experiments.Contracts;
using Headroom.Load;
using Headroom.Model.Contracts;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The idempotency probe: sends the same write twice, one after the other and at once, and holds the answers and the rows that they
/// inserted against each other.
/// </summary>
/// <remarks>
/// Only writes that the plan calls safe to repeat: those that carry an idempotency key, and the endpoints that it lists.
/// <para><b>Source:</b> draft-ietf-httpapi-idempotency-key-header; RFC 9110, section 9.2.2.</para>
/// </remarks>
/// <param name="target">The service.</param>
/// <param name="load">The load whose requests are sent.</param>
/// <param name="repeatable">The endpoints that the plan lists.</param>
/// <param name="session">Counts what the database does; null where there is none to look at.</param>
/// <param name="seed">What the requests are drawn with.</param>
/// <param name="time">The clock.</param>
public sealed class IdempotencyProbeRun(
    Uri target, LoadPlan load, IReadOnlyList<string> repeatable, ProbeSession? session, ulong seed, TimeProvider time)
{
    /// <summary>Rounds of each kind: a race shows in some of them only.</summary>
    public const int Rounds = 5;

    private const int MostDifferences = 5;

    /// <summary>What has not begun by then is left out: the probe is cut off at five minutes, and all would be lost.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(2.5);

    /// <summary>Later no refusal is waited out.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Long enough for a worker that polls every second: else the rows of the first request were taken for the second one's.
    /// </summary>
    private static readonly TimeSpan Queued = TimeSpan.FromSeconds(2);

    private readonly Patience _patience = new(WaitLimit, ProbeRequests.MostWaits, time);

    /// <summary>Sends them, one endpoint after the other.</summary>
    public async Task<IdempotencyProbe> RunAsync(CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        using var sender = new HttpSender(target, connections: 2, time) { VerifyCertificate = load.VerifyCertificate };
        var draws = new FreshDraws(session?.Renderer ?? new RequestRenderer(load, seed, time), time); // one setup for both
        await using var teardown = draws.AtEnd();
        await draws.PrepareAsync(target, cancellation);
        List<EndpointRetries> endpoints = [];
        var requests = load.Requests().Where(IsRepeatable).DistinctBy(request => request.Endpoint);
        foreach (var request in requests.OrderBy(request => request.Endpoint, StringComparer.Ordinal))
        {
            endpoints.Add(window.Elapsed < Budget
                ? await EndpointAsync(request, draws, sender, cancellation)
                : Retries(request, [], "the time of the probe was used up before"));
        }

        return new IdempotencyProbe
        {
            Window = window.SoFar,
            Provenance = $"{Rounds} requests to each endpoint sent twice one after the other, {Rounds} sent twice at once; "
                + $"{(session is null ? "no database" : "rows of INSERT in pg_stat_statements before and after")}; seed {seed}",
            Endpoints = endpoints,
        };
    }

    private bool IsRepeatable(RequestTemplate request) =>
        ProbeRequests.IsWrite(request) && (KeyOf(request) is not null || repeatable.Contains(request.Endpoint, StringComparer.Ordinal));

    private string? KeyOf(RequestTemplate request) =>
        load.Headers.Keys.Concat(request.Headers.Keys)
            .FirstOrDefault(name => name.Contains("idempoten", StringComparison.OrdinalIgnoreCase));

    private async Task<EndpointRetries> EndpointAsync(
        RequestTemplate template, FreshDraws draws, HttpSender sender, CancellationToken cancellation)
    {
        List<RetryRound> rounds = [];
        string? failure = null;
        for (var number = 0; number < 2 * Rounds && (number < Rounds || rounds.Count > 0); number++)
        {
            var request = draws.Render(template);
            var (round, failed) = number < Rounds
                ? await InTurnAsync(request, sender, cancellation)
                : await AtOnceAsync(request, sender, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (round is not null)
            {
                rounds.Add(round);
            }
            else
            {
                failure ??= $"a request was answered with {ProbeRequests.Text(failed)}{ProbeRequests.Lacking(load, template)}";
            }
        }

        return Retries(template, rounds, rounds.Exists(round => !round.AtOnce) ? null : failure);
    }

    private EndpointRetries Retries(RequestTemplate template, IReadOnlyList<RetryRound> rounds, string? missing) => new()
    {
        Endpoint = template.Endpoint,
        KeyHeader = KeyOf(template),
        CountsRows = session is not null,
        Rounds = rounds,
        Missing = missing,
    };

    private async Task<(RetryRound? Round, Reply Failed)> InTurnAsync(
        RenderedRequest request, HttpSender sender, CancellationToken cancellation)
    {
        var (first, second) = (new Reply(), new Reply());
        var byFirst = await CountAsync(async () => first = await SendAsync(request, sender, cancellation), cancellation);
        if (!ProbeRequests.IsAccepted(first))
        {
            return (null, first);
        }

        var bySecond = await CountAsync(async () => second = await SendAsync(request, sender, cancellation), cancellation);
        return (ProbeRequests.IsRefusal(second) ? null : Round(first, second, false, byFirst, bySecond), second);
    }

    // Who of the two wins is chance: the better answer stands first.
    private async Task<(RetryRound? Round, Reply Failed)> AtOnceAsync(
        RenderedRequest request, HttpSender sender, CancellationToken cancellation)
    {
        Reply[] replies = [];
        var inserted = await CountAsync(
            async () => replies = await Task.WhenAll(SendAsync(request, sender, cancellation), SendAsync(request, sender, cancellation)),
            cancellation);
        var (first, second) = ProbeRequests.IsAccepted(replies[1]) && !ProbeRequests.IsAccepted(replies[0])
            ? (replies[1], replies[0])
            : (replies[0], replies[1]);
        var isAccepted = ProbeRequests.IsAccepted(first);
        var round = isAccepted && !ProbeRequests.IsRefusal(second) ? Round(first, second, true, inserted, []) : null;
        return (round, isAccepted ? second : first);
    }

    private async Task<Reply> SendAsync(RenderedRequest request, HttpSender sender, CancellationToken cancellation)
    {
        var (reply, _) = await ProbeRequests.SendPatientlyAsync(
            () => sender.SendAsync(request, load.Timeout, cancellation), ProbeRequests.IsRefusal, _patience.Waits, time, cancellation);
        await Task.Delay(WorkAfter(reply), time, cancellation);
        return reply;
    }

    /// <summary>How long the work of a request goes on after its answer. <b>Source:</b> RFC 9110, section 15.3.3 (202 Accepted).</summary>
    internal static TimeSpan WorkAfter(Reply reply) => reply.Status == 202 ? Queued : TimeSpan.Zero;

    private static RetryRound Round(
        Reply first, Reply second, bool atOnce, Dictionary<string, long> byFirst, Dictionary<string, long> bySecond)
    {
        var (a, b) = (ContractReply.Of(first), ContractReply.Of(second));
        return new RetryRound
        {
            AtOnce = atOnce,
            FirstStatus = first.Status,
            SecondStatus = second.Status,
            Differences = [.. ContractCheck.Differences(a, b, a).Take(MostDifferences)],
            Inserted =
            [
                .. byFirst.Keys.Union(bySecond.Keys).Order(StringComparer.Ordinal)
                    .Select(table => new InsertedRows(table, byFirst.GetValueOrDefault(table), bySecond.GetValueOrDefault(table))),
            ],
        };
    }

    private async Task<Dictionary<string, long>> CountAsync(Func<Task> work, CancellationToken cancellation)
    {
        if (session is null)
        {
            await work();
            return [];
        }

        return InsertedTables.Of(await session.CountAsync(work, cancellation));
    }
}
