namespace Headroom.Statistics;

/// <summary>Concordance: in how many pairs of points y rises with x, less those in which it falls.</summary>
/// <remarks><b>Source:</b> Kendall, Rank Correlation Methods, 4th ed., chapters 1 and 4.</remarks>
internal static class Kendall
{
    /// <summary>
    /// The most points with an exact distribution, a count; beyond it, and with ties, the normal approximation with continuity is used.
    /// </summary>
    public const int ExactUpTo = 100;

    /// <summary>S of values in the order of time.</summary>
    public static long Score(IReadOnlyList<double> values)
    {
        var score = 0L;
        for (var i = 0; i < values.Count; i++)
        {
            for (var j = i + 1; j < values.Count; j++)
            {
                score += values[j].CompareTo(values[i]);
            }
        }

        return score;
    }

    /// <summary>The variance of S over all orders of the values, equal ones among them.</summary>
    public static double Variance(IReadOnlyList<double> values) =>
        (Term(values.Count) - values.GroupBy(static value => value).Sum(static tied => Term(tied.Count()))) / 18;

    /// <summary>
    /// The greatest k for which P(fewer than k of the pairs of points fall) &lt;= tail when y has nothing to do with x; 0 when there is
    /// none.
    /// </summary>
    /// <param name="x">The x of the points; pairs with the same x do not count.</param>
    /// <param name="pairs">Pairs of points with different x.</param>
    /// <param name="tail">0..1.</param>
    public static int CriticalRank(IReadOnlyList<double> x, int pairs, double tail)
    {
        var isUntied = pairs == x.Count * (x.Count - 1) / 2;
        if (!isUntied || x.Count > ExactUpTo)
        {
            // S = 2K - pairs moves in steps of 2, so that half a step of continuity is 1.
            var deviation = Math.Sqrt(Variance(x));
            return Math.Max(0, (int)Math.Floor((pairs + 1 + (deviation * StandardNormal.Quantile(tail))) / 2));
        }

        var cumulated = 0.0;
        var k = 0;
        foreach (var chance in Inversions(x.Count, pairs / 2))
        {
            if (cumulated + chance > tail)
            {
                break;
            }

            cumulated += chance;
            k++;
        }

        return k;
    }

    private static double Term(int n) => n * (n - 1.0) * ((2.0 * n) + 5);

    /// <summary>
    /// P(0 inversions), P(1), ... P(most) in a random order of n values: the i-th value adds 0 to i - 1 of them, each as likely.
    /// </summary>
    private static double[] Inversions(int n, int most)
    {
        var chance = new double[most + 1];
        chance[0] = 1;
        for (var i = 2; i <= n; i++)
        {
            var next = new double[most + 1];
            var window = 0.0;
            for (var sum = 0; sum <= most; sum++)
            {
                window += chance[sum] - (sum >= i ? chance[sum - i] : 0);
                next[sum] = Math.Max(0, window / i);
            }

            chance = next;
        }

        return chance;
    }
}
