using MathNet.Numerics;

namespace Headroom.Statistics;

/// <summary>A quantile of few values that uses all of them, each by its weight, and so varies less than one order statistic.</summary>
/// <param name="Value">The estimate, in the values' unit; infinite when a value with weight is.</param>
/// <param name="StandardError">Its standard error after Maritz and Jarrett, in the values' unit; null when the estimate is
/// infinite.</param>
/// <remarks>
/// The weight of the i-th of n sorted values is I(i/n) - I((i-1)/n), where I is the regularised incomplete beta function with
/// a = (n+1)q and b = (n+1)(1-q).
/// <para><b>Source:</b> Harrell and Davis, "A new distribution-free quantile estimator", Biometrika 69 (1982); Maritz and Jarrett, JASA 73
/// (1978).</para>
/// </remarks>
public sealed record HarrellDavis(double Value, double? StandardError)
{
    /// <summary>Below this a weight counts as zero: so that one infinite value at the far end does not make a median infinite.</summary>
    private const double LeastWeight = 1e-12;

    /// <summary>Estimates a quantile of one value or more.</summary>
    /// <param name="values">Values in any order.</param>
    /// <param name="quantile">Above 0, below 1.</param>
    public static HarrellDavis Of(IReadOnlyList<double> values, double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count, nameof(values));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(quantile, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(quantile, 1);
        var (a, b) = ((values.Count + 1) * quantile, (values.Count + 1) * (1 - quantile));
        var (mean, square, below) = (0.0, 0.0, 0.0);
        foreach (var (place, value) in values.Order().Index())
        {
            var upTo = SpecialFunctions.BetaRegularized(a, b, (place + 1.0) / values.Count);
            var weight = upTo - below;
            below = upTo;
            if (weight >= LeastWeight)
            {
                mean += weight * value;
                square += weight * value * value;
            }
        }

        return new HarrellDavis(mean, double.IsFinite(mean) ? Math.Sqrt(Math.Max(0, square - (mean * mean))) : null);
    }
}
