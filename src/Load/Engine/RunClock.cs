namespace Headroom.Load.Engine;

/// <summary>Monotonic nanoseconds since the start of a run.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Where the time comes from.</summary>
    public TimeProvider Time => time;

    /// <summary>Wall-clock time of the start.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Now.</summary>
    public long NowNs => Ns(time.GetTimestamp());

    /// <summary>A stamp of the same time provider.</summary>
    public long Ns(long stamp) => time.TimestampFrequency == 1_000_000_000
        ? stamp - _start
        : (long)((Int128)(stamp - _start) * 1_000_000_000 / time.TimestampFrequency);

    /// <summary>Nanoseconds of a duration.</summary>
    public static long Ns(TimeSpan duration) => duration.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>The duration of nanoseconds, cut to 100 ns.</summary>
    public static TimeSpan Span(long ns) => TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick);
}
