namespace Headroom.Load.Engine;

/// <summary>How an event loop waits: with a precise end, which others can cut short.</summary>
internal abstract class Poller : IDisposable
{
    /// <summary>The most precise wait that the machine and the clock allow.</summary>
    public static Poller For(TimeProvider time) => time == TimeProvider.System && Libc.IsHere ? new EpollPoller() : new TimerPoller(time);

    /// <summary>To be called by the loop's thread before its first wait.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>Ends the current wait, or the next one if nobody waits. Any thread may call it.</summary>
    public abstract void Set();

    /// <summary>
    /// Waits until <see cref="Set"/>, until something is ready (and tells it so) or, when given, for so many nanoseconds.
    /// </summary>
    public abstract void Wait(long? ns);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Waits on the clock's own timers: whatever it counts as time, to the precision of its timers.</summary>
internal sealed class TimerPoller(TimeProvider time) : Poller
{
    private readonly AutoResetEvent _set = new(initialState: false);

    public override void Set() => _set.Set();

    public override void Wait(long? ns)
    {
        if (ns is not { } limit)
        {
            _set.WaitOne();
        }
        else if (limit > 0)
        {
            var due = RunClock.Span(limit + 99);
            using var timer = time.CreateTimer(static set => ((AutoResetEvent)set!).Set(), _set, due, Timeout.InfiniteTimeSpan);
            _set.WaitOne();
        }
    }

    public override void Dispose() => _set.Dispose();
}
