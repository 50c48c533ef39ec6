using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Statistics;

namespace Headroom.Analyze.Judge;

/// <summary>One metric in both arms, pair by pair.</summary>
/// <param name="All">All pairs in their order; null where one of the arms has no value.</param>
internal sealed record PairSeries(IReadOnlyList<(double Base, double Remedy)?> All)
{
    /// <summary>Time in milliseconds; of an arm that was cut short the time limit, a lower bound.</summary>
    public static PairSeries Time(IReadOnlyList<ArmPair> pairs) =>
        new([.. pairs.Select((double, double)? (pair) => (pair.BaseTime.TotalMilliseconds, pair.RemedyTime.TotalMilliseconds))]);

    /// <summary>Shared buffers; an arm that was cut short, or fired triggers, has none.</summary>
    public static PairSeries Buffers(IReadOnlyList<ArmPair> pairs) => new(
    [
        .. pairs.Select((double, double)? (pair) => pair is { BaseBuffers: { } without, RemedyBuffers: { } with } ? (without, with) : null),
    ]);

    /// <summary>
    /// The load as a whole: the k-th pairs of all statements, each times its calls, added up. It is as long as the shortest of them.
    /// </summary>
    public static PairSeries Net(IEnumerable<(PairSeries Series, long Calls)> statements)
    {
        var weighted = statements.Select(s => (s.Series.All, Weight: Math.Max(1, s.Calls))).ToList();
        var length = weighted.Min(statement => statement.All.Count);
        return new PairSeries(
        [
            .. Enumerable.Range(0, length).Select((double, double)? (k) => weighted.TrueForAll(s => s.All[k] is not null)
                ? (weighted.Sum(s => s.All[k]!.Value.Base * s.Weight), weighted.Sum(s => s.All[k]!.Value.Remedy * s.Weight))
                : null),
        ]);
    }

    /// <summary>The pairs with a value in both arms.</summary>
    public IReadOnlyList<(double Base, double Remedy)> Pairs { get; } = [.. All.OfType<(double, double)>()];

    /// <summary>Whether every pair has a value in both arms.</summary>
    public bool IsComplete => Pairs.Count == All.Count;

    /// <summary>Median of the base arm.</summary>
    public double BaseMedian => (Median.Of(Pairs.Select(pair => pair.Base)) ?? 0);

    /// <summary>Median of what the base arm has more than the remedy arm.</summary>
    public double MedianDifference => (Median.Of(Pairs.Select(pair => pair.Base - pair.Remedy)) ?? 0);

    /// <summary>The paired ratio, or null when there are too few pairs or one of them has a zero.</summary>
    public PairedRatio? Ratio() => Pairs.All(pair => pair is { Base: > 0, Remedy: > 0 })
        ? PairedRatio.Estimate([.. Pairs.Select(pair => (pair.Base, pair.Remedy))])
        : null;

    /// <summary>The metric as a proof lists it, from the pairs with a value in both arms; nothing when there are none.</summary>
    public IEnumerable<MeasuredChange> Change(string metric)
    {
        if (Pairs.Count == 0)
        {
            yield break;
        }

        var ratio = Ratio();
        yield return new MeasuredChange
        {
            Metric = metric,
            Base = BaseMedian,
            Remedy = (Median.Of(Pairs.Select(pair => pair.Remedy)) ?? 0),
            Change = ratio?.Ratio - 1,
            ChangeLow = ratio?.Low - 1,
            ChangeHigh = ratio?.High - 1,
            Pairs = Pairs.Count,
        };
    }
}
