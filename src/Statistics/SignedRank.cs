namespace Headroom.Statistics;

/// <summary>The distribution of the signed-rank sum when every sign is a fair coin.</summary>
/// <remarks>
/// The sum T+ of the ranks with a positive sign is a sum of independent terms, each a rank or nothing with probability 1/2: its
/// distribution is built up rank by rank. Ranks are given doubled, so that the mid-ranks of ties are integers.
/// <para><b>Source:</b> Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., section 3.1; ties: the
/// same distribution, given the mid-ranks.</para>
/// </remarks>
internal static class SignedRank
{
    /// <summary>The most values with an exact distribution, a count: above, the normal approximation with continuity is used.</summary>
    /// <remarks>At 300 values one exact tail takes some 10 ms, and the approximation's error is far below what a verdict turns
    /// on.</remarks>
    public const int ExactUpTo = 300;

    /// <summary>P(T+ &lt;= sum) and P(T+ = sum); ranks and sum are doubled.</summary>
    public static (double UpTo, double At) Tail(IReadOnlyList<int> doubledRanks, int doubledSum)
    {
        if (doubledSum < 0)
        {
            return (0, 0);
        }

        var unit = doubledRanks.All(static rank => rank % 2 == 0) ? 2 : 1;
        var chance = Distribution(doubledRanks.Select(rank => rank / unit), doubledSum / unit);
        return (Math.Min(1, chance.Sum()), chance[^1]);
    }

    /// <summary>
    /// The greatest k with P(T+ &lt;= k - 1) &lt;= tail for n values without ties; 0 when there is none, since n is too small for the tail.
    /// </summary>
    public static int CriticalRank(int n, double tail)
    {
        if (n > ExactUpTo)
        {
            var (mean, deviation) = (n * (n + 1.0) / 4, Math.Sqrt(n * (n + 1.0) * ((2.0 * n) + 1) / 24));
            return Math.Max(0, (int)Math.Floor(mean + (deviation * StandardNormal.Quantile(tail)) + 0.5));
        }

        var chance = Distribution(Enumerable.Range(1, n), n * (n + 1) / 4);
        var cumulated = 0.0;
        var k = 0;
        while (k < chance.Length && cumulated + chance[k] <= tail)
        {
            cumulated += chance[k++];
        }

        return k;
    }

    /// <summary>P(T+ = 0), P(T+ = 1), ... P(T+ = most).</summary>
    private static double[] Distribution(IEnumerable<int> ranks, int most)
    {
        var chance = new double[most + 1];
        chance[0] = 1;
        var reached = 0;
        foreach (var rank in ranks)
        {
            reached = Math.Min(most, reached + rank);
            for (var sum = reached; sum >= rank; sum--)
            {
                chance[sum] = (chance[sum] + chance[sum - rank]) / 2;
            }

            for (var sum = Math.Min(rank - 1, reached); sum >= 0; sum--)
            {
                chance[sum] /= 2;
            }
        }

        return chance;
    }
}
