using MathNet.Numerics;

namespace Headroom.Statistics;

/// <summary>The same requests in two arms: how often each arm alone failed.</summary>
/// <param name="Requests">Requests that were sent to both arms.</param>
/// <param name="OnlyBase">Requests that failed in the base arm alone.</param>
/// <param name="OnlyRemedy">Requests that failed in the remedy arm alone.</param>
/// <remarks>
/// Requests that both arms served, or both failed, say nothing about the difference. Without one, each of the others is a coin.
/// <para><b>Source:</b> McNemar, Psychometrika 12 (1947), in its exact binomial form; it is also the sign test of positive and negative
/// differences.</para>
/// </remarks>
public sealed record PairedFailures(long Requests, long OnlyBase, long OnlyRemedy)
{
    /// <summary>What the interval of the nuisance parameter in <see cref="NonInferiority"/> may miss, 0..1.</summary>
    private const double NuisanceMiss = 1e-4;

    /// <summary>Requests in which the arms differ.</summary>
    public long Discordant => OnlyBase + OnlyRemedy;

    /// <summary>
    /// Probability of at least so many failures of the remedy arm alone, when both arms fail alike: small when the remedy fails more.
    /// </summary>
    public double Greater => UpTo(OnlyBase, Discordant, 0.5);

    /// <summary>
    /// Probability of at most so many failures of the remedy arm alone, when both arms fail alike: small when the remedy fails less.
    /// </summary>
    public double Less => UpTo(OnlyRemedy, Discordant, 0.5);

    /// <summary>Twice the smaller of <see cref="Less"/> and <see cref="Greater"/>, at most 1.</summary>
    public double TwoSided => Math.Min(1, 2 * Math.Min(Less, Greater));

    /// <summary>
    /// The exact p value of "the remedy's failure ratio is above the base's by <paramref name="margin"/> or more": a small one shows that
    /// the remedy is not inferior.
    /// </summary>
    /// <param name="margin">Above 0, at most 1: 0.001 allows one more failure in a thousand requests.</param>
    /// <remarks>
    /// With a share s of requests in which the arms differ, and failure ratios that differ by the margin, each of these requests is the
    /// remedy's failure with probability (1 + margin / s) / 2. The p value is the binomial tail at the greatest s of a 99.99 % interval,
    /// plus the 0.01 % which that interval misses. Without a failure anywhere it needs some 9.2 / margin requests to fall to 0.01 %.
    /// <para><b>Source:</b> Berger and Boos, "P values maximized over a confidence set for the nuisance parameter", JASA 89 (1994); the
    /// interval is that of Clopper and Pearson, Biometrika 26 (1934).</para>
    /// </remarks>
    public double NonInferiority(double margin)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(margin, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(margin, 1);
        if (Requests == 0)
        {
            return 1;
        }

        var greatestShare = GreatestShare(Discordant, Requests);
        return greatestShare < margin
            ? NuisanceMiss
            : Math.Min(1, UpTo(OnlyRemedy, Discordant, (1 + (margin / greatestShare)) / 2) + NuisanceMiss);
    }

    /// <summary>
    /// How many requests it takes for <see cref="NonInferiority"/> to fall below <paramref name="alpha"/>, when no more of them fail in
    /// one arm alone.
    /// </summary>
    /// <param name="margin">As there.</param>
    /// <param name="alpha">Above 0, below 1.</param>
    /// <returns>At least <see cref="Requests"/>; null when no number is enough.</returns>
    public long? RequestsToTell(double margin, double alpha)
    {
        if (alpha <= NuisanceMiss)
        {
            return null;
        }

        var (few, enough) = (Requests, Math.Max(1, Requests));
        while (!IsEnough(enough))
        {
            (few, enough) = (enough, 2 * enough);
        }

        while (enough - few > 1)
        {
            var middle = few + ((enough - few) / 2);
            (few, enough) = IsEnough(middle) ? (few, middle) : (middle, enough);
        }

        return enough;

        bool IsEnough(long requests) => (this with { Requests = requests }).NonInferiority(margin) < alpha;
    }

    /// <summary>
    /// Upper end of the one-sided Clopper-Pearson interval: the share at which so few or fewer would be seen with probability <see
    /// cref="NuisanceMiss"/>.
    /// </summary>
    private static double GreatestShare(long seen, long all)
    {
        var (low, high) = ((double)seen / all, 1.0);
        while (high - low > 1e-12)
        {
            var middle = (low + high) / 2;
            (low, high) = UpTo(seen, all, middle) > NuisanceMiss ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>P(X &lt;= k) for a binomial X of n trials.</summary>
    private static double UpTo(long k, long n, double probability) => (k, probability) switch
    {
        _ when k >= n => 1,
        (_, >= 1) => 0,
        _ => SpecialFunctions.BetaRegularized(n - k, k + 1, 1 - probability),
    };
}
