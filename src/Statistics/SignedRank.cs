namespace Headroom.Statistics;

/// <summary>The Hodges-Lehmann estimate of a symmetric distribution's centre, and its 99 % interval from the Walsh averages.</summary>
/// <remarks>
/// The interval is [W(k), W(m+1-k)] of the m = n(n+1)/2 sorted averages of two values, where k - 1 is the greatest count whose exact
/// signed-rank tail does not exceed 0.5 %.
/// <para><b>Source:</b> Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., sections 3.2 and 3.3.</para>
/// </remarks>
internal static class SignedRank
{
    /// <summary>The estimate and the ends of its interval; the values are at least <see cref="PairedRatio.FewestPairs"/>.</summary>
    public static (double Estimate, double Low, double High) Interval(double[] values)
    {
        var walsh = WalshAverages(values);
        var rank = CriticalRank(values.Length, tail: 0.005);
        return (Median(walsh), walsh[rank - 1], walsh[^rank]);
    }

    /// <summary>The middle of sorted values, or the mean of the two middles.</summary>
    private static double Median(double[] sorted) =>
        sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;

    private static double[] WalshAverages(double[] differences)
    {
        var averages = new double[differences.Length * (differences.Length + 1) / 2];
        var next = 0;
        for (var i = 0; i < differences.Length; i++)
        {
            for (var j = i; j < differences.Length; j++)
            {
                averages[next++] = (differences[i] + differences[j]) / 2;
            }
        }

        Array.Sort(averages);
        return averages;
    }

    /// <summary>The greatest k >= 1 with P(T+ &lt;= k - 1) &lt;= tail under the null hypothesis, by counting subsets of the ranks.</summary>
    private static int CriticalRank(int n, double tail)
    {
        var ways = new double[(n * (n + 1) / 2) + 1];
        ways[0] = 1;
        for (var rank = 1; rank <= n; rank++)
        {
            for (var sum = ways.Length - 1; sum >= rank; sum--)
            {
                ways[sum] += ways[sum - rank];
            }
        }

        var all = Math.Pow(2, n);
        var cumulated = 0.0;
        var k = 0;
        while (cumulated + ways[k] <= tail * all)
        {
            cumulated += ways[k++];
        }

        return Math.Max(1, k);
    }
}
