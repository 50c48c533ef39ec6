using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Contracts;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Contracts;

/// <summary>Sends the same requests to two arms, one after the other, and keeps what they answer differently.</summary>
/// <remarks>
/// A GET or HEAD is sent to the base twice, before and after the other arm: what changes between the two is volatile, and what changes so
/// as often as the other arm differs (<see cref="OwnChanges"/>). Others are sent once, unless both arms have the same data
/// (<see cref="SharesData"/>). Of two paths that hold what each arm gave (an id of its own) the values are those of two
/// things: shapes alone are compared.
/// </remarks>
public sealed class ContractRun(LoadPlan load, ulong seed, TimeProvider time)
{
    /// <summary>Requests an endpoint: enough to meet its variants and its absent keys.</summary>
    private const int Requests = 20;

    /// <summary>Later a rate limit is not waited out any more: one that all requests run into would take too long.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(1);

    private readonly Patience _patience = new(WaitLimit, ProbeRequests.MostWaits, time);

    private readonly HashSet<HttpSender> _limited = [];

    private IReadOnlyList<Uri> _arms = [];

    /// <summary>
    /// Whether writes are left out: where both arms are one service with the same data, the second would meet what the first wrote. What
    /// requests take from earlier responses A gives for both.
    /// </summary>
    public bool OnlyReads { get; init; }

    /// <summary>
    /// Whether both arms write into the same data. Then a write that B answers otherwise is sent to A once more: where A itself answers the
    /// repeat as B did (an address that is taken by now), the order made the difference.
    /// </summary>
    public bool SharesData { get; init; }

    /// <summary>
    /// Runs it: what is safe to repeat first, then writes; then the former once more, whose shapes show what the writes left.
    /// </summary>
    /// <param name="a">The base.</param>
    /// <param name="b">What is held against it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArmSetupException">An arm did not do what the setup of the load asks for.</exception>
    public async Task<ContractReplay> RunAsync(ArmRequest a, ArmRequest b, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        _arms = [a.Url, b.Url];
        using var toA = new HttpSender(a.Url, connections: 1, time) { VerifyCertificate = load.VerifyCertificate };
        using var toB = new HttpSender(b.Url, connections: 1, time) { VerifyCertificate = load.VerifyCertificate };

        // Each arm takes tokens and ids from its own answers; where nothing is taken, or A's are as good for B, both get the very same
        // requests.
        var ofA = new RequestRenderer(load, seed, time);
        var ofB = OnlyReads || !RequestRenderer.NeedsPreparation(load) ? ofA : new RequestRenderer(load, seed, time);
        await using var teardownOfA = new Teardown(ofA);
        await using var teardownOfB = new Teardown(ofB);
        await PrepareAsync(ofA, a, cancellation);
        if (ofA != ofB)
        {
            await PrepareAsync(ofB, b, cancellation);
        }

        var endpoints = load.Requests().GroupBy(static request => request.Endpoint).Where(endpoint => !OnlyReads || IsRepeatable(endpoint))
            .ToList();
        Dictionary<string, ContractEndpoint> replayed = [];
        RowContract? rows = null;
        await ReplayAsync(endpoints.Where(IsRepeatable), comparesValues: true);
        if (!endpoints.TrueForAll(IsRepeatable))
        {
            rows = await RowWitness.AroundAsync(
                a.Postgres, b.Postgres,
                () => ReplayAsync(endpoints.Where(static endpoint => !IsRepeatable(endpoint)), comparesValues: false), time, cancellation);
            await ReplayAsync(endpoints.Where(IsRepeatable), comparesValues: false);
        }

        return new ContractReplay
        {
            Window = window.SoFar,
            Provenance = $"{Requests} requests to each endpoint of {a.Url} and {b.Url}, seed {seed}",
            Endpoints = [.. endpoints.Select(endpoint => replayed[endpoint.Key])],
            Rows = rows,
        };

        async Task ReplayAsync(IEnumerable<IGrouping<string, RequestTemplate>> some, bool comparesValues)
        {
            foreach (var endpoint in some)
            {
                var now = await EndpointAsync(endpoint.Key, [.. endpoint], (ofA, ofB), (toA, toB), comparesValues, cancellation);
                replayed[endpoint.Key] = replayed.TryGetValue(endpoint.Key, out var before) ? ContractTally.Together(before, now) : now;
            }
        }
    }

