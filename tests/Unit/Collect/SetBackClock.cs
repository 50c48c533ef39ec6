namespace Headroom.Tests.Unit.Collect;

/// <summary>A clock whose time of day somebody sets back while its timestamps go on.</summary>
internal sealed class SetBackClock : TimeProvider
{
    private TimeSpan _gone, _setBack;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero) + _gone - _setBack;

    public override long GetTimestamp() => _gone.Ticks;

    public void Advance(TimeSpan by) => _gone += by;

    public void SetBack(TimeSpan by) => _setBack += by;
}
