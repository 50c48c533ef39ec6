using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Statistics;

namespace Headroom.Analyze.Judge;

/// <summary>One metric in both arms, pair by pair.</summary>
internal sealed record PairSeries(IReadOnlyList<(double Base, double Remedy)> Pairs)
{
    /// <summary>Time in milliseconds.</summary>
    public static PairSeries Time(IReadOnlyList<ArmPair> pairs) =>
        new([.. pairs.Select(pair => (pair.BaseTime.TotalMilliseconds, pair.RemedyTime.TotalMilliseconds))]);

    /// <summary>Shared buffers.</summary>
    public static PairSeries Buffers(IReadOnlyList<ArmPair> pairs) =>
        new([.. pairs.Select(pair => ((double)pair.BaseBuffers, (double)pair.RemedyBuffers))]);

    /// <summary>
    /// The load as a whole: the k-th pairs of all statements, each times its calls, added up. It is as long as the shortest of them.
    /// </summary>
    public static PairSeries Net(IEnumerable<(PairSeries Series, long Calls)> statements)
    {
        var weighted = statements.ToList();
        var length = weighted.Min(statement => statement.Series.Pairs.Count);
        return new PairSeries(
        [
            .. Enumerable.Range(0, length).Select(k => (
                weighted.Sum(s => s.Series.Pairs[k].Base * Math.Max(1, s.Calls)),
                weighted.Sum(s => s.Series.Pairs[k].Remedy * Math.Max(1, s.Calls)))),
        ]);
    }

    /// <summary>Whether no pair was counted in one arm alone: an execution that was cut short has no count.</summary>
    public bool IsCountedInBothArms => Pairs.All(pair => pair.Base > 0 == pair.Remedy > 0);

    /// <summary>Median of the base arm.</summary>
    public double BaseMedian => Median(Pairs.Select(pair => pair.Base));

    /// <summary>The paired ratio, or null when there are too few pairs or one of them has a zero.</summary>
    public PairedRatio? Ratio() => Pairs.All(pair => pair is { Base: > 0, Remedy: > 0 })
        ? PairedRatio.Estimate([.. Pairs.Select(pair => (pair.Base, pair.Remedy))])
        : null;

    /// <summary>The metric as a proof lists it.</summary>
    public MeasuredChange Change(string metric)
    {
        var ratio = Ratio();
        return new MeasuredChange
        {
            Metric = metric,
            Base = BaseMedian,
            Remedy = Median(Pairs.Select(pair => pair.Remedy)),
            Change = ratio?.Ratio - 1,
            ChangeLow = ratio?.Low - 1,
            ChangeHigh = ratio?.High - 1,
            Pairs = Pairs.Count,
        };
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
