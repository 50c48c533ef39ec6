namespace Headroom.Statistics;

/// <summary>The centre of a symmetric distribution, with an interval that assumes nothing else of it.</summary>
/// <param name="Estimate">The median of the Walsh averages, in the values' unit; infinite when half of them are.</param>
/// <param name="Low">Lower end of the interval; minus infinity when the values are too few, or too often infinite, for one.</param>
/// <param name="High">Upper end of the interval; plus infinity when the values are too few, or too often infinite, for one.</param>
/// <param name="Confidence">How often such an interval holds the centre, 0..1.</param>
/// <param name="Values">How many values it rests on.</param>
/// <remarks>
/// The Walsh averages W are the m = n(n+1)/2 means of two values (a value with itself included), sorted. The interval is
/// [W(k), W(m+1-k)], where k - 1 is the greatest count whose exact signed-rank tail does not exceed (1 - confidence) / 2; ties make it
/// a little wider than need be. The mean of plus and minus infinity counts as 0: each outweighs the other.
/// <para><b>Source:</b> Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., sections 3.2 and 3.3.</para>
/// </remarks>
public sealed record HodgesLehmann(double Estimate, double Low, double High, double Confidence, int Values)
{
    /// <summary>Estimates the centre of one value or more.</summary>
    /// <param name="values">Values, infinite ones among them.</param>
    /// <param name="confidence">Above 0, below 1.</param>
    public static HodgesLehmann Of(IReadOnlyList<double> values, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count, nameof(values));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        if (values.Any(double.IsNaN))
        {
            throw new ArgumentException("a value is not a number", nameof(values));
        }

        var walsh = WalshAverages(values);
        var rank = SignedRank.CriticalRank(values.Count, (1 - confidence) / 2);
        var (low, high) = rank == 0 ? (double.NegativeInfinity, double.PositiveInfinity) : (walsh[rank - 1], walsh[^rank]);
        return new HodgesLehmann(Mean(walsh[(walsh.Length - 1) / 2], walsh[walsh.Length / 2]), low, high, confidence, values.Count);
    }

    private static double[] WalshAverages(IReadOnlyList<double> values)
    {
        var averages = new double[values.Count * (values.Count + 1) / 2];
        var next = 0;
        for (var i = 0; i < values.Count; i++)
        {
            for (var j = i; j < values.Count; j++)
            {
                averages[next++] = Mean(values[i], values[j]);
            }
        }

        Array.Sort(averages);
        return averages;
    }

    private static double Mean(double a, double b) => double.IsInfinity(a) && double.IsInfinity(b) && !a.Equals(b) ? 0 : (a + b) / 2;
}
