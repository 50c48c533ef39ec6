using System.Globalization;

namespace Headroom.Model.Units;

/// <summary>Reads quantities as people write them in a plan. Each answers null for text that is no such quantity.</summary>
public static class UnitText
{
    /// <summary>A duration such as <c>300ms</c>, <c>1.5s</c>, <c>5m</c>, <c>2h</c>; a unit is required.</summary>
    public static TimeSpan? Duration(string text)
    {
        (string Suffix, double Milliseconds)[] units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
        foreach (var (suffix, milliseconds) in units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal) && Number(text[..^suffix.Length]) is >= 0 and var number
                && number * milliseconds < TimeSpan.FromDays(365).TotalMilliseconds)
            {
                return TimeSpan.FromMilliseconds(number * milliseconds);
            }
        }

        return null;
    }

    /// <summary>A share such as <c>1%</c> or <c>0.01</c>.</summary>
    public static Ratio? Share(string text) =>
        (text.EndsWith('%') ? Number(text[..^1]) / 100 : Number(text)) is >= 0 and <= 1 and var value ? new Ratio(value) : null;

    /// <summary>A rate such as <c>200/s</c>, <c>600/m</c> or <c>200</c> (a second).</summary>
    public static PerSecond? Rate(string text)
    {
        (string Suffix, double Seconds)[] units = [("/s", 1), ("/m", 60), ("/h", 3600), ("", 1)];
        foreach (var (suffix, seconds) in units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal) && Number(text[..^suffix.Length]) is >= 0 and var number)
            {
                return new PerSecond(number / seconds);
            }
        }

        return null;
    }

    /// <summary>A finite decimal number in the invariant culture.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
