using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>What happened in one hour.</summary>
internal sealed class HourTally
{
    private (long Count, long Ns, long MaxNs) _calls;
    private (long Count, long Ns, long MaxNs) _plans;

    /// <summary>ERROR, FATAL and PANIC.</summary>
    public long Errors { get; set; }

    /// <summary>Temporary files.</summary>
    public long TempFiles { get; set; }

    /// <summary>Waits for locks.</summary>
    public long LockWaits { get; set; }

    /// <summary>An execution with its duration, or -1.</summary>
    public void Call(long durationNs) => _calls = Added(_calls, durationNs, 1);

    /// <summary>The duration of an execution that was counted before.</summary>
    public void Time(long durationNs) => _calls = Added(_calls, durationNs, 0);

    /// <summary>A plan of auto_explain.</summary>
    public void Plan(long durationNs) => _plans = Added(_plans, durationNs, 1);

    /// <summary>What was counted.</summary>
    public LogHour Result(long startTicks, bool fromPlans)
    {
        var (count, ns, max) = fromPlans ? _plans : _calls;
        return new LogHour(
            new DateTimeOffset(startTicks, TimeSpan.Zero), count, TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick),
            TimeSpan.FromTicks(max / TimeSpan.NanosecondsPerTick), Errors, TempFiles, LockWaits);
    }

    private static (long Count, long Ns, long MaxNs) Added((long Count, long Ns, long MaxNs) to, long durationNs, int calls) =>
        (to.Count + calls, to.Ns + Math.Max(0, durationNs), Math.Max(to.MaxNs, durationNs));
}

/// <summary>Hours of UTC. Bounded: ten years of them, then one for all others.</summary>
internal sealed class HourTable
{
    private const int MostHours = 100_000;

    private readonly Dictionary<long, HourTally> _hours = [];
    private long _lastStart = -1;
    private HourTally _last = new();

    /// <summary>The hour of a moment.</summary>
    public HourTally At(long ticks)
    {
        var start = ticks - (ticks % TimeSpan.TicksPerHour);
        if (start == _lastStart)
        {
            return _last;
        }

        if (_hours.Count >= MostHours && !_hours.ContainsKey(start))
        {
            start = 0;
        }

        if (!_hours.TryGetValue(start, out var hour))
        {
            hour = new HourTally();
            _hours.Add(start, hour);
        }

        (_lastStart, _last) = (start, hour);
        return hour;
    }

    /// <summary>By time.</summary>
    public IReadOnlyList<LogHour> Result(bool fromPlans) =>
    [
        .. _hours.OrderBy(static pair => pair.Key).Select(pair => pair.Value.Result(pair.Key, fromPlans))
            .Where(static hour => hour.Calls + hour.Errors + hour.TempFiles + hour.LockWaits > 0),
    ];
}