    private static async Task PrepareAsync(RequestRenderer renderer, ArmRequest arm, CancellationToken cancellation)
    {
        var mistake = await renderer.PrepareAsync(arm.Url, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (mistake is not null)
        {
            throw new ArmSetupException($"arm {arm.Name}: the load's {mistake}");
        }
    }

    private static bool IsRepeatable(IEnumerable<RequestTemplate> templates) =>
        templates.All(static template => template.Method is "GET" or "HEAD");

    private async Task<ContractEndpoint> EndpointAsync(
        string name, IReadOnlyList<RequestTemplate> templates, (RequestRenderer A, RequestRenderer B) renderers,
        (HttpSender A, HttpSender B) to, bool comparesValues, CancellationToken cancellation)
    {
        var count = templates.All(static template => template.Exchange == Exchange.Http) ? Requests : 0;
        var isRepeatable = IsRepeatable(templates);
        var tally = new ContractTally();
        var hasValues = comparesValues;
        for (var number = 0; number < count; number++)
        {
            var request = renderers.A.Render(templates[number % templates.Count], number);
            var ofB = renderers.A == renderers.B ? request : renderers.B.Render(templates[number % templates.Count], number);
            var isSame = request.PathAndQuery == ofB.PathAndQuery;
            hasValues &= isSame;
            var here = await AskAsync(to.A, request, cancellation);
            var there = await AskAsync(to.B, ofB, cancellation);
            var again = isRepeatable ? await AskAsync(to.A, request, cancellation) : null;
            if (isRepeatable)
            {
                await AskAsync(to.B, ofB, cancellation); // as often as A: who counts its reads has counted as many
            }

            tally.Add(here, there);
            if (here.Status is null || (!ContractTally.Tells(here) && here.Status == there.Status))
            {
                continue;
            }

            if (there.Status is null || IsChance(here, there, to.A))
            {
                if (ContractTally.Tells(here))
                {
                    tally.AddUnanswered(here, there, again);
                }

                continue;
            }

            if (tally.TryAddUnread(here, there, again))
            {
                continue;
            }

            var differences = Differences(here, there, again, comparesValues && isSame);
            if (differences.Count > 0 && SharesData && !isRepeatable)
            {
                var late = await AskAsync(to.A, request, cancellation);
                if (tally.TryAddUnread(late, there, again: null))
                {
                    continue;
                }

                if (ContractCheck.Differences(late, there, again: null).Count == 0)
                {
                    tally.AddOfOrder();
                    continue;
                }
            }

            tally.AddCompared(differences, here, again);
        }

        return tally.Told(name, hasValues);
    }

    // Shapes alone where the arms have written moments and ids of their own; nothing where A itself has two ways to answer.
    private static IReadOnlyList<ContractDifference> Differences(
        ContractResponse here, ContractResponse there, ContractResponse? again, bool comparesValues)
    {
        if (!comparesValues && again is not null && (again.Status != here.Status || again.ContentType != here.ContentType))
        {
            return [];
        }

        var differences = ContractCheck.Differences(here, there, again);
        return comparesValues ? differences : [.. differences.Where(static difference => difference.Kind != "body")];
    }

    // Which of the arms runs into a limit that A has, too, is chance: its windows do not begin at the same moment. All of B alone is not.
    private bool IsChance(ContractResponse here, ContractResponse there, HttpSender toA) =>
        (here.Status == 429 || there.Status == 429) && _limited.Contains(toA);

    // A limit is waited out, for a while.
    private async Task<ContractResponse> AskAsync(HttpSender sender, RenderedRequest request, CancellationToken cancellation)
    {
        var (reply, waits) = await ProbeRequests.SendPatientlyAsync(
            () => sender.SendAsync(request, load.Timeout, cancellation), ProbeRequests.IsRateLimited, _patience.Waits, time, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (waits > 0 || ProbeRequests.IsRateLimited(reply))
        {
            _limited.Add(sender);
        }

        return ContractReply.Of(reply, _arms);
    }
}
