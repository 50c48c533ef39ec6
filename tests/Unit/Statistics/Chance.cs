namespace Headroom.Tests.Unit.Statistics;

/// <summary>How many of a number of trials chance alone may bring: bounds for tests with seeded chances.</summary>
internal static class Chance
{
    /// <summary>How often a bound of these is passed though the rate is right, 0..1.</summary>
    private const double Miss = 0.001;

    /// <summary>The least count k with P(X > k) &lt;= 0.1 %, for X successes of trials at this rate.</summary>
    public static int Most(int trials, double rate)
    {
        var (upTo, k) = (0.0, -1);
        while (upTo < 1 - Miss && k < trials)
        {
            upTo += Probability(++k, trials, rate);
        }

        return k;
    }

    /// <summary>The greatest count k with P(X &lt; k) &lt;= 0.1 %, for X successes of trials at this rate.</summary>
    public static int Fewest(int trials, double rate) => trials - Most(trials, 1 - rate);

    private static double Probability(int k, int n, double rate) =>
        Math.Exp(Enumerable.Range(1, k).Sum(i => Math.Log((n - k + i) / (double)i)) + (k * Math.Log(rate)) + ((n - k) * Math.Log(1 - rate)));
}
