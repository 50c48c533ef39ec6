using MathNet.Numerics.Distributions;

namespace Headroom.Statistics;

/// <summary>A line that strays do not pull: least squares for points near it, a bounded say for the others.</summary>
/// <param name="Slope">Change of y for one unit of x.</param>
/// <param name="Intercept">y at x = 0.</param>
/// <param name="Low">Lower end of the slope's interval.</param>
/// <param name="High">Upper end of the slope's interval.</param>
/// <param name="Confidence">How often such an interval holds the slope, 0..1.</param>
/// <param name="Points">How many points it rests on.</param>
/// <remarks>
/// Iteratively reweighted least squares with Huber's weights min(1, 1.345 s / |residual|), from the Theil-Sen line; s is 1.4826 times the
/// median absolute residual. The interval is the slope +- t(n - 2) times Huber's asymptotic standard error: more precise than that of
/// <see cref="TheilSen"/> on few factor levels with many repetitions. When most points lie exactly on the line (calls per request do), the
/// line and its interval are that line. It does not guard against strays in x: in a probe x is what the probe chose.
/// <para><b>Source:</b> Huber, Robust Statistics (1981), sections 7.6 to 7.8; the tuning constant gives 95 % efficiency for normal
/// errors.</para>
/// </remarks>
public sealed record HuberLine(double Slope, double Intercept, double Low, double High, double Confidence, int Points)
{
    /// <summary>Residuals up to so many robust deviations count in full.</summary>
    private const double Tuning = 1.345;

    /// <summary>The median absolute residual of a normal distribution times this is its standard deviation.</summary>
    private const double NormalScale = 1.4826;

    private const int MostSteps = 200;

    /// <summary>The line through points, or null below three points or two different x.</summary>
    /// <param name="points">Finite points in any order.</param>
    /// <param name="confidence">Above 0, below 1.</param>
    public static HuberLine? Through(IReadOnlyList<(double X, double Y)> points, double confidence)
    {
        if (points.Count < 3 || TheilSen.Through(points, confidence) is not { } start)
        {
            return null;
        }

        var (slope, intercept) = (start.Slope, start.Intercept);
        for (var step = 0; step < MostSteps; step++)
        {
            var scale = Scale(points, slope, intercept);
            if (scale <= Rounding(points))
            {
                return new HuberLine(slope, intercept, slope, slope, confidence, points.Count);
            }

            var (nextSlope, nextIntercept) = Weighted(points, slope, intercept, scale);
            var moved = Math.Abs(nextSlope - slope) * points.Max(static point => Math.Abs(point.X)) + Math.Abs(nextIntercept - intercept);
            (slope, intercept) = (nextSlope, nextIntercept);
            if (moved <= 1e-10 * scale)
            {
                break;
            }
        }

        var half = StudentT.InvCDF(0, 1, points.Count - 2, (1 + confidence) / 2) * StandardError(points, slope, intercept);
        return new HuberLine(slope, intercept, slope - half, slope + half, confidence, points.Count);
    }

    private static double Residual((double X, double Y) point, double slope, double intercept) => point.Y - intercept - (slope * point.X);

    private static double Rounding(IReadOnlyList<(double X, double Y)> points) => 1e-12 * points.Max(static point => Math.Abs(point.Y));

    private static double Scale(IReadOnlyList<(double X, double Y)> points, double slope, double intercept)
    {
        var sorted = points.Select(point => Math.Abs(Residual(point, slope, intercept))).Order().ToArray();
        return NormalScale * Median.OfSorted(sorted);
    }

    private static (double Slope, double Intercept) Weighted(
        IReadOnlyList<(double X, double Y)> points, double slope, double intercept, double scale)
    {
        var weights = points.Select(point => 1 / Math.Max(1, Math.Abs(Residual(point, slope, intercept)) / (Tuning * scale))).ToArray();
        var sum = weights.Sum();
        var meanX = points.Zip(weights, static (point, weight) => point.X * weight).Sum() / sum;
        var meanY = points.Zip(weights, static (point, weight) => point.Y * weight).Sum() / sum;
        var sxx = points.Zip(weights, (point, weight) => weight * (point.X - meanX) * (point.X - meanX)).Sum();
        var sxy = points.Zip(weights, (point, weight) => weight * (point.X - meanX) * (point.Y - meanY)).Sum();
        return (sxy / sxx, meanY - (sxy / sxx * meanX));
    }

    /// <summary>
    /// K s sqrt(sum psi^2 / (n - 2)) / (m sqrt(Sxx)): m is the share of residuals that count in full, K = 1 + (2/n)(1 - m)/m.
    /// </summary>
    private static double StandardError(IReadOnlyList<(double X, double Y)> points, double slope, double intercept)
    {
        var bound = Tuning * Scale(points, slope, intercept);
        var residuals = points.Select(point => Residual(point, slope, intercept)).ToArray();
        var full = residuals.Count(residual => Math.Abs(residual) <= bound) / (double)points.Count;
        var squares = residuals.Sum(residual => Math.Pow(Math.Clamp(residual, -bound, bound), 2));
        var meanX = points.Average(static point => point.X);
        var sxx = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        var correction = 1 + (2.0 / points.Count * (1 - full) / full);
        return correction * Math.Sqrt(squares / (points.Count - 2) / sxx) / full;
    }
}
