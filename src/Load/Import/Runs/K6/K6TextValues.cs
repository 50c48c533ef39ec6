using System.Buffers;
using System.Globalization;
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
    private const NumberStyles Numbers = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent;
    private const double Percent = 100;

    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.+-e");
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789.");
    private static readonly (string Unit, double Ms)[] s_units =
    [
        ("ns", 1e-6), ("us", 1e-3), ("\u00B5s", 1e-3), ("\u03BCs", 1e-3), ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000),
    ];

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
            : new K6Stat { Count = Number(words[0]), PerSecond = words.Length > 1 ? PerSecond(words[1]) : null };
    }

    /// <summary>A duration in milliseconds: "4.7ms", "1m2.5s", "00m00.9s"; null when it is none.</summary>
    public static double? Milliseconds(string text)
    {
        var (rest, sum) = (text.Trim(), 0.0);
        if (rest.Length == 0)
        {
            return null;
        }

        while (rest.Length > 0)
        {
            var digits = rest.AsSpan().IndexOfAnyExcept(s_number);
            digits = digits < 0 ? rest.Length : digits;
            var letters = rest.AsSpan(digits).IndexOfAny(s_digits);
            letters = letters < 0 ? rest.Length - digits : letters;
            if (Number(rest[..digits]) is not { } number || UnitOf(rest[digits..(digits + letters)]) is not { } unit)
            {
                return null;
            }

            sum += number * unit;
            rest = rest[(digits + letters)..];
        }

        return double.IsFinite(sum) ? sum : null;
    }

    /// <summary>A whole number that is not negative, or null.</summary>
    public static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

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
        Count = stats.TryGetValue("count", out var count) ? Number(count) : null,
        Latency = new ImportedLatency
        {
            P50Ms = At(stats, "med") ?? At(stats, "p(50)"),
            P90Ms = At(stats, "p(90)"),
            P95Ms = At(stats, "p(95)"),
            P99Ms = At(stats, "p(99)"),
            MeanMs = At(stats, "avg"),
            MinMs = At(stats, "min"),
            MaxMs = At(stats, "max"),
        },
    };

    private static double? At(Dictionary<string, string> stats, string name) =>
        stats.TryGetValue(name, out var value) ? Milliseconds(value) : null;

    private static K6Stat Rate(string[] words)
    {
        var (held, total) = words switch
        {
            [_, var part, "out", "of", var whole, ..] => (Number(part), Number(whole)),
            [_, _, var passes, _, var fails, ..] => (Number(passes), Number(passes) + Number(fails)),
            _ => (null, null),
        };
        return new K6Stat { Held = held, Total = total, Share = total is null ? Number(words[0][..^1]) / Percent : total > 0 ? held / total : null };
    }

    private static double? PerSecond(string text) => text.EndsWith("/s", StringComparison.Ordinal) ? Number(text[..^2]) : null;

    private static double? Number(string text) =>
        double.TryParse(text, Numbers, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    // A number without a unit is one of milliseconds.
    private static double? UnitOf(string unit)
    {
        if (unit.Length == 0)
        {
            return 1;
        }

        var at = Array.FindIndex(s_units, known => known.Unit == unit);
        return at < 0 ? null : s_units[at].Ms;
    }
}
