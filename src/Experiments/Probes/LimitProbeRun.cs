using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The limit probe: a short burst of each write of the load, as one client, to see whether anything limits it, from where on, and whether the
/// refusals say when to come back.
/// </summary>
/// <remarks>At most <see cref="Requests"/> requests an endpoint, <see cref="Concurrency"/> at once, for <see cref="Limit"/>; it stops once enough are refused.</remarks>
public sealed class LimitProbeRun(Uri target, LoadPlan load, ulong seed, TimeProvider time)
{
    /// <summary>
    /// Requests a burst: above what a person or a well-behaved client sends within seconds, and too few to harm.
    /// </summary>
    public const int Requests = 100;

    /// <summary>Requests at once.</summary>
    public const int Concurrency = 8;

    /// <summary>So many refusals show the rule and its headers; more would only be noise in the service's logs.</summary>
    private const int EnoughRefusals = 10;

    /// <summary>No request of a burst is sent later.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Sends the bursts, one endpoint after the other.</summary>
    public async Task<LimitProbe> RunAsync(CancellationToken cancellation)
    {
        var (startedAt, stamp) = (time.GetUtcNow(), time.GetTimestamp());
        using var sender = new HttpSender(target, Concurrency, time);
        var draws = new FreshDraws(new RequestRenderer(load, seed, time), time);
        List<EndpointBurst> endpoints = [];
        foreach (var endpoint in load.Requests().Where(ProbeRequests.IsWrite).GroupBy(request => request.Endpoint).OrderBy(same => same.Key, StringComparer.Ordinal))
        {
            endpoints.Add(await EndpointAsync(endpoint.Key, [.. endpoint], draws, sender, cancellation));
        }

        return new LimitProbe
        {
            Window = new Window(startedAt, time.GetElapsedTime(stamp)),
            Provenance = $"up to {Requests} requests to each writing endpoint, {Concurrency} at once, as one client, at most {Limit.TotalSeconds:0} s; seed {seed}",
            Endpoints = endpoints,
        };
    }

    private async Task<EndpointBurst> EndpointAsync(
        string name, IReadOnlyList<RequestTemplate> templates, FreshDraws draws, HttpSender sender, CancellationToken cancellation)
    {
        var client = draws.Render(templates[0]);
        var first = await ProbeRequests.SendPatientlyAsync(() => sender.SendAsync(client, load.Timeout, cancellation), time, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var burst = new EndpointBurst
        {
            Endpoint = name,
            Sent = 0,
            Accepted = 0,
            Elapsed = TimeSpan.Zero,
            Refusals = [],
            SendsPassword = templates.Any(ProbeRequests.SendsPassword),
        };
        if (!ProbeRequests.IsAccepted(first) && !ProbeRequests.IsRefusal(first))
        {
            return burst with { Missing = $"a single request was answered with {ProbeRequests.Text(first)}" };
        }

        RenderedRequest[] requests = [.. Enumerable.Range(1, Requests).Select(number => draws.Render(templates[number % templates.Count]).As(client))];
        var begun = time.GetTimestamp();
        var replies = await SendAsync(requests, begun, sender, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var refusals = replies.Where(ProbeRequests.IsRefusal).ToList();
        var firstRefusal = replies.FindIndex(ProbeRequests.IsRefusal);
        return burst with
        {
            Sent = replies.Count,
            Accepted = replies.Count(ProbeRequests.IsAccepted),
            AcceptedBeforeRefusal = firstRefusal < 0 ? null : replies.Take(firstRefusal).Count(ProbeRequests.IsAccepted),
            Elapsed = time.GetElapsedTime(begun),
            AnnouncesLimit = replies.Any(reply => ProbeRequests.IsAccepted(reply) && AnnouncesLimit(reply)),
            Refusals =
            [
                .. refusals.GroupBy(reply => reply.Status!.Value).OrderBy(same => same.Key)
                    .Select(same => new BurstRefusals(same.Key, same.Count(), same.Count(reply => TellsWhen(reply)))),
            ],
        };
    }

    // The replies in the order in which they came.
    private async Task<List<Reply>> SendAsync(RenderedRequest[] requests, long begun, HttpSender sender, CancellationToken cancellation)
    {
        List<Reply> replies = [];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => OneByOneAsync()));
        return replies;

        async Task OneByOneAsync()
        {
            while (!IsEnough() && !cancellation.IsCancellationRequested && Interlocked.Increment(ref next) is var number && number < requests.Length)
            {
                var reply = await sender.SendAsync(requests[number], load.Timeout, cancellation);
                lock (replies)
                {
                    replies.Add(reply);
                }
            }
        }

        bool IsEnough()
        {
            lock (replies)
            {
                return replies.Count(ProbeRequests.IsRefusal) >= EnoughRefusals || time.GetElapsedTime(begun) >= Limit;
            }
        }
    }

    // The reset of a limit tells it as well as Retry-After (draft-ietf-httpapi-ratelimit-headers).
    private static bool TellsWhen(Reply reply) => reply.Header("retry-after") is not null || reply.Headers.Any(header =>
        header.Key.Contains("ratelimit", StringComparison.OrdinalIgnoreCase) && header.Key.EndsWith("reset", StringComparison.OrdinalIgnoreCase));

    private static bool AnnouncesLimit(Reply reply) => reply.Headers.Any(header =>
        header.Key.StartsWith("ratelimit", StringComparison.OrdinalIgnoreCase) || header.Key.StartsWith("x-ratelimit", StringComparison.OrdinalIgnoreCase)
        || header.Key.StartsWith("x-rate-limit", StringComparison.OrdinalIgnoreCase));
}
