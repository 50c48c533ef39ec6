namespace Headroom.Statistics;

/// <summary>The Wilcoxon signed-rank test: do paired differences lie around zero?</summary>
/// <param name="RankSum">T+: the sum of the ranks (by absolute value) of the positive differences.</param>
/// <param name="Less">Probability of a sum as small as this one or smaller when the signs are coins: small when differences lie below
/// zero.</param>
/// <param name="Greater">Probability of a sum as great as this one or greater: small when differences lie above zero.</param>
/// <param name="Values">Differences that were given, zeros among them.</param>
/// <param name="Zeros">Differences of exactly zero.</param>
/// <param name="IsExact">Whether the probabilities are exact; else they are the normal approximation with continuity.</param>
/// <remarks>
/// <list type="bullet">
/// <item>Ties share the mean of their ranks, and the distribution is the exact one given these mid-ranks.</item>
/// <item>Zeros are ranked with the others and then left out (Pratt): a difference of zero says nothing about the sign, but it makes the
/// ranks of the others no smaller than they are.</item>
/// <item>An infinite difference (a block that failed in one arm) has the greatest rank, shared by all infinite ones.</item>
/// </list>
/// <para><b>Source:</b> Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1 (1945); Pratt, "Remarks on zeros and
/// ties in the Wilcoxon signed rank procedures", JASA 54 (1959).</para>
/// </remarks>
public sealed record SignedRankTest(double RankSum, double Less, double Greater, int Values, int Zeros, bool IsExact)
{
    /// <summary>Probability of a sum at least as far from the middle as this one: twice the smaller tail.</summary>
    public double TwoSided => Math.Min(1, 2 * Math.Min(Less, Greater));

    /// <summary>Tests differences; without any, or with zeros alone, every probability is 1.</summary>
    /// <exception cref="ArgumentException">A difference is not a number.</exception>
    public static SignedRankTest Of(IReadOnlyList<double> differences)
    {
        if (differences.Any(double.IsNaN))
        {
            throw new ArgumentException("a difference is not a number", nameof(differences));
        }

        var (positive, all) = DoubledRanks(differences);
        var zeros = differences.Count - all.Count;
        var isExact = all.Count <= SignedRank.ExactUpTo;
        var (less, greater) = isExact ? Exact(all, positive) : Approximate(all, positive);
        return new SignedRankTest(positive / 2.0, less, greater, differences.Count, zeros, isExact);
    }

    /// <summary>Twice the mid-ranks of what is not zero, and the sum of those with a positive sign.</summary>
    private static (int Positive, List<int> All) DoubledRanks(IReadOnlyList<double> differences)
    {
        var sorted = differences.OrderBy(Math.Abs).ToArray();
        var all = new List<int>(sorted.Length);
        var positive = 0;
        for (var first = 0; first < sorted.Length;)
        {
            var end = first + 1;
            while (end < sorted.Length && Math.Abs(sorted[end]).Equals(Math.Abs(sorted[first])))
            {
                end++;
            }

            // Ranks first + 1 .. end share (first + 1 + end) / 2.
            var doubled = first + 1 + end;
            for (; first < end; first++)
            {
                if (sorted[first] != 0)
                {
                    all.Add(doubled);
                    positive += sorted[first] > 0 ? doubled : 0;
                }
            }
        }

        return (positive, all);
    }

    private static (double Less, double Greater) Exact(List<int> ranks, int positive)
    {
        var mirrored = ranks.Sum() - positive;
        var (upTo, at) = SignedRank.Tail(ranks, Math.Min(positive, mirrored));
        var rest = Math.Clamp(1 - (upTo - at), 0, 1);
        return positive <= mirrored ? (upTo, rest) : (rest, upTo);
    }

    private static (double Less, double Greater) Approximate(List<int> ranks, int positive)
    {
        var mean = ranks.Sum() / 2.0;
        var deviation = Math.Sqrt(ranks.Sum(static rank => (double)rank * rank)) / 2;

        // Half a rank of continuity is 1 in doubled ranks.
        return (StandardNormal.UpTo((positive + 1 - mean) / deviation), StandardNormal.UpTo((mean - positive + 1) / deviation));
    }
}
