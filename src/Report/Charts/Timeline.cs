using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Report.Charts;

/// <summary>The load over time, in no more points than a chart can show.</summary>
/// <param name="Points">
/// In order; one that stands for several seconds holds the greatest of each of their numbers, and their requests by latency added up.
/// </param>
/// <param name="Step">Seconds that a point stands for.</param>
internal sealed record Timeline(IReadOnlyList<SecondMetrics> Points, int Step)
{
    private const int MostPoints = 1_200;

    /// <summary>What a point stands for, in words.</summary>
    public string Each => Step == 1 ? "by second" : $"each point the greatest of {Format.Count(Step)} seconds";

    /// <summary>The seconds as they are, or thinned out: never averaged, for that would hide the worst of them.</summary>
    public static Timeline Of(IReadOnlyList<SecondMetrics> seconds, int most = MostPoints)
    {
        var step = seconds.Count == 0 ? 1 : (seconds[^1].Second / most) + 1;
        return step == 1
            ? new Timeline(seconds, 1)
            : new Timeline([.. seconds.GroupBy(s => s.Second / step).Select(some => Worst(some.Key * step, [.. some]))], step);
    }

    private static SecondMetrics Worst(int second, IReadOnlyList<SecondMetrics> seconds) => new()
    {
        Second = second,
        Requests = seconds.Max(s => s.Requests),
        Failed = seconds.Max(s => s.Failed),
        P50 = seconds.Max(s => s.P50),
        P95 = seconds.Max(s => s.P95),
        P99 = seconds.Max(s => s.P99),
        LatencyCounts = LatencyCounts.Sum(seconds.Select(s => s.LatencyCounts)),
    };
}
