using Headroom.Model.Evidence;

namespace Headroom.Analyze.Trust;

/// <summary>Tells a generator that has no time left from a target that has none.</summary>
/// <remarks>
/// Both look alike in what is counted: every virtual user is busy, arrivals wait for one, and nothing is sent late once it is free. A
/// generator whose threads are always busy reads its answers late, and it is that for which its virtual users wait.
/// </remarks>
internal static class SaturatedGenerator
{
    /// <summary>A thread that sends and is busy for more than this share of the window has no time left to be on time.</summary>
    public const double BusyThread = 0.95;

    /// <summary>Fewer arrivals (a ratio) that wait leave the p95 and the p99 as they are.</summary>
    private const double FewestWaiting = 0.01;

    /// <summary>Whether arrivals of an open run waited while it had no time left: for whom they waited is not known.</summary>
    public static bool IsIn(RunMetrics run) =>
        run.OfferedRate is not null
        && IsIn(run.GeneratorBusy ?? 0, run.Generator.Waited, run.Generator.Iterations + run.Generator.DroppedByTarget);

    /// <summary>The same of a block.</summary>
    public static bool IsIn(Block block) => IsIn(block.GeneratorBusy, block.Waited, block.Requests);

    private static bool IsIn(double busy, long waited, long arrivals) => busy > BusyThread && waited > FewestWaiting * arrivals;
}
