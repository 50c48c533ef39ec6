using Headroom.Collect;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The limit probe: a short burst of each write of the load, as one client, to see whether anything limits it, from where on, and whether
/// the refusals say when to come back.
/// </summary>
/// <remarks>
/// At most <see cref="Requests"/> requests an endpoint, <see cref="Concurrency"/> at once, for <see cref="Limit"/>;
/// it stops once enough are refused.
/// </remarks>
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

    /// <summary>An endpoint that has not begun by then is left out: the probe is cut off at five minutes, and all would be lost.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(3.5);

    /// <summary>Later no refusal is waited out.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(2);

    private readonly Patience _patience = new(WaitLimit, ProbeRequests.MostWaits, time);

    /// <summary>Sends the bursts, one endpoint after the other.</summary>
    public async Task<LimitProbe> RunAsync(CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        using var sender = new HttpSender(target, Concurrency, time) { VerifyCertificate = load.VerifyCertificate };
        var draws = new FreshDraws(new RequestRenderer(load, seed, time), time);
        await using var teardown = draws.AtEnd();
        await draws.PrepareAsync(target, cancellation);
        List<EndpointBurst> endpoints = [];
        var writes = load.Requests().Where(ProbeRequests.IsWrite).GroupBy(request => request.Endpoint);
        foreach (var endpoint in writes.OrderBy(same => same.Key, StringComparer.Ordinal))
        {
            IReadOnlyList<RequestTemplate> templates = [.. endpoint];
            endpoints.Add(window.Elapsed < Budget
                ? await EndpointAsync(endpoint.Key, templates, draws, sender, cancellation)
                : None(endpoint.Key, templates) with { Missing = "the time of the probe was used up before" });
        }

        return new LimitProbe
        {
            Window = window.SoFar,
            Provenance = $"up to {Requests} requests to each writing endpoint, {Concurrency} at once, as one client, "
                + $"at most {Limit.TotalSeconds:0} s; seed {seed}",
            Endpoints = endpoints,
        };
    }

    private async Task<EndpointBurst> EndpointAsync(
        string name, IReadOnlyList<RequestTemplate> templates, FreshDraws draws, HttpSender sender, CancellationToken cancellation)
    {
        var burst = None(name, templates);
        var (client, answers) = await ClientAsync(templates, draws, sender, cancellation);
        if (client is null)
        {
            return burst with { Missing = $"{name} {answers}{ProbeRequests.Lacking(load, templates[0])}" };
        }

        RenderedRequest[] requests =
            [.. Enumerable.Range(1, Requests).Select(number => draws.Render(templates[number % templates.Count]).As(client))];
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

    private static EndpointBurst None(string name, IReadOnlyList<RequestTemplate> templates) => new()
    {
        Endpoint = name,
        Sent = 0,
        Accepted = 0,
        Elapsed = TimeSpan.Zero,
        Refusals = [],
        SendsPassword = templates.Any(ProbeRequests.SendsPassword),
    };

    // The first draw that is taken, or refused by a limit; null where none of a handful is.
    private async Task<(RenderedRequest? Client, AnswerTally Answers)> ClientAsync(
        IReadOnlyList<RequestTemplate> templates, FreshDraws draws, HttpSender sender, CancellationToken cancellation)
    {
        var answers = new AnswerTally();
        while (answers.Sent < ProbeRequests.MostDraws)
        {
            var request = draws.Render(templates[answers.Sent % templates.Count]);
            var (reply, _) = await ProbeRequests.SendPatientlyAsync(
                () => sender.SendAsync(request, load.Timeout, cancellation), ProbeRequests.IsRefusal, _patience.Waits, time, cancellation);
            cancellation.ThrowIfCancellationRequested();
            answers.Add(reply);
            if (ProbeRequests.IsAccepted(reply) || ProbeRequests.IsRefusal(reply))
            {
                return (request, answers);
            }

            if (reply.Status is null)
            {
                break; // no answer to one draw is none to the next
            }
        }

        return (null, answers);
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
            while (!IsEnough() && !cancellation.IsCancellationRequested
                && Interlocked.Increment(ref next) is var number && number < requests.Length)
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

    // The end of the window tells it as well as Retry-After: in a header of its own, or in RateLimit as reset=30 or t=30.
    // Source: draft-ietf-httpapi-ratelimit-headers, version 06 (RateLimit-Reset), 07 (reset=) and 08 (t=).
    internal static bool TellsWhen(Reply reply) =>
        reply.Header("retry-after") is not null || reply.Headers.Any(static header => IsReset(NameOf(header.Key), header.Value));

    private static bool IsReset(string name, string value) => name.Contains("ratelimit", StringComparison.Ordinal)
        && (name.Contains("reset", StringComparison.Ordinal) || (name == "ratelimit" && HasReset(value)));

    private static bool HasReset(string value) => value.Split([',', ';'], StringSplitOptions.TrimEntries)
        .Any(static part => part.StartsWith("t=", StringComparison.OrdinalIgnoreCase)
            || part.StartsWith("reset=", StringComparison.OrdinalIgnoreCase));

    // X-Rate-Limit and X-RateLimit are one.
    private static string NameOf(string header) => header.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    private static bool AnnouncesLimit(Reply reply) => reply.Headers.Any(header =>
        header.Key.StartsWith("ratelimit", StringComparison.OrdinalIgnoreCase)
        || header.Key.StartsWith("x-ratelimit", StringComparison.OrdinalIgnoreCase)
        || header.Key.StartsWith("x-rate-limit", StringComparison.OrdinalIgnoreCase));
}
