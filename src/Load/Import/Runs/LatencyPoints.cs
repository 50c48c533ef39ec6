using Headroom.Model.Results;
using Headroom.Statistics;

namespace Headroom.Load.Import.Runs;

/// <summary>Latencies of single requests, and what they come to. Not safe for concurrent writers.</summary>
/// <remarks>
/// Up to the room's size the percentiles are exact: linear interpolation between the two closest ranks, at <c>q * (n - 1)</c> of the sorted
/// values. Beyond it they come from the house's histogram (within 0.1 %, by the nearest rank); mean, least and greatest stay exact.
/// <para><b>Source:</b> type 7 of Hyndman and Fan (1996), which is how k6 computes the percentiles of a trend. Other tools differ: JMeter's
/// dashboard interpolates at <c>q * (n + 1)</c> over the last 20,000 samples of a label, its aggregate report takes the nearest rank,
/// Gatling reads a sketch. With thousands of requests the differences are smaller than a millisecond or two; with ten they are not.</para>
/// </remarks>
/// <param name="room">How many values may be kept exactly; shared with others.</param>
internal sealed class LatencyPoints(LatencyRoom room)
{
    /// <summary>How many values are kept exactly where nothing else is said.</summary>
    public const int MostExact = 1_000_000;

    private const double NsPerMs = 1e6;
    private const double MostNs = 9e18;

    private List<double>? _exact = [];
    private Histogram? _histogram;
    private bool _isSorted;
    private double _sum;
    private double _min = double.PositiveInfinity;
    private double _max;

    /// <summary>Points with a room of their own.</summary>
    public LatencyPoints()
        : this(new LatencyRoom(MostExact))
    {
    }

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one, in milliseconds; a negative one (a clock that stepped) counts as zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no finite number.</exception>
    public void Add(double ms)
    {
        if (!double.IsFinite(ms))
        {
            throw new ArgumentOutOfRangeException(nameof(ms), ms, "a latency is a finite number");
        }

        var value = Math.Max(0, ms);
        Count++;
        _sum += value;
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
        if (_exact is null || !room.Take())
        {
            Spilled().Record(Ns(value));
            return;
        }

        _exact.Add(value);
        _isSorted = false;
    }

    /// <summary>The median in milliseconds; null when there are none.</summary>
    public double? MedianMs() => Quantile(0.5);

    /// <summary>All that is told of them; every member is null when there are none.</summary>
    public ImportedLatency Latency() => Count == 0
        ? new ImportedLatency()
        : new ImportedLatency
        {
            P50Ms = Quantile(0.5),
            P90Ms = Quantile(0.9),
            P95Ms = Quantile(0.95),
            P99Ms = Quantile(0.99),
            MeanMs = _sum / Count,
            MinMs = _min,
            MaxMs = _max,
        };

    private double? Quantile(double quantile)
    {
        if (_exact is not { } points)
        {
            return _histogram?.QuantileNs(quantile) is { } ns ? Math.Clamp(ns / NsPerMs, _min, _max) : null;
        }

        if (points.Count == 0)
        {
            return null;
        }

        if (!_isSorted)
        {
            points.Sort();
            _isSorted = true;
        }

        var place = quantile * (points.Count - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, points.Count - 1);
        return points[below] + ((points[above] - points[below]) * (place - below));
    }

    private Histogram Spilled()
    {
        if (_histogram is { } known)
        {
            return known;
        }

        var histogram = new Histogram();
        foreach (var point in _exact ?? [])
        {
            histogram.Record(Ns(point));
        }

        room.Return(_exact?.Count ?? 0);
        _exact = null;
        _histogram = histogram;
        return histogram;
    }

    private static long Ns(double ms) => (long)Math.Min(ms * NsPerMs, MostNs);
}

/// <summary>How many latencies are kept exactly by all that share it: what bounds the memory of many endpoints.</summary>
/// <param name="points">How many.</param>
internal sealed class LatencyRoom(int points)
{
    private int _left = points;

    /// <summary>Takes the room of one; false when there is none left.</summary>
    public bool Take()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        return true;
    }

    /// <summary>Gives room back.</summary>
    public void Return(int count) => _left += count;
}
