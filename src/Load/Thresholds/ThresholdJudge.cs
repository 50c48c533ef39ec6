using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Load.Thresholds;

/// <summary>Judges thresholds by what was recorded.</summary>
/// <remarks>
/// A duration and a share of which nothing was recorded have no value, and their thresholds do not pass (k6 takes 0 for a trend without
/// samples, so that
/// <c>p(95)&lt;300</c> of nothing passes there). A counter of which nothing was recorded is 0: <c>dropped_iterations: count&lt;1</c>
/// passes when none was dropped, <c>http_reqs: count&gt;100</c> fails when nothing was sent.
/// </remarks>
internal static class ThresholdJudge
{
    private const double NsPerMs = 1e6;

    /// <summary>The aggregate in the unit of a threshold's bound, or null when nothing was measured.</summary>
    /// <param name="aggregate">What of the metric.</param>
    /// <param name="kind">What sort of metric it is.</param>
    /// <param name="totals">What was recorded.</param>
    /// <param name="length">How long it was recorded.</param>
    public static double? Measure(Aggregate aggregate, MetricKind kind, MetricTotals totals, TimeSpan length) => (kind, aggregate) switch
    {
        (MetricKind.Duration, Aggregate.Percentile percentile) => totals.Durations.QuantileNs(percentile.Value / 100) / NsPerMs,
        (MetricKind.Duration, Aggregate.Mean) => totals.Durations.MeanNs / NsPerMs,
        (MetricKind.Duration, Aggregate.Least) => totals.Durations.MinNs / NsPerMs,
        (MetricKind.Duration, Aggregate.Greatest) => totals.Durations.MaxNs / NsPerMs,
        (MetricKind.Share, Aggregate.Rate) => totals.Total == 0 ? null : (double)totals.Held / totals.Total,
        (MetricKind.Counter, Aggregate.Number) => totals.Total,
        (MetricKind.Counter, Aggregate.Rate) => length > TimeSpan.Zero ? totals.Total / length.TotalSeconds : null,
        _ => null,
    };

    /// <summary>Of two values the one that is nearer to failing, or failing more.</summary>
    public static double? Worse(Threshold threshold, double? a, double? b) => a is not { } first || b is not { } second
        ? a ?? b
        : threshold.Comparison switch
        {
            Comparison.Below or Comparison.AtMost => Math.Max(first, second),
            Comparison.Above or Comparison.AtLeast => Math.Min(first, second),
            Comparison.Equal => Math.Abs(second - threshold.Bound) > Math.Abs(first - threshold.Bound) ? second : first,
            Comparison.Unequal => Math.Abs(second - threshold.Bound) < Math.Abs(first - threshold.Bound) ? second : first,
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Whether a value holds; nothing does not.</summary>
    public static bool Holds(Threshold threshold, double? actual) =>
        actual is { } value && threshold.Comparison.Holds(value, threshold.Bound);

    /// <summary>What became of a threshold.</summary>
    /// <param name="threshold">The threshold.</param>
    /// <param name="actual">The value over the run, or the worst of its windows; null when nothing was measured.</param>
    /// <param name="aborted">Whether it ended the run: then it did not hold, whatever came after.</param>
    public static ThresholdMetrics Judge(Threshold threshold, double? actual, bool aborted) => new()
    {
        Metric = threshold.Source,
        Expression = threshold.Expression,
        Actual = actual,
        Passed = !aborted && Holds(threshold, actual),
        Aborted = aborted,
    };
}
