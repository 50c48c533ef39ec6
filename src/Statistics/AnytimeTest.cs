namespace Headroom.Statistics;

/// <summary>A paired test that may be looked at after every pair, for as long as one likes.</summary>
/// <param name="Sum">S: the sum of the scaled and clipped differences; its sign is the direction.</param>
/// <param name="SumOfSquares">V: the sum of their squares.</param>
/// <param name="Boundary">What |S| must reach after the last pair.</param>
/// <param name="RejectedAt">The first pair, from 1, after which |S| reached its boundary; null when it never did.</param>
/// <param name="PValue">Valid whenever one stops: 1 over the greatest evidence so far, at most 1.</param>
/// <remarks>
/// Pair k counts as x = clip(d / median(|earlier d|), -2.5, 2.5), so that one pair cannot decide and the scale is not chosen with the pair
/// in hand; the first pair only sets the scale. When the signs are coins, exp(uS - u^2 V / 2) is a supermartingale for every u, and so is
/// its mean over u from a normal distribution with variance 1/4:
/// <code>E = sqrt(4 / (V + 4)) * exp(S^2 / (2 (V + 4)))</code>
/// It ever reaches 1/alpha with a probability of at most alpha (Ville), and it does where |S| >= sqrt((V + 4) ln((V + 4) / (4 alpha^2))).
/// <para><b>Source:</b> de la Pena, "A general class of exponential inequalities for martingales and ratios", Annals of Probability 27
/// (1999); Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49
/// (2021).</para>
/// </remarks>
public sealed record AnytimeTest(double Sum, double SumOfSquares, double Boundary, int? RejectedAt, double PValue)
{
    /// <summary>The most that one pair counts, in typical differences.</summary>
    public const double Clip = 2.5;

    /// <summary>The inverse variance of the mixture: it is sharpest for effects that show within tens of pairs.</summary>
    public const double Mixture = 4;

    /// <summary>Tests differences in the order in which they were measured.</summary>
    /// <param name="differences">ln-ratios, infinite ones among them.</param>
    /// <param name="alpha">The chance, 0..1, of ever rejecting without an effect.</param>
    public static AnytimeTest Of(IReadOnlyList<double> differences, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(alpha, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(alpha, 1);
        var earlier = new List<double>(differences.Count);
        var (sum, squares, greatest) = (0.0, 0.0, 0.0);
        int? rejectedAt = null;
        for (var k = 0; k < differences.Count; k++)
        {
            if (k > 0)
            {
                var x = Scaled(differences[k], Median.OfSorted(earlier));
                sum += x;
                squares += x * x;
                greatest = Math.Max(greatest, (sum * sum / (2 * (squares + Mixture))) - (Math.Log((squares + Mixture) / Mixture) / 2));
                rejectedAt ??= Math.Abs(sum) >= BoundaryAt(squares, alpha) ? k + 1 : null;
            }

            Insert(earlier, Math.Abs(differences[k]));
        }

        return new AnytimeTest(sum, squares, BoundaryAt(squares, alpha), rejectedAt, Math.Min(1, Math.Exp(-greatest)));
    }

    private static double BoundaryAt(double squares, double alpha) =>
        Math.Sqrt((squares + Mixture) * Math.Log((squares + Mixture) / (Mixture * alpha * alpha)));

    /// <summary>
    /// What is infinite beside a finite scale, or not zero beside a scale of zero, is clipped; beside an infinite scale it is one typical
    /// difference.
    /// </summary>
    private static double Scaled(double difference, double scale) => difference switch
    {
        0 => 0,
        _ when double.IsInfinity(difference) && double.IsInfinity(scale) => Math.Sign(difference),
        _ => Math.Clamp(difference / scale, -Clip, Clip),
    };

    private static void Insert(List<double> sorted, double value)
    {
        var place = sorted.BinarySearch(value);
        sorted.Insert(place < 0 ? ~place : place, value);
    }
}
