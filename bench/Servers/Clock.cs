namespace Headroom.Bench.Servers;

/// <summary>The kernel's clocks in nanoseconds: the time of day, which another process shares, and the one that never steps.</summary>
internal static unsafe class Clock
{
    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public static long RealtimeNs => Read(Native.Realtime);

    /// <summary>Nanoseconds since some instant.</summary>
    public static long MonotonicNs => Read(Native.Monotonic);

    /// <summary>Sleeps until <see cref="MonotonicNs"/> is this.</summary>
    public static void SleepUntil(long monotonicNs)
    {
        var time = new Native.TimeSpec(monotonicNs);
        while (Native.Sleep(Native.Monotonic, Native.AbsoluteTime, &time, null) == Native.Interrupted)
        {
        }
    }

    /// <summary>Lets this thread's timers fire when they are due: by default the kernel may be 50 us late.</summary>
    public static void FireOnTime() => _ = Native.ControlProcess(Native.SetTimerSlack, 1, 0, 0, 0);

    private static long Read(int clock)
    {
        Native.TimeSpec time;
        _ = Native.GetTime(clock, &time);
        return time.TotalNs;
    }
}
