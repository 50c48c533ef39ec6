namespace Headroom.Cli.SelfTest;

/// <summary>A clock whose time of day jumps an hour ahead, and later back, while its timestamps go on.</summary>
internal sealed class SteppingClock(TimeSpan ahead, TimeSpan back) : TimeProvider
{
    private readonly long _started = System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => System.LocalTimeZone;

    public override DateTimeOffset GetUtcNow()
    {
        var elapsed = System.GetElapsedTime(_started);
        return System.GetUtcNow() + (elapsed >= ahead && elapsed < back ? TimeSpan.FromHours(1) : TimeSpan.Zero);
    }

    public override long GetTimestamp() => System.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime, period);
}
