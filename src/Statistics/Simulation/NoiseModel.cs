namespace Headroom.Statistics.Simulation;

/// <summary>How a machine slows the blocks that are measured on it: each block's latency is multiplied by a factor.</summary>
/// <remarks>
/// The factor is the product of slow noise (its logarithm is a first-order autoregressive series over the blocks), a drift over the whole
/// run in a direction drawn by chance, a step up at a moment drawn by chance, and bursts that come at random moments and hit each block
/// with a factor of its own.
/// </remarks>
public sealed record NoiseModel
{
    /// <summary>Its name in tables.</summary>
    public required string Name { get; init; }

    /// <summary>Standard deviation of the slow noise of ln(factor).</summary>
    public required double Deviation { get; init; }

    /// <summary>Correlation of the slow noise of one block and the next, 0..1.</summary>
    public double Correlation { get; init; } = 0.95;

    /// <summary>By how much the machine slows or quickens from the first block to the last, as a ratio.</summary>
    public double Drift { get; init; }

    /// <summary>Share of the runs with a step, 0..1.</summary>
    public double StepChance { get; init; }

    /// <summary>The step, as a ratio.</summary>
    public double Step { get; init; } = 0.10;

    /// <summary>Mean time between the beginnings of bursts; null without bursts.</summary>
    public TimeSpan? BurstEvery { get; init; }

    /// <summary>Mean length of a burst; lengths are exponential.</summary>
    public TimeSpan BurstLength { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The least factor of a block in a burst.</summary>
    public double BurstLow { get; init; } = 1;

    /// <summary>The greatest factor of a block in a burst.</summary>
    public double BurstHigh { get; init; } = 1;

    /// <summary>An idle machine.</summary>
    public static NoiseModel Quiet { get; } = new() { Name = "quiet", Deviation = 0.02 };

    /// <summary>A hosted runner of continuous integration.</summary>
    public static NoiseModel CiRunner { get; } = new()
    {
        Name = "CI runner",
        Deviation = 0.06,
        Drift = 0.08,
        StepChance = 0.5,
        BurstEvery = TimeSpan.FromMinutes(2),
        BurstLow = 1.2,
        BurstHigh = 2,
    };

    /// <summary>A machine that others use, too.</summary>
    public static NoiseModel Noisy { get; } = new()
    {
        Name = "noisy",
        Deviation = 0.10,
        Drift = 0.15,
        BurstEvery = TimeSpan.FromMinutes(1),
        BurstLow = 1.5,
        BurstHigh = 3,
    };

    /// <summary>A machine that others use heavily.</summary>
    public static NoiseModel VeryNoisy { get; } = new()
    {
        Name = "very noisy",
        Deviation = 0.20,
        Drift = 0.30,
        BurstEvery = TimeSpan.FromSeconds(30),
        BurstLow = 2,
        BurstHigh = 4,
    };

    /// <summary>All of them, the quietest first.</summary>
    public static IReadOnlyList<NoiseModel> All { get; } = [Quiet, CiRunner, Noisy, VeryNoisy];
}
