namespace Headroom.Statistics;

/// <summary>A straight line through points: <c>y = intercept + slope * x</c>.</summary>
/// <param name="Slope">Change of y for one unit of x.</param>
/// <param name="Intercept">y at x = 0.</param>
/// <param name="RSquared">
/// Share of the variance of y that the line explains, 0..1; 1 for points that all lie on a line, a flat one included.
/// </param>
public sealed record LinearFit(double Slope, double Intercept, double RSquared)
{
    /// <summary>
    /// Least squares through <paramref name="points"/>, or null when there are fewer than two different x.
    /// </summary>
    /// <remarks><b>Source:</b> ordinary least squares, closed form.</remarks>
    public static LinearFit? Through(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count < 2)
        {
            return null;
        }

        var meanX = points.Average(p => p.X);
        var meanY = points.Average(p => p.Y);
        var sxx = points.Sum(p => (p.X - meanX) * (p.X - meanX));
        if (sxx <= 0)
        {
            return null;
        }

        var sxy = points.Sum(p => (p.X - meanX) * (p.Y - meanY));
        var syy = points.Sum(p => (p.Y - meanY) * (p.Y - meanY));
        var slope = sxy / sxx;
        return new LinearFit(slope, meanY - (slope * meanX), syy <= 0 ? 1 : Math.Clamp(sxy * sxy / (sxx * syy), 0, 1));
    }
}
