using Headroom.Load;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Blocks;

/// <summary>
/// Keeps the latencies of one block's requests, and answers their quantiles; those that failed are slower than every other.
/// </summary>
/// <remarks><b>Source:</b> quantiles of the nearest rank, as Hyndman and Fan's definition 1 (The American Statistician 50, 1996).</remarks>
internal sealed class BlockSamples : ISampleSink
{
    /// <summary>Stands for a request that failed.</summary>
    private const long Never = long.MaxValue;

    private readonly List<(int Endpoint, long LatencyNs)> _samples = [];
    private readonly HashSet<(int Endpoint, long Iteration)> _failed = [];
    private IReadOnlyList<string> _endpoints = [];
    private long _unserved;

    /// <summary>Requests that ended, the settling's included.</summary>
    public long Sent { get; private set; }

    /// <summary>Requests that failed here and not in the other half of the pair, which got the same.</summary>
    public long FailedAlone(BlockSamples other) =>
        _failed.LongCount(request => !other._failed.Contains(request)) + Math.Max(0, _unserved - other._unserved);

    /// <summary>Counts arrivals that were never sent because every connection waited on the target: they failed.</summary>
    public void AddUnserved(long count) => _unserved += count;

    /// <inheritdoc/>
    public void Begin(SampleHeader header) => _endpoints = header.Endpoints;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<RequestSample> samples)
    {
        Sent += samples.Length;
        foreach (ref readonly var sample in samples)
        {
            if (!sample.WarmUp)
            {
                if (sample.Failed)
                {
                    _failed.Add((sample.Endpoint, sample.Iteration));
                }

                _samples.Add((sample.Endpoint, sample.Failed ? Never : Math.Max(0, sample.EndedNs - sample.IntendedNs)));
            }
        }
    }

    /// <summary>What the block's requests were like; what is not known from them is left to fill in.</summary>
    public Block Read(DateTimeOffset startedAt, TimeSpan probe, IReadOnlyDictionary<string, double> work)
    {
        long[] all = [.. _samples.Select(static sample => sample.LatencyNs).Concat(Enumerable.Repeat(Never, (int)_unserved)).Order()];
        return new Block
        {
            StartedAt = startedAt,
            Requests = all.Length,
            Failed = Failed(all),
            P50 = Quantile(all, 0.5),
            P95 = Quantile(all, 0.95),
            P99 = Quantile(all, 0.99),
            Endpoints =
            [
                .. _samples.GroupBy(static sample => sample.Endpoint, static sample => sample.LatencyNs)
                    .OrderBy(static same => same.Key)
                    .Select(same =>
                    {
                        long[] its = [.. same.Order()];
                        return new BlockEndpoint(_endpoints[same.Key], its.Length, Failed(its), Quantile(its, 0.95));
                    }),
            ],
            Probe = probe,
            Work = work,
        };
    }

    private static long Failed(long[] sorted) => sorted.LongCount(static latency => latency == Never);

    private static TimeSpan? Quantile(long[] sorted, double quantile)
    {
        if (sorted.Length == 0)
        {
            return null;
        }

        var value = sorted[Math.Clamp((int)Math.Ceiling(quantile * sorted.Length) - 1, 0, sorted.Length - 1)];
        return value == Never ? null : TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick);
    }
}
