using System.Numerics;

namespace Headroom.Statistics;

/// <summary>
/// A log-linear histogram of durations in nanoseconds: mergeable, exact in count, sum, minimum and maximum.
/// </summary>
/// <remarks>
/// Values below 1024 ns have a bucket each; above, every power of two is cut into 512 equal buckets, so that a value read back
/// (the bucket's middle) differs from the recorded one by at most 1/1024 (0.098 %). Octaves are allocated when first touched
/// (4 kB each, 54 at most). Not safe for concurrent writers: give each worker its own and merge.
/// <para><b>Source:</b> the bucket layout is the one of HdrHistogram (Gil Tene), with linear sub-buckets per octave.</para>
/// </remarks>
public sealed class Histogram
{
    private const int SubBucketBits = 9;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int Octaves = 64 - SubBucketBits;

    private readonly long[]?[] _octaves = new long[]?[Octaves];

    /// <summary>The greatest relative error of a value that is read back.</summary>
    public const double MaxRelativeError = 1.0 / (2 * SubBuckets);

    /// <summary>How many values were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The sum of the recorded values, exact, in nanoseconds.</summary>
    public Int128 SumNs { get; private set; }

    /// <summary>The smallest recorded value in nanoseconds, or null when nothing was recorded.</summary>
    public long? MinNs { get; private set; }

    /// <summary>The greatest recorded value in nanoseconds, or null when nothing was recorded.</summary>
    public long? MaxNs { get; private set; }

    /// <summary>The exact mean in nanoseconds, or null when nothing was recorded.</summary>
    public double? MeanNs => Count == 0 ? null : (double)SumNs / Count;

    /// <summary>Records one duration; a negative one (a clock that stepped) counts as zero.</summary>
    public void Record(long valueNs)
    {
        var value = Math.Max(0, valueNs);
        Add(BucketOf(value), 1);
        SumNs += value;
        MinNs = MinNs is { } min ? Math.Min(min, value) : value;
        MaxNs = MaxNs is { } max ? Math.Max(max, value) : value;
    }

    /// <summary>Records one duration.</summary>
    public void Record(TimeSpan value) => Record(value.Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>Adds everything that <paramref name="other"/> holds; the result equals one histogram that saw both.</summary>
    public void Merge(Histogram other)
    {
        foreach (var (bucket, count) in other.Buckets())
        {
            Add(bucket, count);
        }

        SumNs += other.SumNs;
        MinNs = Least(MinNs, other.MinNs);
        MaxNs = MaxNs is { } a && other.MaxNs is { } b ? Math.Max(a, b) : MaxNs ?? other.MaxNs;
    }

    /// <summary>Merges histograms into a new one.</summary>
    public static Histogram Merged(IEnumerable<Histogram> parts)
    {
        var merged = new Histogram();
        foreach (var part in parts)
        {
            merged.Merge(part);
        }

        return merged;
    }

    /// <summary>
    /// The smallest recorded value (within <see cref="MaxRelativeError"/>) that at least <paramref name="quantile"/> (0..1) of the
    /// recorded values do not exceed, in nanoseconds; null when nothing was recorded.
    /// </summary>
    /// <remarks><b>Source:</b> the inverse of the empirical distribution function, type 1 of Hyndman and Fan (1996).</remarks>
    public long? QuantileNs(double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 1);
        if (Count == 0)
        {
            return null;
        }

        var rank = Math.Max(1, (long)Math.Ceiling(quantile * Count));
        var seen = 0L;
        foreach (var (bucket, count) in Buckets())
        {
            seen += count;
            if (seen >= rank)
            {
                return Math.Clamp(MiddleOf(bucket), MinNs!.Value, MaxNs!.Value);
            }
        }

        return MaxNs;
    }

    /// <summary>The <paramref name="quantile"/> as a time span, or null when nothing was recorded.</summary>
    public TimeSpan? Quantile(double quantile) => QuantileNs(quantile) is { } ns ? TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick) : null;

    /// <summary>The buckets that hold something, by rising value: (bucket index, count).</summary>
    public IEnumerable<(int Bucket, long Count)> Buckets()
    {
        for (var octave = 0; octave < Octaves; octave++)
        {
            if (_octaves[octave] is not { } counts)
            {
                continue;
            }

            for (var sub = 0; sub < SubBuckets; sub++)
            {
                if (counts[sub] > 0)
                {
                    yield return ((octave * SubBuckets) + sub, counts[sub]);
                }
            }
        }
    }

    /// <summary>Rebuilds a histogram from what was stored of it.</summary>
    /// <exception cref="ArgumentException">A bucket or a count is impossible.</exception>
    public static Histogram Restore(IEnumerable<(int Bucket, long Count)> buckets, Int128 sumNs, long? minNs, long? maxNs)
    {
        var histogram = new Histogram { SumNs = sumNs, MinNs = minNs, MaxNs = maxNs };
        foreach (var (bucket, count) in buckets)
        {
            if (bucket is < 0 or >= Octaves * SubBuckets || count <= 0)
            {
                throw new ArgumentException($"impossible histogram bucket {bucket}:{count}", nameof(buckets));
            }

            histogram.Add(bucket, count);
        }

        return histogram;
    }

    private void Add(int bucket, long count)
    {
        var counts = _octaves[bucket >> SubBucketBits] ??= new long[SubBuckets];
        counts[bucket & (SubBuckets - 1)] += count;
        Count += count;
    }

    private static long? Least(long? a, long? b) => a is { } x && b is { } y ? Math.Min(x, y) : a ?? b;

    // Octave 0 holds 0..511 and octave 1 holds 512..1023, both with one value a bucket; octave k holds [512 << (k-1), 1024 << (k-1)).
    private static int BucketOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - SubBucketBits);
        return value < SubBuckets ? (int)value : ((shift + 1) << SubBucketBits) + (int)((value >> shift) - SubBuckets);
    }

    private static long MiddleOf(int bucket)
    {
        if (bucket < SubBuckets)
        {
            return bucket;
        }

        var shift = (bucket >> SubBucketBits) - 1;
        var low = (long)((bucket & (SubBuckets - 1)) + SubBuckets) << shift;
        return low + ((1L << shift) / 2);
    }
}
