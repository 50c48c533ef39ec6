using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Statistics;
using static Headroom.Analyze.Judge.ComparisonJudge;

namespace Headroom.Analyze.Judge;

/// <summary>
/// Says what a cache before one endpoint saves, from the load with it and without: the service's work first, then the latency.
/// </summary>
/// <remarks>
/// <code>
///   answers differ, more fail, slower ------------------------------------ Regressed   (the judge of compare)
///   it ended early, arrivals were lost, the service fails by itself ------- Unfit       (the same)
///   the database is asked for less --------------------------------------- Improved
///   the service computes less, by more than any answer costs it ---------- Improved
///   the database is asked for as much, or the service saves what any
///   answer costs: the service keeps the answer itself, or hardly works --- Equivalent
/// </code>
/// Work is that of the whole load, a request: what a cache saves of an endpoint that is hardly asked for is not worth one. A proxy that
/// answers saves the service its HTTP in any case; so processor time counts beyond twice what the health endpoint takes alone. Latency
/// never proves it by itself: an answer that need not go to the service comes sooner, however little the service works for it. Nor does a
/// latency that cannot be judged, since the machine was disturbed or the generator late, keep the work from it: counters of work hardly
/// vary with either.
/// </remarks>
public static class CacheJudge
{
    /// <summary>How much more than an answer at the least (a ratio) a repeat must cost the service to be worth keeping.</summary>
    private const double LeastWork = 2;

    private const string Own = "the service keeps these answers itself, or hardly works for them";

    private static readonly string[] s_ofDatabase = ["statements_per_request", "buffers_per_request"];

    private static readonly string[] s_arms = ["the service behind a proxy", "the service behind a proxy that keeps its answers"];

    /// <summary>What the experiment showed. Its changes begin with what decided.</summary>
    public static Proof Judge(CacheExperiment experiment)
    {
        var blocks = experiment.Blocks;
        var comparison = blocks.Pairs.Count < ProofRule.FewestPairs ? null : ComparisonJudge.Judge(blocks, experiment.Contract);
        var (verdict, reason, decisive) = Of(experiment, comparison);
        IEnumerable<MeasuredChange?> changes = comparison is null
            ? []
            : [decisive, .. comparison.Work, ComparisonChanges.OfEndpoint(blocks, experiment.Endpoint), comparison.Primary,
                .. comparison.Latency];
        return new Proof
        {
            Fingerprint = experiment.Fingerprint,
            Verdict = verdict,
            Reason = reason,
            Arms = s_arms,
            Changes = [.. changes.OfType<MeasuredChange>().DistinctBy(static change => change.Metric)],
            Costs = [],
            Evidence = $"evidence/{EvidenceSet.ProofName(experiment.Fingerprint)}.json",
        };
    }

    private static (ProofVerdict Verdict, string Reason, MeasuredChange? Decisive) Of(
        CacheExperiment experiment, ArmComparison? comparison) =>
        (Silence(experiment.Contract), Contradiction(experiment.Contract), comparison, experiment.Cache) switch
        {
            ({ } silence, _, _, _) => (ProofVerdict.Unfit, silence, null),
            (_, { } contradiction, _, _) => (ProofVerdict.Regressed, contradiction, null),
            (_, _, null, _) =>
                (ProofVerdict.Unfit,
                    experiment.Blocks.EndedBecause
                        ?? $"{experiment.Blocks.Pairs.Count} pairs of blocks were measured, and a verdict needs {ProofRule.FewestPairs}",
                    null),
            (_, _, { Verdict: ProofVerdict.Regressed } slower, _) => (slower.Verdict, slower.Reason, slower.Primary),
            (_, _, { Verdict: ProofVerdict.Unfit } unfit, _) when !IsOfLatencyAlone(experiment.Blocks) =>
                (unfit.Verdict, unfit.Reason, unfit.Primary),
            (_, _, _, { Hits: 0, Unkept: > 0 } cache) =>
                (ProofVerdict.Unfit,
                    $"{Number(cache.Unkept)} answers could not be kept: they were no 200, set a cookie, or their Cache-Control or Vary "
                        + "forbids it",
                    null),
            (_, _, _, { Hits: 0 }) => (ProofVerdict.Unfit, "no request met an answer that was kept", null),
            (_, _, { } measured, _) => OfWork(experiment, measured),
        };

