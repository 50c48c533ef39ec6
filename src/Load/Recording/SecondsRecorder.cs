using Headroom.Statistics;

namespace Headroom.Load.Recording;

/// <summary>
/// What one worker saw in each second of the window and the warm-up in which a request ended; seconds gone by are handed over once.
/// </summary>
internal sealed class SecondsRecorder
{
    private readonly List<WorkerSecond> _closed = [];
    private WorkerSecond _current = new(int.MinValue);

    /// <summary>Counts one request in the second in which it ended.</summary>
    /// <param name="second">The second of the window; negative in the warm-up.</param>
    /// <param name="isRecorded">Whether it was meant for the window, not for the warm-up.</param>
    /// <param name="failed">Whether it failed.</param>
    /// <param name="latencyNs">Its latency, or null when it has none.</param>
    public void Record(int second, bool isRecorded, bool failed, long? latencyNs)
    {
        if (second > _current.Second)
        {
            Close(second);
        }

        _current.Ended++;
        if (isRecorded)
        {
            _current.Requests++;
            _current.Failed += failed ? 1 : 0;
        }

        if (latencyNs is { } latency && (isRecorded || second < 0))
        {
            _current.Latency.Record(latency);
        }
    }

    /// <summary>Hands over the seconds that are over.</summary>
    /// <param name="before">The first second that is not.</param>
    public IReadOnlyList<WorkerSecond> Take(int before)
    {
        if (_current.Second < before)
        {
            Close(before);
        }

        WorkerSecond[] taken = [.. _closed];
        _closed.Clear();
        return taken;
    }

    private void Close(int next)
    {
        if (_current.Ended > 0)
        {
            _closed.Add(_current);
        }

        _current = new WorkerSecond(next);
    }
}

/// <summary>One second of one worker.</summary>
internal sealed class WorkerSecond(int second)
{
    /// <summary>The second of the window, from 0; negative in the warm-up.</summary>
    public int Second => second;

    /// <summary>Requests that ended, those meant for the warm-up included.</summary>
    public long Ended { get; set; }

    /// <summary>Requests that ended and were meant for the window.</summary>
    public long Requests { get; set; }

    /// <summary>Those of them that failed.</summary>
    public long Failed { get; set; }

    /// <summary>Their latencies; in the warm-up those of all.</summary>
    public Histogram Latency { get; } = new();
}
