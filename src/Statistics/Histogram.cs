using System.Numerics;

namespace Headroom.Statistics;

/// <summary>
/// A log-linear histogram of durations in nanoseconds: mergeable, exact in count, sum, minimum and maximum.
/// </summary>
/// <remarks>
/// Values below 1024 ns have a bucket each; above, every power of two is cut into 512 equal buckets, so that a value read back
/// (the bucket's middle) differs from the recorded one by at most 1/1024 (0.098 %). Octaves are allocated when first touched
/// (4 kB each, 55 at most); after that <see cref="Record(long)"/> allocates nothing. Not safe for concurrent writers: give each worker
/// its own and merge.
/// <para><b>Source:</b> the bucket layout is the one of HdrHistogram (Gil Tene), with linear sub-buckets per octave.</para>
/// </remarks>
public sealed class Histogram
{
    private const int SubBucketBits = 9;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int Octaves = 64 - SubBucketBits;

    private readonly long[]?[] _octaves = new long[]?[Octaves];

    // The sum is high * 2^64 + low: two words are cheaper to add to than one Int128.
    private ulong _sumLow;
    private long _sumHigh;
    private long _min = long.MaxValue;
    private long _max = -1;

    /// <summary>The greatest relative error of a value that is read back.</summary>
    public const double MaxRelativeError = 1.0 / (2 * SubBuckets);

    /// <summary>How many values were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The sum of the recorded values, exact, in nanoseconds.</summary>
    public Int128 SumNs => new((ulong)_sumHigh, _sumLow);

    /// <summary>The smallest recorded value in nanoseconds, or null when nothing was recorded.</summary>
    public long? MinNs => Count == 0 ? null : _min;

    /// <summary>The greatest recorded value in nanoseconds, or null when nothing was recorded.</summary>
    public long? MaxNs => Count == 0 ? null : _max;

    /// <summary>The exact mean in nanoseconds, or null when nothing was recorded.</summary>
    public double? MeanNs => Count == 0 ? null : (double)SumNs / Count;

    /// <summary>Records one duration; a negative one (a clock that stepped) counts as zero.</summary>
    public void Record(long valueNs)
    {
        var value = Math.Max(0, valueNs);
        var bucket = BucketOf(value);
        var counts = _octaves[bucket >> SubBucketBits] ?? Grow(bucket >> SubBucketBits);
        counts[bucket & (SubBuckets - 1)]++;
        Count++;
        _sumLow += (ulong)value;
        if (_sumLow < (ulong)value)
        {
            _sumHigh++;
        }

        if (value < _min)
        {
            _min = value;
        }

        if (value > _max)
        {
            _max = value;
        }
    }

    /// <summary>Records one duration.</summary>
    public void Record(TimeSpan value) => Record(value.Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>Adds everything that <paramref name="other"/> holds; the result equals one histogram that saw both.</summary>
    public void Merge(Histogram other)
    {
        if (other.Count == 0)
        {
            return;
        }

        for (var octave = 0; octave < Octaves; octave++)
        {
            if (other._octaves[octave] is { } added)
            {
                var counts = _octaves[octave] ?? Grow(octave);
                for (var sub = 0; sub < SubBuckets; sub++)
                {
                    counts[sub] += added[sub];
                }
            }
        }

        Count += other.Count;
        Sum(SumNs + other.SumNs);
        (_min, _max) = (Math.Min(_min, other._min), Math.Max(_max, other._max));
    }

    /// <summary>Forgets everything that was recorded and keeps the memory, so that recording again allocates nothing.</summary>
    public void Clear()
    {
        foreach (var counts in _octaves)
        {
            counts?.AsSpan().Clear();
        }

        (Count, _min, _max) = (0, long.MaxValue, -1);
        Sum(0);
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

        var rank = RankOf(quantile);
        var seen = 0L;
        foreach (var (bucket, count) in Buckets())
        {
            seen += count;
            if (seen >= rank)
            {
                return Math.Clamp(MiddleOf(bucket), _min, _max);
            }
        }

        return MaxNs;
    }

    /// <summary>The <paramref name="quantile"/> as a time span, or null when nothing was recorded.</summary>
    public TimeSpan? Quantile(double quantile) =>
        QuantileNs(quantile) is { } ns ? TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick) : null;

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

    /// <summary>
    /// What was recorded, by rising value: the value (within <see cref="MaxRelativeError"/>, in nanoseconds), and how often.
    /// </summary>
    public IEnumerable<(long ValueNs, long Count)> Values() =>
        Buckets().Select(bucket => (Math.Clamp(MiddleOf(bucket.Bucket), _min, _max), bucket.Count));

    /// <summary>Rebuilds a histogram from what was stored of it; one without buckets holds nothing.</summary>
    /// <exception cref="ArgumentException">A bucket or a count is impossible, or a bound is missing, below 0 or the wrong way
    /// round.</exception>
    public static Histogram Restore(IEnumerable<(int Bucket, long Count)> buckets, Int128 sumNs, long? minNs, long? maxNs)
    {
        var histogram = new Histogram();
        foreach (var (bucket, count) in buckets)
        {
            if (bucket is < 0 or >= Octaves * SubBuckets || count <= 0 || count > long.MaxValue - histogram.Count)
            {
                throw new ArgumentException($"impossible histogram bucket {bucket}:{count}", nameof(buckets));
            }

            (histogram._octaves[bucket >> SubBucketBits] ?? histogram.Grow(bucket >> SubBucketBits))[bucket & (SubBuckets - 1)] += count;
            histogram.Count += count;
        }

        if (histogram.Count == 0)
        {
            return histogram;
        }

        if (minNs is not { } min || maxNs is not { } max || min < 0 || max < min || sumNs < 0)
        {
            throw new ArgumentException($"impossible histogram bounds {minNs}..{maxNs} of the sum {sumNs}", nameof(minNs));
        }

        (histogram._min, histogram._max) = (min, max);
        histogram.Sum(sumNs);
        return histogram;
    }

    private long[] Grow(int octave) => _octaves[octave] = new long[SubBuckets];

    private void Sum(Int128 sum) => (_sumHigh, _sumLow) = ((long)(sum >> 64), (ulong)(sum & ulong.MaxValue));

    // In decimal, so that 0.55 of 100 values is the 55th: as doubles, 0.55 * 100 is a little above 55.
    private long RankOf(double quantile) => Math.Clamp((long)decimal.Ceiling((decimal)quantile * Count), 1, Count);

    // Octave 0 holds 0..511 and octave 1 holds 512..1023, both with one value a bucket; octave k holds [512 << (k-1), 1024 << (k-1)).
    // A value of 512 and above, shifted, lies in 512..1023: its high bit moves it on by the octave that the shift lacks.
    private static int BucketOf(long value)
    {
        var shift = BitOperations.Log2((ulong)value | SubBuckets) - SubBucketBits;
        return (shift << SubBucketBits) + (int)(value >> shift);
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
