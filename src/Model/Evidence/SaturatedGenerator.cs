namespace Headroom.Model.Evidence;

/// <summary>Tells a generator that has no time left from a target that has none.</summary>
/// <remarks>
/// Both look alike in what is counted: every virtual user is busy, arrivals wait for one, and nothing is sent late once it is free. A
/// generator whose threads are always busy reads its answers late, and it is that for which its virtual users wait. One that is kept from
/// the processors by others is not seen so: the processors in foreign use, and the noise of the pairs, tell of that.
/// </remarks>
public static class SaturatedGenerator
{
    /// <summary>A thread that sends and is busy for more than this share of the window has no time left to be on time.</summary>
    public const double BusyThread = 0.95;

    /// <summary>Fewer arrivals (a ratio) that wait leave the p95 and the p99 as they are.</summary>
    private const double FewestWaiting = 0.01;

    /// <summary>Whether arrivals of an open run waited while it had no time left: for whom they waited is not known.</summary>
    public static bool IsIn(RunMetrics run) => run.OfferedRate is not null && IsIn(run.SenderBusy, run.WaitedShare);

    /// <summary>The same of a block.</summary>
    public static bool IsIn(Block block) => IsIn(block.SenderBusy, block.WaitedShare);

    /// <summary>The same of a rung.</summary>
    public static bool IsIn(LoadRung rung) => rung.Arrivals > 0 && IsIn(rung.SenderBusy, (double)rung.HeldUp / rung.Arrivals);

    private static bool IsIn(double? busy, double waited) => busy > BusyThread && waited > FewestWaiting;
}
