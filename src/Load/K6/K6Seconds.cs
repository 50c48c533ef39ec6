using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Load.K6;

/// <summary>
/// A k6 run second by second. The last few seconds stay open, since k6 writes samples not quite in order; what comes later counts in the
/// oldest open one.
/// </summary>
internal sealed class K6Seconds
{
    private const int Open = 5;

    private readonly List<SecondMetrics> _closed = [];
    private readonly Cell[] _open = [.. Enumerable.Range(0, Open).Select(static _ => new Cell())];

    /// <summary>The latest second that something was recorded in, from 0; -1 before.</summary>
    public int Latest { get; private set; } = -1;

    /// <summary>Records a request.</summary>
    /// <param name="second">The second in which it ended.</param>
    /// <param name="latencyNs">Its duration, or null where it tells nothing of the target.</param>
    public void Record(int second, long? latencyNs)
    {
        var cell = At(second);
        cell.Requests++;
        if (latencyNs is { } latency)
        {
            cell.Latency.Record(latency);
        }
    }

    /// <summary>Counts a request that failed.</summary>
    public void Fail(int second) => At(second).Failed++;

    /// <summary>The last second that is over, or null.</summary>
    public SecondMetrics? LastFull() => Latest < 1 ? null : Measured(Latest - 1);

    /// <summary>Every second so far.</summary>
    public IReadOnlyList<SecondMetrics> Measured() =>
        [.. _closed, .. Enumerable.Range(_closed.Count, Latest + 1 - _closed.Count).Select(Measured)];

    private Cell At(int second)
    {
        while (Latest < second)
        {
            Latest++;
            if (Latest >= Open)
            {
                _closed.Add(Measured(Latest - Open));
            }

            _open[Latest % Open].Clear();
        }

        return _open[Math.Max(second, _closed.Count) % Open];
    }

    private SecondMetrics Measured(int second)
    {
        var cell = _open[second % Open];
        return new SecondMetrics
        {
            Second = second,
            Requests = cell.Requests,
            Failed = cell.Failed,
            P50 = cell.Latency.Quantile(0.50),
            P95 = cell.Latency.Quantile(0.95),
            P99 = cell.Latency.Quantile(0.99),
            LatencyCounts = LatencyCounts.Of(cell.Latency),
        };
    }

    private sealed class Cell
    {
        public long Requests { get; set; }

        public long Failed { get; set; }

        public Histogram Latency { get; } = new();

        public void Clear()
        {
            (Requests, Failed) = (0, 0);
            Latency.Clear();
        }
    }
}
