using Headroom.Model.Evidence;

namespace Headroom.Report.Texts;

/// <summary>The load over time as a line of blocks, where nothing can be drawn.</summary>
internal static class Sparkline
{
    private const int Width = 60;
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>p95, p50 and failures by time; a run longer than 60 s shows the worst second of each step. Empty without seconds.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<SecondMetrics> seconds)
    {
        if (seconds.Count == 0)
        {
            return [];
        }

        var size = (seconds.Count + Width - 1) / Width;
        var steps = seconds.Chunk(size).ToList();
        return
        [
            Line("p95     ", steps, s => s.P95?.TotalMilliseconds, ms => Format.Duration(TimeSpan.FromMilliseconds(ms))),
            Line("p50     ", steps, s => s.P50?.TotalMilliseconds, ms => Format.Duration(TimeSpan.FromMilliseconds(ms))),
            Line("failed/s", steps, s => s.Failed, failed => Format.Count((long)failed)),
            $"each block is {(size == 1 ? "one second" : $"the worst of {Format.Count(size)} s")}, a gap a time in which nothing ended",
        ];
    }

    private static string Line(string name, List<SecondMetrics[]> steps, Func<SecondMetrics, double?> value, Func<double, string> text)
    {
        var worst = steps.Select(step => step.Max(value)).ToList();
        if (worst.Max() is not { } top)
        {
            return $"{name} {Format.Unknown}";
        }

        var blocks = worst.Select(v => v is { } known ? Blocks[top <= 0 ? 0 : (int)Math.Min(7, known / top * 8)] : ' ');
        return $"{name} {string.Concat(blocks)} greatest {text(top)}";
    }
}
