using Headroom.Analyze.Detectors.Http;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Caching;
using Headroom.Experiments.Journal;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Cli.Audits;

/// <summary>
/// The caching proxies of an audit, as the plan asks for them: each endpoint whose answers repeated under load is tried behind one, on
/// the service as it runs, the endpoint that takes the most time first. <c>headroom prove</c> tries one alone.
/// </summary>
internal sealed class CacheRun(Plan plan, RunFolder folder, OwnerJournal journal, Progress progress, TimeProvider time)
{
    /// <summary>An endpoint that has not begun after it is left out: two fit with blocks of 2 s, one with blocks of 5 s.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(3);

    /// <summary>
    /// One endpoint: 24 pairs of blocks, 11 s each at the longest, its requests that hold both arms against each other, and a slow
    /// database.
    /// </summary>
    private static readonly TimeSpan OneLimit = TimeSpan.FromMinutes(7);

    /// <summary>Tries them; what stands in the way becomes data.</summary>
    /// <param name="service">The roots of the service's processes on this machine; empty when they are not known.</param>
    /// <param name="unreachable">Why the service cannot be asked, or null.</param>
    /// <param name="stop">Ends it; the proxies end with it.</param>
    public async Task CollectAsync(IReadOnlyList<int> service, string? unreachable, CancellationToken stop)
    {
        var evidence = folder.ReadEvidence();
        if (!plan.Probes.Caching || plan.Load is not { } load
            || evidence.Find<RepeatedReads>() is not { } reads || evidence.Find<RunMetrics>() is not { } run)
        {
            return;
        }

        var steady = LoadOf(load, run);
        var hindrance = unreachable ?? CacheTrial.Refusal(steady);
        var begun = time.GetTimestamp();
        foreach (var endpoint in RepeatedRead.WorthKeeping(reads).Select(static one => one.Endpoint))
        {
            var missing = hindrance ?? (time.GetElapsedTime(begun) >= Budget ? "the time of the probe was used up before" : null);
            var collected = missing is null
                ? await TryAsync(endpoint, steady, service, reads.KeptFor, stop)
                : new Collected.Failed(missing);
            folder.Write(EvidenceSet.ProofName(RepeatedRead.FingerprintOf(endpoint)), collected);
            if (collected is Collected.Failed failed)
            {
                progress.Detail($"not tried: {failed.Cause}");
            }

            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The load of both arms: that of the plan, at the rate that it had when it ran.</summary>
    /// <param name="load">The plan's load.</param>
    /// <param name="run">What it measured.</param>
    public static LoadPlan LoadOf(LoadPlan load, RunMetrics run) =>
        BlockLoad.AtMeanRate(load, PerSecond.Of(run.Generator.Iterations, run.Window.Duration));

    /// <summary>Tries one endpoint; the experiment, or what stood in its way.</summary>
    /// <param name="endpoint">"GET /route/{template}", of the load.</param>
    /// <param name="load">The load of both arms, which <see cref="CacheTrial.Refusal"/> found fit.</param>
    /// <param name="service">The roots of the service's processes on this machine; empty when they are not known.</param>
    /// <param name="keptFor">For how long an answer is kept.</param>
    /// <param name="stop">Ends it; the proxies end with it.</param>
    public Task<Collected> TryAsync(string endpoint, LoadPlan load, IReadOnlyList<int> service, TimeSpan keptFor, CancellationToken stop)
    {
        var request = new CacheRequest
        {
            Fingerprint = RepeatedRead.FingerprintOf(endpoint),
            Endpoint = endpoint,
            KeptFor = keptFor,
            Service = plan.Service.Url,
            Health = plan.Service.HealthAddress(),
            Processes = service,
            Postgres = plan.Service.Postgres,
            Load = load,
            Seed = plan.Seed,
        };
        progress.Step($"cache   {endpoint} behind a proxy that keeps its answers for {keptFor.TotalSeconds:0.###} s, and without: "
            + $"{CacheTrial.Pairs} pairs of blocks of {CacheTrial.BlockOf(load).TotalSeconds:0} s");
        var trial = new CacheTrial(request, journal, time);
        return CollectorHost.RunAsync($"a caching proxy before {endpoint}", token => trial.RunAsync(Tell, token), OneLimit, time, stop);
    }

    private void Tell(int pair)
    {
        if (pair % (CacheTrial.Pairs / 4) == 0)
        {
            progress.Detail($"{pair} of {CacheTrial.Pairs} pairs");
        }
    }
}
