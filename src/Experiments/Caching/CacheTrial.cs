using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Contracts;
using Headroom.Experiments.Journal;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Experiments.Caching;

/// <summary>What is kept, of which service, under which load.</summary>
public sealed record CacheRequest
{
    /// <summary>The fingerprint of the finding that it is about.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>"GET /route/{template}", of the load.</summary>
    public required string Endpoint { get; init; }

    /// <summary>For how long an answer is kept.</summary>
    public required TimeSpan KeptFor { get; init; }

    /// <summary>The service's address.</summary>
    public required Uri Service { get; init; }

    /// <summary>Answers when the service is ready.</summary>
    public required Uri Health { get; init; }

    /// <summary>The roots of the service's process trees on this machine; empty when they are not known.</summary>
    public required IReadOnlyList<int> Processes { get; init; }

    /// <summary>The database whose statements are counted, or null.</summary>
    public string? Postgres { get; init; }

    /// <summary>The load, which <see cref="CacheTrial.Refusal"/> found fit.</summary>
    public required LoadPlan Load { get; init; }

    /// <summary>How long a block is recorded; null: as long as <see cref="CacheTrial.BlockOf"/> says.</summary>
    public TimeSpan? Block { get; init; }

    /// <summary>The seed of the order and of the load.</summary>
    public required ulong Seed { get; init; }
}

/// <summary>Holds the service with a cache before one endpoint against the service without, under its whole load.</summary>
/// <remarks>
/// <code>
///   generator --A-- proxy that passes on ---- service ---- database
///             --B-- proxy that keeps   --/       work of both arms is counted here
/// </code>
/// Both arms are the same process and the same data; they have the load in turns, never at once. So both pay for a proxy, and what the
/// service keeps by itself it keeps in both arms: then B saves its database nothing.
/// </remarks>
public sealed class CacheTrial(CacheRequest request, OwnerJournal journal, TimeProvider time)
{
    /// <summary>Pairs of blocks: the fewest that decide on latency; counters need fewer.</summary>
    public const int Pairs = PairedDecision.FewestPairs;

    /// <summary>Fewer answers of the health endpoint tell nothing of what one costs.</summary>
    private const int FewestAnswers = 200;

    private static readonly Ratio s_quantile = new(0.95);

    /// <summary>A count of processor time goes in steps of 10 ms: some hundred requests are beyond that.</summary>
    private static readonly Executor.ConstantArrivalRate s_leastLoad = new(new PerSecond(200), TimeSpan.FromSeconds(5), 8);

    /// <summary>Why a load cannot be put behind the proxies, or null when it can.</summary>
    public static string? Refusal(LoadPlan load) =>
        load.Protocol != HttpProtocol.Http1 ? "the load speaks another HTTP than 1.1, and the caching proxy does not"
        : load.AllRequests().FirstOrDefault(static one => one.Exchange != Exchange.Http) is { } other
            ? $"'{other.Endpoint}' is no plain HTTP, which is all that the caching proxy speaks"
        : BlockLoad.Refusal(load);

    /// <summary>
    /// A block of it: 2 s, or 5 s below 150 requests a second; not longer, since the work decides, which needs no quantile.
    /// </summary>
    public static TimeSpan BlockOf(LoadPlan load) =>
        BlockLoad.RequestRate(load).Value >= PairPlan.UsualRate ? PairPlan.UsualBlock : PairPlan.LongBlock;

    /// <summary>Runs it.</summary>
    /// <param name="taken">Is told each pair's number.</param>
    /// <param name="stop">Ends it early: what was measured comes back.</param>
    /// <exception cref="Collect.CollectorException">
    /// The database cannot be looked at, or the endpoint is asked for only with what a write answers that cannot be sent twice.
    /// </exception>
    public async Task<CacheExperiment> RunAsync(Action<int> taken, CancellationToken stop)
    {
        var window = new RunningWindow(time);
        var (repeatable, leftOut) = await RepeatableLoad.OfAsync(request.Load, request.Service, request.Seed, time, stop);
        if (!repeatable.Requests().Any(one => one.Endpoint == request.Endpoint))
        {
            throw new Collect.CollectorException(
                $"every request to {request.Endpoint} needs what {string.Join(", ", leftOut)} answers, which cannot be sent twice; both "
                    + "arms have the same data");
        }

        var load = Marked(repeatable);
        var cache = new ResponseCache(request.KeptFor, time);
        await using var passing = Proxy(cache, keeps: false);
        await using var keeping = Proxy(cache, keeps: true);
        await using var a = await ArmService.OpenAsync(Arm("A", passing.Url), journal, time, stop);
        var armOfCache = Arm("B", keeping.Url) with { CacheHits = () => cache.Counts.Hits };
        await using var b = await ArmService.OpenAsync(armOfCache, journal, time, stop);
        var contract = await new ContractRun(load, request.Seed, time) { OnlyReads = true }.RunAsync(a.Request, b.Request, stop);
        var least = await LeastAnswerAsync(a, stop);
        var before = cache.Counts;
        var blocks = await BlocksAsync(load, a, b, taken, stop);
        return new CacheExperiment
        {
            Window = window.SoFar,
            Provenance = $"the load of {request.Service} through two proxies in turns, of which one keeps {request.Endpoint} for "
                + $"{request.KeptFor.TotalSeconds:0.###} s; a write drops what lies on its path; seed {request.Seed}",
            Fingerprint = request.Fingerprint,
            Endpoint = request.Endpoint,
            KeptFor = request.KeptFor,
            LeftOut = leftOut,
            Contract = contract,
            Blocks = blocks,
            Cache = Since(before, cache.Counts),
            LeastAnswer = least,
        };
    }

