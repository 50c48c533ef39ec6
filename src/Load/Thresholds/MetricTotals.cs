using Headroom.Statistics;

namespace Headroom.Load.Thresholds;

/// <summary>
/// What was recorded of one metric in one stretch of time. Not safe for concurrent writers: give each worker its own and merge.
/// </summary>
internal sealed class MetricTotals
{
    /// <summary>Of a duration: the durations.</summary>
    public Histogram Durations { get; } = new();

    /// <summary>Of a counter its count, of a share how often it was looked at.</summary>
    public long Total { get; private set; }

    /// <summary>Of a share: how often it held.</summary>
    public long Held { get; private set; }

    /// <summary>Whether nothing was recorded.</summary>
    public bool IsEmpty => Total == 0 && Durations.Count == 0;

    /// <summary>Records a duration.</summary>
    public void Record(long durationNs) => Durations.Record(durationNs);

    /// <summary>Counts.</summary>
    public void Count(long number) => Total += number;

    /// <summary>Records whether something held; of <c>http_req_failed</c> that the request failed.</summary>
    public void Rate(bool holds)
    {
        Total++;
        Held += holds ? 1 : 0;
    }

    /// <summary>Adds what another one recorded.</summary>
    public void Merge(MetricTotals other)
    {
        Durations.Merge(other.Durations);
        Total += other.Total;
        Held += other.Held;
    }

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Clear()
    {
        Durations.Clear();
        (Total, Held) = (0, 0);
    }
}
