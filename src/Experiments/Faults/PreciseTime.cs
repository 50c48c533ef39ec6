namespace Headroom.Experiments.Faults;

/// <summary>Timers that are late by less than a millisecond on an idle machine, and not by a tick of the kernel.</summary>
/// <remarks>
/// The runtime's own timers count the kernel's ticks, of 4 ms as a rule: what is asked for 5 ms comes after 5 to 9. Here a thread sleeps
/// until the first timer is due; it begins with the first and ends with the object. It calls back itself: what it calls is to be short.
/// Where the clock is not the system's, its timers are that clock's own.
/// </remarks>
internal sealed class PreciseTime(TimeProvider time) : TimeProvider, IDisposable
{
    private readonly object _gate = new(); // a Lock has no Wait
    private readonly SortedSet<Alarm> _alarms = new(Comparer<Alarm>.Create(static (one, other) =>
        (one.Due, one.Number).CompareTo((other.Due, other.Number))));

    private long _number;
    private bool _isRunning, _isDisposed;

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (!ReferenceEquals(time, System))
        {
            return time.CreateTimer(callback, state, dueTime, period);
        }

        var alarm = new Alarm(this, Interlocked.Increment(ref _number), () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Ends the thread; timers ring no more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _alarms.Clear();
            Monitor.Pulse(_gate);
        }
    }

    private bool Set(Alarm alarm, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (alarm.IsDisposed || _isDisposed)
            {
                return false;
            }

            _alarms.Remove(alarm);
            alarm.Period = period;
            if (dueTime >= TimeSpan.Zero)
            {
                alarm.Due = GetTimestamp() + Ticks(dueTime);
                Add(alarm);
            }

            return true;
        }
    }

    private void Drop(Alarm alarm)
    {
        lock (_gate)
        {
            alarm.IsDisposed = true;
            _alarms.Remove(alarm);
        }
    }

    private void Add(Alarm alarm)
    {
        _alarms.Add(alarm);
        if (!_isRunning)
        {
            _isRunning = true;
            new Thread(Run) { IsBackground = true, Name = "timers" }.Start();
        }
        else if (ReferenceEquals(_alarms.Min, alarm))
        {
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (Next() is { } due)
        {
            due.Ring();
        }
    }

    private Alarm? Next()
    {
        lock (_gate)
        {
            while (!_isDisposed)
            {
                var now = GetTimestamp();
                if (_alarms.Min is not { } first)
                {
                    Monitor.Wait(_gate);
                }
                else if (first.Due > now)
                {
                    Monitor.Wait(_gate, Milliseconds(first.Due - now));
                }
                else
                {
                    _alarms.Remove(first);
                    if (first.Period > TimeSpan.Zero)
                    {
                        first.Due += Ticks(first.Period);
                        Add(first);
                    }

                    return first;
                }
            }

            return null;
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * TimestampFrequency);

    // Rounded up: a timer is never early. What is far is looked at again on the way.
    private int Milliseconds(long ticks) => (int)Math.Min(int.MaxValue, Math.Ceiling(ticks * 1000.0 / TimestampFrequency));

    private sealed class Alarm(PreciseTime time, long number, Action ring) : ITimer
    {
        public long Number => number;

        /// <summary>A timestamp; not to be changed while the alarm waits.</summary>
        public long Due { get; set; }

        public TimeSpan Period { get; set; }

        public bool IsDisposed { get; set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period) => time.Set(this, dueTime, period);

        public void Dispose() => time.Drop(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
