namespace Headroom.Statistics.Simulation;

/// <summary>Random numbers of other shapes than the uniform one.</summary>
public static class RandomShapes
{
    /// <summary>A normal number with mean 0 and deviation 1.</summary>
    /// <remarks><b>Source:</b> Box and Muller, Annals of Mathematical Statistics 29 (1958).</remarks>
    public static double NextNormal(this SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>An exponential number with mean 1: the distance of random moments.</summary>
    public static double NextExponential(this SeededRandom random) => -Math.Log(1 - random.NextDouble());

    /// <summary>The k-th smallest of n uniform numbers in (0, 1), without drawing all of them.</summary>
    /// <remarks><b>Source:</b> David and Nagaraja, Order Statistics, section 2.3: it has a beta distribution (k, n - k + 1).</remarks>
    public static double NextOrderStatistic(this SeededRandom random, int k, int n)
    {
        var (below, above) = (random.NextGamma(k), random.NextGamma(n - k + 1));
        return below / (below + above);
    }

    /// <summary>A gamma number with scale 1, of a shape of 1 and above.</summary>
    /// <remarks><b>Source:</b> Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000).</remarks>
    private static double NextGamma(this SeededRandom random, double shape)
    {
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.NextNormal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (x * x / 2) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
