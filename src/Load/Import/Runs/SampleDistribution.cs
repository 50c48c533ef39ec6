using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs;

/// <summary>Values in their order, as k6 takes percentiles of them.</summary>
/// <remarks>
/// Linear interpolation between the two values around p x (n - 1). Other tools differ: JMeter's dashboard interpolates at p x (n + 1) over
/// the last 20,000 samples of a label, its aggregate report takes the nearest rank, Gatling reads a sketch. With thousands of requests the
/// differences are smaller than a millisecond or two; with ten they are not.
/// <para><b>Source:</b> type 7 of Hyndman and Fan (1996); go.k6.io/k6/metrics, TrendSink.</para>
/// </remarks>
internal sealed class SampleDistribution
{
    private readonly List<double> _values = [];
    private readonly (int Key, long Below)[] _buckets = [];
    private readonly double _sum;
    private readonly double _min;
    private readonly double _max;

    /// <summary>Brings the values of several recordings into one order.</summary>
    public SampleDistribution(params IReadOnlyCollection<SampleValues> parts)
    {
        SampleValues[] recorded = [.. parts.Where(static part => part.Count > 0)];
        (Count, IsExact) = (recorded.Sum(static part => part.Count), Array.TrueForAll(recorded, static part => part.IsExact));
        if (recorded.Length == 0)
        {
            return;
        }

        _sum = recorded.Sum(static part => part.Sum);
        (_min, _max) = (recorded.Min(static part => part.Min), recorded.Max(static part => part.Max));
        if (IsExact)
        {
            _values.EnsureCapacity((int)Count);
            Array.ForEach(recorded, part => part.CopyTo(_values));
            _values.Sort();
        }
        else
        {
            _buckets = BucketsOf(recorded);
        }
    }

    /// <summary>How many values there are.</summary>
    public long Count { get; }

    /// <summary>Whether every value is known; else a percentile is off by up to 0.024 %.</summary>
    public bool IsExact { get; }

    /// <summary>The mean; null of none, and where their sum is no number any more.</summary>
    public double? Mean => Count > 0 && double.IsFinite(_sum) ? _sum / Count : null;

    /// <summary>The least, or null of none.</summary>
    public double? Min => Count == 0 ? null : _min;

    /// <summary>The greatest, or null of none.</summary>
    public double? Max => Count == 0 ? null : _max;

    /// <summary>What this share (0..1) of the values does not exceed, between two of them where it falls there; null of none.</summary>
    public double? Quantile(double share)
    {
        if (Count == 0)
        {
            return null;
        }

        var place = share * (Count - 1.0);
        var (below, above) = (At((long)Math.Floor(place)), At((long)Math.Ceiling(place)));
        var between = below + ((above - below) * (place - Math.Floor(place)));
        return double.IsFinite(between) ? between : null;
    }

    /// <summary>What is shown of it, or null of none.</summary>
    public ImportedLatency? Latency() => Count == 0 ? null : new ImportedLatency
    {
        P50Ms = Quantile(0.50),
        P90Ms = Quantile(0.90),
        P95Ms = Quantile(0.95),
        P99Ms = Quantile(0.99),
        MeanMs = Mean,
        MinMs = Min,
        MaxMs = Max,
    };

    private static (int Key, long Below)[] BucketsOf(SampleValues[] parts)
    {
        var counts = new Dictionary<int, long>();
        Array.ForEach(parts, part => part.AddTo(counts));
        var below = 0L;
        return [.. counts.OrderBy(static bucket => bucket.Key).Select(bucket => (bucket.Key, below += bucket.Value))];
    }

    // The value with so many before it.
    private double At(long rank)
    {
        if (IsExact)
        {
            return _values[(int)rank];
        }

        var (low, high) = (0, _buckets.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _buckets[middle].Below > rank ? (low, middle) : (middle + 1, high);
        }

        return rank == 0 ? _min : rank == Count - 1 ? _max : Math.Clamp(SampleValues.MiddleOf(_buckets[low].Key), _min, _max);
    }
}