    private async Task<BlockExperiment> BlocksAsync(LoadPlan load, ArmService a, ArmService b, Action<int> taken, CancellationToken stop)
    {
        var window = new RunningWindow(time);
        var plan = new BlockRequest
        {
            Load = load,
            Quantile = s_quantile,
            Effect = PairPower.Effect,
            Budget = TimeSpan.MaxValue,
            Block = request.Block ?? BlockOf(load),
            Seed = request.Seed,
        };
        var (pairs, foreign) = await new BlockSeries(plan, a, b, time).RunAsync(Pairs, taken, stop);
        return new BlockExperiment
        {
            Window = window.SoFar,
            Provenance =
                $"blocks of {plan.Block.TotalSeconds:0.###} s after {plan.Settle.TotalSeconds:0.###} s, in pairs, seed {plan.Seed}",
            A = new BlockArm(a.Request.Name, a.Request.Url),
            B = new BlockArm(b.Request.Name, b.Request.Url),
            Quantile = plan.Quantile,
            Block = plan.Block,
            Settle = plan.Settle,
            Rate = BlockLoad.Rate(load),
            Pilot = new BlockPilot { Pairs = [], Spread = 0, Foreign = foreign },
            PlannedPairs = Pairs,
            Pairs = pairs,
            Interrupted = pairs.Count < Pairs,
        };
    }

    // What the service spends on any answer at all: HTTP, routing, a log line. A proxy that answers saves that, too, and it is no reason
    // for a cache.
    private async Task<TimeSpan?> LeastAnswerAsync(ArmService arm, CancellationToken stop)
    {
        var health = new RequestTemplate
        {
            Method = "GET",
            Path = request.Health.PathAndQuery,
            Endpoint = $"GET {request.Health.AbsolutePath}",
        };
        var load = new LoadPlan
        {
            Name = "health",
            VerifyCertificate = request.Load.VerifyCertificate,
            Scenarios =
                [new Scenario { Name = "health", Executor = s_leastLoad, Flows = [new Flow { Name = "health", Requests = [health] }] }],
        };
        var before = await arm.MarkAsync(stop);
        var run = await new LoadEngine(time).RunAsync(new Uri(request.Health, "/"), load, new LoadOptions { Seed = request.Seed }, stop);
        var answered = run.Endpoints.Sum(static endpoint => endpoint.Requests - endpoint.Failed);
        var work = await arm.WorkSinceAsync(before, answered, stop);
        return answered >= FewestAnswers && work.TryGetValue("cpu_ms", out var spent) ? TimeSpan.FromMilliseconds(spent) : null;
    }

    private CachingProxy Proxy(ResponseCache cache, bool keeps) => CachingProxy.Start(
        new CachingSettings
        {
            Service = request.Service,
            Cache = cache,
            Keeps = keeps,
            Timeout = request.Load.Timeout,
            VerifyCertificate = request.Load.VerifyCertificate,
        },
        time);

    private ArmRequest Arm(string name, Uri url) =>
        new() { Name = name, Url = url, Processes = request.Processes, Postgres = request.Postgres };

    private LoadPlan Marked(LoadPlan load) => load with
    {
        Scenarios =
        [
            .. load.Scenarios.Select(scenario => scenario with
            {
                Flows = [.. scenario.Flows.Select(flow => flow with { Requests = [.. flow.Requests.Select(Marked)] })],
            }),
        ],
    };

    private RequestTemplate Marked(RequestTemplate template) => template.Endpoint != request.Endpoint || template.Method != "GET"
        ? template
        : template with
        {
            Headers = new SortedDictionary<string, string>(template.Headers.ToDictionary(), StringComparer.OrdinalIgnoreCase)
            {
                [CachingProxy.Mark] = "yes",
            },
        };

    private static CacheCounts Since(CacheCounts before, CacheCounts after) =>
        new(after.Hits - before.Hits, after.Misses - before.Misses, after.Unkept - before.Unkept, after.Dropped - before.Dropped);
}
