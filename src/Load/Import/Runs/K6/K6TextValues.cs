using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>Reads the figures of k6's text summary.</summary>
/// <remarks>
/// <code>
///   trend     avg=1.23ms min=0s med=327µs max=1m3.5s p(90)=2.24ms p(95)=4.7ms count=7385
///   counter   7385   368.438692/s
///   rate      10.23% 756 out of 7385      before v0.50: 10.23% ✓ 756 ✗ 6629
/// </code>
/// They are rounded or cut to two decimals; the shares are those of the whole numbers beside them.
/// </remarks>
internal static class K6TextValues
{
    private const double Percent = 100;

    /// <summary>The figures behind the colon of a metric's line.</summary>
    public static K6Stat Of(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words is [])
        {
            return new K6Stat();
        }

        // A gauge has its value before its least and greatest.
        return words[0].Contains('=', StringComparison.Ordinal) ? Trend(StatsOf(words))
            : words[0].EndsWith('%') ? Rate(words)
            : new K6Stat { Count = RunNumbers.Number(words[0]), PerSecond = words.Length > 1 ? PerSecond(words[1]) : null };
    }

    /// <summary>A duration in milliseconds: "4.7ms", "1m2.5s", "00m00.9s", and without a unit "4.7"; null when it is none.</summary>
    public static double? Milliseconds(string text) => RunNumbers.Milliseconds(text) ?? RunNumbers.Number(text);

    private static Dictionary<string, string> StatsOf(string[] words)
    {
        var stats = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            if (word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            {
                stats[word[..at]] = word[(at + 1)..];
            }
        }

        return stats;
    }

    private static K6Stat Trend(Dictionary<string, string> stats) => new()
    {
        Count = stats.TryGetValue("count", out var count) ? RunNumbers.Number(count) : null,
        Latency = new ImportedLatency
        {
            P50Ms = At(stats, "med") ?? PercentileOf(stats, 50),
            P90Ms = PercentileOf(stats, 90),
            P95Ms = PercentileOf(stats, 95),
            P99Ms = PercentileOf(stats, 99),
            MeanMs = At(stats, "avg"),
            MinMs = At(stats, "min"),
            MaxMs = At(stats, "max"),
        },
    };

    private static double? At(Dictionary<string, string> stats, string name) =>
        stats.TryGetValue(name, out var value) ? Milliseconds(value) : null;

    private static double? PercentileOf(Dictionary<string, string> stats, double percent) =>
        stats.FirstOrDefault(stat => K6Stat.PercentIn(stat.Key) == percent).Value is { } value ? Milliseconds(value) : null;

    private static K6Stat Rate(string[] words)
    {
        var (held, total) = words switch
        {
            [_, var part, "out", "of", var whole, ..] => (RunNumbers.Number(part), RunNumbers.Number(whole)),
            [_, _, var passes, _, var fails, ..] => (RunNumbers.Number(passes), RunNumbers.Number(passes) + RunNumbers.Number(fails)),
            _ => (null, null),
        };
        return new K6Stat
        {
            Held = held,
            Total = total,
            Share = total is null ? RunNumbers.Number(words[0].AsSpan(0, words[0].Length - 1)) / Percent
                : total > 0 ? held / total
                : null,
        };
    }

    private static double? PerSecond(string text) =>
        text.EndsWith("/s", StringComparison.Ordinal) ? RunNumbers.Number(text.AsSpan(0, text.Length - 2)) : null;
}
