namespace Headroom.Experiments.Faults;

/// <summary>Monotonic nanoseconds since a proxy began, and timers.</summary>
internal sealed class ProxyClock(TimeProvider time) : IDisposable
{
    private readonly PreciseTime _timers = new(time);
    private readonly long _start = time.GetTimestamp();

    /// <summary>Where the time comes from.</summary>
    public TimeProvider Time => time;

    /// <summary>The same time, whose timers are precise and call only what is short.</summary>
    public TimeProvider Timers => _timers;

    /// <summary>Now.</summary>
    public long NowNs => (long)((Int128)(time.GetTimestamp() - _start) * 1_000_000_000 / time.TimestampFrequency);

    /// <summary>The duration of nanoseconds, cut to 100 ns.</summary>
    public static TimeSpan Span(long ns) => TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick);

    /// <inheritdoc/>
    public void Dispose() => _timers.Dispose();
}
