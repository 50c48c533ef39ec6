namespace Headroom.Tests.Unit.Experiments.Probes;

/// <summary>A clock on which every wait is over at once, and that goes on by it.</summary>
internal sealed class LeapingClock(DateTimeOffset start) : TimeProvider
{
    private TimeSpan _gone;

    public List<TimeSpan> Waits { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start + _gone;

    public override long GetTimestamp() => _gone.Ticks;

    public void Advance(TimeSpan by) => _gone += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Add(dueTime);
        _gone += dueTime;
        callback(state);
        return base.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