    private static (ProofVerdict Verdict, string Reason, MeasuredChange? Decisive) OfWork(
        CacheExperiment experiment, ArmComparison comparison)
    {
        var without = experiment.LeftOut.Count == 0
            ? ""
            : $" (without {string.Join(", ", experiment.LeftOut)}, which cannot be sent twice)";
        var hits = $"the cache answered {Percent(HitRatio(experiment.Cache))} of {Number(experiment.Cache.Hits + experiment.Cache.Misses)} "
            + $"requests{without}";
        var database = s_ofDatabase.Select(name => comparison.Work.FirstOrDefault(change => change.Metric == name))
            .OfType<MeasuredChange>().ToList();
        var processor = comparison.Work.FirstOrDefault(static change => change.Metric == "cpu_ms_per_request");
        var least = LeastWork * experiment.LeastAnswer?.TotalMilliseconds;
        if (database.Find(Falls) is { } asked)
        {
            return (ProofVerdict.Improved,
                $"{hits}, and the load as a whole asks the database for less: {Text(asked)}; {Latency(comparison)}", asked);
        }

        if (processor is not null && Falls(processor) && SavedByHit(experiment, processor, processor.ChangeHigh) > least)
        {
            return (ProofVerdict.Improved, $"{hits}, and the service computes less: {Text(processor)}; {Latency(comparison)}", processor);
        }

        var counted = string.Join(", ", database.Select(Text));
        return (database, processor, least) switch
        {
            ([var first, ..], _, _) => database.TrueForAll(IsSteady)
                ? (ProofVerdict.Equivalent, $"{hits}, and the database is asked for no less: {counted}; {Own}", first)
                : (ProofVerdict.Inconclusive, $"{hits}, and it is not shown that the database is asked for less: {counted}", first),
            (_, { } spent, { } most) => SavedByHit(experiment, spent, spent.ChangeLow) <= most
                ? (ProofVerdict.Equivalent, $"{hits}, and each saved the service no more than any answer costs it: {Text(spent)}; {Own}",
                    spent)
                : (ProofVerdict.Inconclusive,
                    $"{hits}, and it is not shown that each saved the service more than any answer costs it: {Text(spent)}", spent),
            _ => (ProofVerdict.Unfit,
                "no work of the service was counted: it is not on this machine, or its health endpoint does not answer, and it names no "
                    + "postgres",
                processor),
        };
    }

    // Milliseconds of processor time that a request which the cache answered saved, by one end of the interval; null when that end is not
    // known. The hits are those of the very blocks whose work was counted.
    private static double? SavedByHit(CacheExperiment experiment, MeasuredChange processor, double? change) =>
        HitsPerRequest(experiment.Blocks) is > 0 and var hits ? -change * processor.Base / hits : null;

    private static double? HitsPerRequest(BlockExperiment blocks)
    {
        var counted = blocks.Pairs.Select(static pair => pair.B)
            .Where(static block => block.Requests > 0 && block.Work.ContainsKey(Block.CacheHits)).ToList();
        return counted.Count == 0 ? null
            : counted.Sum(static block => block.Requests * block.Work[Block.CacheHits]) / counted.Sum(static block => block.Requests);
    }

    // Whatever else makes a comparison unfit touches the latency and leaves the counted work of its requests as it is.
    private static bool IsOfLatencyAlone(BlockExperiment blocks) =>
        blocks.EndedBecause is null && LostArrivals(blocks) is null && FailedBlocksOfBase(blocks) <= MostFailed;

    private static double HitRatio(CacheCounts cache) => (double)cache.Hits / (cache.Hits + cache.Misses);

    private static bool Falls(MeasuredChange change) => change is { ChangeHigh: < 0, Change: <= -PairedDecision.LeastEffect };

    private static bool IsSteady(MeasuredChange change) => change.ChangeLow >= -PairedDecision.EquivalenceMargin;

    private static string Latency(ArmComparison comparison) => comparison.Verdict switch
    {
        ProofVerdict.Improved => comparison.Reason,
        ProofVerdict.Unfit => $"proved by work; the latency cannot be judged: {comparison.Reason}",
        _ => $"proved by work, of the latency: {comparison.Reason}",
    };

    private static string Text(MeasuredChange change) => change is { Change: { } typical, ChangeLow: { } low, ChangeHigh: { } high }
        ? $"{change.Metric.Replace('_', ' ')} {Signed(typical)} ({Signed(low)} … {Signed(high)})"
        : string.Create(CultureInfo.InvariantCulture, $"{change.Metric.Replace('_', ' ')} {change.Base:0.###} → {change.Remedy:0.###}");
}
