using Headroom.Statistics;

namespace Headroom.Load.Recording;

/// <summary>What one worker saw in the last few seconds of the run, for progress only.</summary>
/// <remarks>Another thread reads it while it is written: a reading may miss what is being counted at that moment, never more.</remarks>
internal sealed class LiveSeconds
{
    private const int Kept = 4;

    private readonly Cell[] _cells = [.. Enumerable.Range(0, Kept).Select(static _ => new Cell(-1))];
    private long _failed;

    /// <summary>Requests that failed since the start.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Counts one request in the second of the run in which it ended.</summary>
    public void Record(long second, bool failed, long? latencyNs)
    {
        ref var cell = ref _cells[second % Kept];
        if (cell.Second != second)
        {
            Volatile.Write(ref cell, new Cell(second));
        }

        cell.Requests++;
        if (failed)
        {
            Volatile.Write(ref _failed, _failed + 1);
        }

        if (latencyNs is { } latency)
        {
            cell.Latency.Record(latency);
        }
    }

    /// <summary>A second of the run that has gone by, or null when nothing ended in it.</summary>
    public (long Requests, Histogram Latency)? Read(long second) =>
        second >= 0 && Volatile.Read(ref _cells[second % Kept]) is var cell && cell.Second == second ? (cell.Requests, cell.Latency) : null;

    private sealed class Cell(long second)
    {
        public long Second { get; } = second;

        public long Requests { get; set; }

        public Histogram Latency { get; } = new();
    }
}
