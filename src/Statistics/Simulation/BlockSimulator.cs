namespace Headroom.Statistics.Simulation;

/// <summary>
/// A paired experiment on a simulated machine: blocks with the noise of the machine and that of a quantile of few requests.
/// </summary>
/// <remarks>
/// A block's value is the machine's factor times the quantile of its requests, whose service times are lognormal and independent. Requests
/// need not be drawn one by one: the k-th of n has a known distribution.
/// </remarks>
public sealed record BlockSimulator
{
    /// <summary>How the machine behaves.</summary>
    public required NoiseModel Noise { get; init; }

    /// <summary>Pairs, block and settling time.</summary>
    public required PairPlan Plan { get; init; }

    /// <summary>By how much the remedy arm is slower, as a ratio: 0.1 is +10 %, 0 is the same.</summary>
    public double Effect { get; init; }

    /// <summary>Requests a second.</summary>
    public double Rate { get; init; } = PairPlan.UsualRate;

    /// <summary>The metric, as a quantile of service time, 0..1.</summary>
    public double Quantile { get; init; } = 0.95;

    /// <summary>Standard deviation of ln(service time).</summary>
    /// <remarks>
    /// 0.86 is a service whose p95 is four times its median: the ln-ratio of two p95 of 300 requests each has a deviation of 0.15. A
    /// service with 0.48 has one of 0.083, which is what interleaved blocks of 2 s showed on an idle machine.
    /// </remarks>
    public double Spread { get; init; } = 0.86;

    /// <summary>Whether an outcome-blind probe watches the machine and disturbed pairs are marked.</summary>
    public bool IsProbed { get; init; }

    /// <summary>Standard deviation of the logarithm of the probe's own reading of a block: some hundred spins of 1 ms.</summary>
    public double ProbeDeviation { get; init; } = 0.02;

    /// <summary>The pairs of one experiment, in order.</summary>
    public IReadOnlyList<MetricPair> Run(SeededRandom random)
    {
        var factors = Factors(random);
        var pairs = new MetricPair[Plan.Pairs];
        for (var i = 0; i < pairs.Length; i++)
        {
            var (one, other) = (factors[2 * i], factors[(2 * i) + 1]);
            var isDisturbed = IsProbed && MetricPair.Disturbs(Probe(one, random), Probe(other, random));
            var (atBase, atRemedy) = random.NextCoin() ? (one, other) : (other, one);
            pairs[i] = new MetricPair(
                Math.Exp(atBase + Service(random)), Math.Exp(atRemedy + Service(random)) * (1 + Effect), isDisturbed);
        }

        return pairs;
    }

    private double Probe(double factor, SeededRandom random) => Math.Exp(factor + (ProbeDeviation * random.NextNormal()));

    /// <summary>ln of the quantile of one block's requests, relative to the median request.</summary>
    private double Service(SeededRandom random)
    {
        var requests = (int)Math.Round(Rate * Plan.Block.TotalSeconds);
        return Spread * StandardNormal.Quantile(random.NextOrderStatistic((int)Math.Ceiling(Quantile * requests), requests));
    }

    /// <summary>ln(factor) of every block, two a pair.</summary>
    private double[] Factors(SeededRandom random)
    {
        var factors = new double[2 * Plan.Pairs];
        var bursts = Bursts(random);
        var drift = (random.NextCoin() ? 1 : -1) * Math.Log(1 + Noise.Drift);
        var step = random.NextDouble() < Noise.StepChance ? random.Next(factors.Length) : factors.Length;
        var slow = Noise.Deviation * random.NextNormal();
        var innovation = Noise.Deviation * Math.Sqrt(1 - (Noise.Correlation * Noise.Correlation));
        for (var i = 0; i < factors.Length; i++)
        {
            factors[i] = slow + (drift * i / factors.Length) + (i >= step ? Math.Log(1 + Noise.Step) : 0) + bursts[i];
            slow = (Noise.Correlation * slow) + (innovation * random.NextNormal());
        }

        return factors;
    }

    /// <summary>
    /// ln of the burst factor of every block: a burst hits the blocks whose middle it covers, each with a factor of its own.
    /// </summary>
    private double[] Bursts(SeededRandom random)
    {
        var bursts = new double[2 * Plan.Pairs];
        if (Noise.BurstEvery is not { } every)
        {
            return bursts;
        }

        // Time in blocks; block i lasts from i to i + 1. A burst may have begun before the first.
        var slot = (Plan.Block + Plan.Settle).TotalSeconds;
        var gap = every.TotalSeconds / slot;
        var before = 5 * Noise.BurstLength.TotalSeconds / slot;
        for (var at = (gap * random.NextExponential()) - before; at < bursts.Length; at += gap * random.NextExponential())
        {
            var end = at + (random.NextExponential() * Noise.BurstLength.TotalSeconds / slot);
            for (var i = Math.Max(0, (int)Math.Ceiling(at - 0.5)); i < bursts.Length && i + 0.5 < end; i++)
            {
                bursts[i] = Math.Log(Noise.BurstLow + (random.NextDouble() * (Noise.BurstHigh - Noise.BurstLow)));
            }
        }

        return bursts;
    }
}
