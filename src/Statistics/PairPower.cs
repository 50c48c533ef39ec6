namespace Headroom.Statistics;

/// <summary>How many pairs an experiment needs.</summary>
/// <remarks>
/// <code>n = ((z(1 - alpha/2) + z(power)) * s / ln(1 + effect))^2</code>
/// s is the deviation of the pairs' ln-ratios. For an effect of 10 %, alpha 1 % and power 95 %: (2.5758 + 1.6449)^2 / ln(1.1)^2 = 1961, so
/// n = 1961 s^2. It is the count of a z test: the four looks add some 1 %, and normal noise another 5 % for the ranks, unless s is
/// <see cref="Deviation"/>, which has the latter in it.
/// <para><b>Source:</b> Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., section 2.4; Hollander, Wolfe and Chicken,
/// Nonparametric Statistical Methods, 3rd ed., section 3.11 (efficiency pi/3 of the ranks).</para>
/// </remarks>
public static class PairPower
{
    /// <summary>The least effect that an experiment is planned to find, as a ratio: +10 %.</summary>
    public const double Effect = 0.10;

    /// <summary>How often it finds an effect of that size, 0..1.</summary>
    public const double Power = 0.95;

    /// <summary>Of <see cref="Deviation"/>, 0..1: an interval of 99 % exists from 8 pairs on.</summary>
    private const double SpreadConfidence = 0.99;

    /// <summary>The pairs needed, rounded up; int.MaxValue when there are not so many.</summary>
    /// <param name="deviation">Standard deviation of the ln-ratios of the pairs.</param>
    /// <param name="effect">Above 0: 0.1 for +10 %.</param>
    /// <param name="alpha">Two-sided rate of false positives, 0..1.</param>
    /// <param name="power">How often the effect is found, 0..1.</param>
    public static int PairsNeeded(double deviation, double effect = Effect, double alpha = OBrienFleming.Alpha, double power = Power)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(effect, 0);
        return Count((StandardNormal.Quantile(1 - (alpha / 2)) + StandardNormal.Quantile(power)) * deviation / Math.Log(1 + effect));
    }

    /// <summary>The pairs with which the interval lies within <paramref name="margin"/> of no change, when there is none.</summary>
    /// <param name="deviation">Standard deviation of the ln-ratios of the pairs.</param>
    /// <param name="margin">Above 0: 0.05 for 5 %.</param>
    /// <param name="alpha">Two-sided, of the interval, 0..1.</param>
    /// <param name="power">How often the interval lies within the margin, 0..1.</param>
    /// <remarks>((z(1 - alpha/2) + z((1 + power) / 2)) s / ln(1 + margin))^2: the estimate strays to both sides.</remarks>
    public static int PairsForEquivalence(double deviation, double margin, double alpha = OBrienFleming.Alpha, double power = Power)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(margin, 0);
        var reach = StandardNormal.Quantile(1 - (alpha / 2)) + StandardNormal.Quantile((1 + power) / 2);
        return Count(reach * deviation / Math.Log(1 + margin));
    }

    /// <summary>
    /// The deviation that a normal noise with the same precision of the Hodges-Lehmann estimate has: half the width of its 99 %
    /// interval times sqrt(n) / 2.576. Null below 8 pairs or when so many failed that the interval is infinite.
    /// </summary>
    /// <remarks>Bursts inflate a standard deviation far more than they harm the ranks, and one failed block makes it infinite.</remarks>
    public static double? Deviation(IReadOnlyList<double> logRatios)
    {
        if (logRatios.Count < PairedRatio.FewestPairs)
        {
            return null;
        }

        var centre = HodgesLehmann.Of(logRatios, SpreadConfidence);
        var half = (centre.High - centre.Low) / 2;
        return double.IsFinite(half) ? half * Math.Sqrt(logRatios.Count) / StandardNormal.Quantile((1 + SpreadConfidence) / 2) : null;
    }

    /// <summary>
    /// The effect, above 0, that the pairs show at least: that of the end of their 99 % interval which is nearer to no change. Null where the
    /// interval holds no change, or there is none.
    /// </summary>
    public static double? EffectShown(IReadOnlyList<double> logRatios)
    {
        if (logRatios.Count < PairedRatio.FewestPairs)
        {
            return null;
        }

        var centre = HodgesLehmann.Of(logRatios, SpreadConfidence);
        var least = centre.Low > 0 ? centre.Low : -centre.High;
        return least > 0 && double.IsFinite(least) ? Math.Exp(least) - 1 : null;
    }

    private static int Count(double root) => root * root >= int.MaxValue ? int.MaxValue : (int)Math.Ceiling(root * root);
}
