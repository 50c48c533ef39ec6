namespace Headroom.Statistics;

/// <summary>A line whose slope is the median of the slopes between all pairs of points: up to 29 % of the points may be strays.</summary>
/// <param name="Slope">Change of y for one unit of x.</param>
/// <param name="Intercept">The median of y - slope * x.</param>
/// <param name="Low">Lower end of the slope's interval; minus infinity when the points are too few for one.</param>
/// <param name="High">Upper end of the slope's interval; plus infinity when the points are too few for one.</param>
/// <param name="Confidence">How often such an interval holds the slope, 0..1.</param>
/// <param name="Points">How many points it rests on.</param>
/// <remarks>
/// The interval is [s(k), s(N+1-k)] of the N sorted slopes, where k - 1 is the greatest count whose tail of Kendall's statistic does not
/// exceed (1 - confidence) / 2: exact for at most 100 points with different x, else normal. It supposes independent errors: of a series
/// in time with memory it is too narrow.
/// <para><b>Source:</b> Theil (1950); Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63 (1968).</para>
/// </remarks>
public sealed record TheilSen(double Slope, double Intercept, double Low, double High, double Confidence, int Points)
{
    /// <summary>The line through points, or null when there are fewer than two different x.</summary>
    /// <param name="points">Finite points in any order.</param>
    /// <param name="confidence">Above 0, below 1.</param>
    public static TheilSen? Through(IReadOnlyList<(double X, double Y)> points, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        var slopes = Slopes(points);
        if (slopes.Length == 0)
        {
            return null;
        }

        var slope = Median.OfSorted(slopes);
        var residuals = points.Select(point => point.Y - (slope * point.X)).Order().ToArray();
        var rank = Kendall.CriticalRank([.. points.Select(static point => point.X)], slopes.Length, (1 - confidence) / 2);
        var (low, high) = rank == 0 ? (double.NegativeInfinity, double.PositiveInfinity) : (slopes[rank - 1], slopes[^rank]);
        return new TheilSen(slope, Median.OfSorted(residuals), low, high, confidence, points.Count);
    }

    private static double[] Slopes(IReadOnlyList<(double X, double Y)> points)
    {
        var slopes = new List<double>(points.Count * (points.Count - 1) / 2);
        for (var i = 0; i < points.Count; i++)
        {
            for (var j = i + 1; j < points.Count; j++)
            {
                if (!points[i].X.Equals(points[j].X))
                {
                    slopes.Add((points[j].Y - points[i].Y) / (points[j].X - points[i].X));
                }
            }
        }

        slopes.Sort();
        return [.. slopes];
    }
}
