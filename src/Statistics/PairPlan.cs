namespace Headroom.Statistics;

/// <summary>How a paired experiment is measured.</summary>
/// <param name="Pairs">Pairs that are planned; the looks lie at 25, 50, 75 and 100 % of them.</param>
/// <param name="Block">Length of one block: the load on one arm that gives one value.</param>
/// <param name="Settle">What is discarded before each block, so that one arm's work does not reach into the other's.</param>
public sealed record PairPlan(int Pairs, TimeSpan Block, TimeSpan Settle)
{
    /// <summary>The least requests of a block above the quantile that it measures, a count.</summary>
    private const int FewestAbove = 10;

    /// <summary>A block of a metric up to p95, at the rate that <see cref="UsualRate"/> asks for.</summary>
    public static readonly TimeSpan UsualBlock = TimeSpan.FromSeconds(2);

    /// <summary>The least block of a slower or rarer metric.</summary>
    public static readonly TimeSpan LongBlock = TimeSpan.FromSeconds(5);

    /// <summary>What is discarded before each block.</summary>
    public static readonly TimeSpan UsualSettle = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Requests a second from which a block of <see cref="UsualBlock"/> is long enough: 300 requests, 15 of them above p95.
    /// </summary>
    public const double UsualRate = 150;

    /// <summary>How long one pair takes: two blocks and what is discarded before each.</summary>
    public TimeSpan PerPair => 2 * (Block + Settle);

    /// <summary>How long the whole experiment takes, unless a look ends it.</summary>
    public TimeSpan Duration => Pairs * PerPair;

    /// <summary>
    /// The block for a quantile (0..1) at a rate of requests a second: 2 s, or 5 s below 150 requests a second or above p95; longer where
    /// fewer than 10 requests would lie above the quantile.
    /// </summary>
    public static TimeSpan BlockFor(double quantile, double ratePerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(quantile, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ratePerSecond, 0);
        var enough = TimeSpan.FromSeconds(Math.Round(FewestAbove / (ratePerSecond * (1 - quantile)), 3));
        var least = ratePerSecond >= UsualRate && quantile <= 0.95 ? UsualBlock : LongBlock;
        return enough > least ? enough : least;
    }
}
