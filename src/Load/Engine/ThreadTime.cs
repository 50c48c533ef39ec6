namespace Headroom.Load.Engine;

/// <summary>Processor time of one thread.</summary>
/// <remarks><b>Source:</b> clock_gettime(2), CLOCK_THREAD_CPUTIME_ID.</remarks>
internal static class ThreadTime
{
    private const int OfThread = 3;

    /// <summary>What the calling thread has used; null where the system does not tell.</summary>
    public static unsafe TimeSpan? Own
    {
        get
        {
            Libc.TimeSpec time;
            return Libc.IsHere && Libc.clock_gettime(OfThread, &time) == 0
                ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1e3)
                : null;
        }
    }
}
