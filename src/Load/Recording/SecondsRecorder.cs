using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Load.Recording;

/// <summary>What one worker saw, second by second of the window; seconds gone by are kept sparsely.</summary>
internal sealed class SecondsRecorder
{
    private readonly List<Closed> _closed = [];
    private Histogram _latency = new();
    private long _failed;
    private long _requests;
    private int _second;

    /// <summary>Counts one request in the second in which it ended.</summary>
    /// <param name="second">The second of the window.</param>
    /// <param name="failed">Whether it failed.</param>
    /// <param name="latencyNs">Its latency, or null when it has none.</param>
    public void Record(int second, bool failed, long? latencyNs)
    {
        if (second != _second)
        {
            Close();
            _second = second;
        }

        _requests++;
        _failed += failed ? 1 : 0;
        if (latencyNs is { } latency)
        {
            _latency.Record(latency);
        }
    }

    /// <summary>Every second of the window, and those of the drain in which something ended still.</summary>
    public static IReadOnlyList<SecondMetrics> Merge(IReadOnlyList<SecondsRecorder> parts, int seconds)
    {
        foreach (var part in parts)
        {
            part.Close();
        }

        var bySecond = parts.SelectMany(static part => part._closed).ToLookup(closed => closed.Second);
        return
        [
            .. Enumerable.Range(0, Math.Max(seconds, bySecond.Select(same => same.Key + 1).DefaultIfEmpty().Max())).Select(second =>
            {
                var latency = Histogram.Merged(bySecond[second].Select(static closed => closed.Latency));
                return new SecondMetrics
                {
                    Second = second,
                    Requests = bySecond[second].Sum(static closed => closed.Requests),
                    Failed = bySecond[second].Sum(static closed => closed.Failed),
                    P50 = latency.Quantile(0.50),
                    P95 = latency.Quantile(0.95),
                    P99 = latency.Quantile(0.99),
                };
            }),
        ];
    }

    private void Close()
    {
        if (_requests > 0)
        {
            _closed.Add(new Closed(_second, _requests, _failed, [.. _latency.Buckets()], _latency.SumNs, _latency.MinNs, _latency.MaxNs));
            (_latency, _requests, _failed) = (new Histogram(), 0, 0);
        }
    }

    private sealed record Closed(
        int Second, long Requests, long Failed, (int Bucket, long Count)[] Buckets, Int128 SumNs, long? MinNs, long? MaxNs)
    {
        public Histogram Latency => Histogram.Restore(Buckets, SumNs, MinNs, MaxNs);
    }
}
