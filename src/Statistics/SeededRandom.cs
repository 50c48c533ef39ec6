namespace Headroom.Statistics;

/// <summary>A small seeded generator: the same seed gives the same sequence on every machine and every .NET version.</summary>
/// <remarks><b>Source:</b> SplitMix64, Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014).</remarks>
public sealed class SeededRandom(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        var bits = BitsAfter(_state);
        _state += Step;
        return bits;
    }

    /// <summary>A uniform number in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform integer in [0, <paramref name="bound"/>).</summary>
    public long Next(long bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (long)(((UInt128)NextBits() * (ulong)bound) >> 64);
    }

    /// <summary>A fair coin.</summary>
    public bool NextCoin() => (NextBits() & 1) == 1;

    /// <summary>An independent generator for a numbered child (a worker, a feed, a block).</summary>
    public SeededRandom Fork(ulong child) => new(SeedOf(child));

    /// <summary>Makes another source what <see cref="Fork"/> would answer, without allocating one.</summary>
    public void ForkInto(SeededRandom other, ulong child) => other._state = SeedOf(child);

    private ulong SeedOf(ulong child) => BitsAfter(_state ^ ((child + 1) * 0xD1342543DE82EF95));

    private static ulong BitsAfter(ulong state)
    {
        var z = state + Step;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
