using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>
/// Counts calls and their durations; a histogram is made only of what is called often, since most statements of a log are rare.
/// </summary>
internal sealed class CallTally
{
    /// <summary>So many durations are kept as they are: 256 bytes instead of a histogram's 4 kB an octave.</summary>
    private const int Few = 32;

    private List<long>? _few = [];
    private Histogram? _many;

    /// <summary>Executions.</summary>
    public long Calls { get; private set; }

    /// <summary>Of them, those with a duration.</summary>
    public long Timed => _many?.Count ?? _few!.Count;

    /// <summary>An execution, with its duration or -1.</summary>
    public void Add(long durationNs)
    {
        Calls++;
        if (durationNs >= 0)
        {
            Time(durationNs);
        }
    }

    /// <summary>The duration of an execution that was counted before.</summary>
    public void Time(long durationNs)
    {
        if (_many is { } many)
        {
            many.Record(durationNs);
            return;
        }

        _few!.Add(durationNs);
        if (_few.Count > Few)
        {
            _many = Made();
            _few = null;
        }
    }

    /// <summary>What was counted.</summary>
    public CallTimes Times()
    {
        var histogram = _many ?? Made();
        return new CallTimes
        {
            Total = Span((long)histogram.SumNs),
            Min = histogram.MinNs is { } min ? Span(min) : null,
            Mean = histogram.MeanNs is { } mean ? Span((long)mean) : null,
            P50 = histogram.Quantile(0.5),
            P95 = histogram.Quantile(0.95),
            P99 = histogram.Quantile(0.99),
            Max = histogram.MaxNs is { } max ? Span(max) : null,
        };
    }

    private static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    private Histogram Made()
    {
        var histogram = new Histogram();
        foreach (var duration in _few!)
        {
            histogram.Record(duration);
        }

        return histogram;
    }
}
