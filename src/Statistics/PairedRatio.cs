namespace Headroom.Statistics;

/// <summary>The typical ratio of paired measurements, with an interval that assumes no distribution beyond symmetry of ln(ratio).</summary>
/// <param name="Ratio">B / A: 1 is no change, 0.5 is half.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Pairs">How many pairs it rests on.</param>
public sealed record PairedRatio(double Ratio, double Low, double High, int Pairs)
{
    /// <summary>The fewest pairs for which a 99 % interval exists: 2 / 2^n must not exceed 1 %.</summary>
    public const int FewestPairs = 8;

    /// <summary>How often the interval of <see cref="Estimate"/> holds the true ratio, 0..1.</summary>
    public const double Confidence = 0.99;

    /// <summary>
    /// The Hodges-Lehmann estimate of ln(b/a) and its 99 % interval from the Walsh averages, or null below <see cref="FewestPairs"/>.
    /// </summary>
    /// <param name="pairs">Positive numbers (a, b) that were measured side by side.</param>
    /// <remarks>
    /// The interval is [W(k), W(m+1-k)] of the m = n(n+1)/2 sorted averages of two differences, where k - 1 is the greatest count whose
    /// exact signed-rank tail does not exceed 0.5 %.
    /// <para><b>Source:</b> Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., sections 3.2 and 3.3.</para>
    /// </remarks>
    public static PairedRatio? Estimate(IReadOnlyList<(double A, double B)> pairs)
    {
        if (pairs.Count < FewestPairs)
        {
            return null;
        }

        if (pairs.Any(pair => !(pair.A > 0 && pair.B > 0)))
        {
            throw new ArgumentException("paired ratios need positive measurements", nameof(pairs));
        }

        var differences = pairs.Select(pair => Math.Log(pair.B / pair.A)).ToArray();
        return OfLogarithms(differences, Confidence);
    }

    /// <summary>The ratio of one pair or more, from the logarithms ln(b/a), infinite ones among them.</summary>
    /// <param name="logarithms">ln(b/a) of each pair.</param>
    /// <param name="confidence">Of the interval, 0..1; it is 0 to infinity when there are too few pairs for it.</param>
    public static PairedRatio OfLogarithms(IReadOnlyList<double> logarithms, double confidence)
    {
        var centre = HodgesLehmann.Of(logarithms, confidence);
        return new PairedRatio(Math.Exp(centre.Estimate), Math.Exp(centre.Low), Math.Exp(centre.High), logarithms.Count);
    }
}
