using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Load.Recording;

/// <summary>
/// The run second by second: the seconds of all workers, merged, and reduced to a few numbers when they are a while gone by.
/// </summary>
internal sealed class SecondsSeries
{
    private const int Open = 3;

    private readonly SortedDictionary<int, Merged> _open = [];
    private readonly SortedDictionary<int, SecondMetrics> _closed = [];

    /// <summary>Takes what a worker hands over.</summary>
    public void Add(IEnumerable<WorkerSecond> seconds)
    {
        foreach (var second in seconds)
        {
            if (!_open.TryGetValue(second.Second, out var merged))
            {
                _open[second.Second] = merged = new Merged();
            }

            merged.Ended += second.Ended;
            merged.Requests += second.Requests;
            merged.Failed += second.Failed;
            merged.Latency.Merge(second.Latency);
        }
    }

    /// <summary>Reduces the seconds that are a while gone by; to be called when every worker has handed over its own.</summary>
    public void Trim()
    {
        while (_open.Count > Open)
        {
            Close(_open.First());
        }
    }

    /// <summary>Requests that ended in a second, and their latencies; null when none did or it is long gone by.</summary>
    public (long Ended, Histogram Latency)? Live(int second) =>
        _open.TryGetValue(second, out var merged) ? (merged.Ended, merged.Latency) : null;

    /// <summary>Every second of the window, and those of the drain in which something ended still.</summary>
    public IReadOnlyList<SecondMetrics> Metrics(int seconds)
    {
        while (_open.Count > 0)
        {
            Close(_open.First());
        }

        var last = Math.Max(seconds, _closed.Keys.DefaultIfEmpty(-1).Max() + 1);
        return
        [
            .. Enumerable.Range(0, last).Select(second =>
                _closed.GetValueOrDefault(second) ?? new SecondMetrics { Second = second, Requests = 0, Failed = 0 }),
        ];
    }

    private void Close(KeyValuePair<int, Merged> pair)
    {
        _open.Remove(pair.Key);
        var (second, merged) = pair;
        if (second < 0 || merged.Requests == 0)
        {
            return;
        }

        _closed[second] = new SecondMetrics
        {
            Second = second,
            Requests = merged.Requests,
            Failed = merged.Failed,
            P50 = merged.Latency.Quantile(0.50),
            P95 = merged.Latency.Quantile(0.95),
            P99 = merged.Latency.Quantile(0.99),
            LatencyCounts = LatencyCounts.Of(merged.Latency),
        };
    }

    private sealed class Merged
    {
        public long Ended { get; set; }

        public long Requests { get; set; }

        public long Failed { get; set; }

        public Histogram Latency { get; } = new();
    }
}
