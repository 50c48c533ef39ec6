using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Report;

/// <summary>A metric's name and values in words; the unit is the end of the name ("time_ms"), as everywhere in the result.</summary>
internal static class Metric
{
    private static readonly string[] Units = ["_ms", "_bytes", "_ratio", "_per_s"];

    /// <summary>"time" of time_ms, "buffers per call" of buffers_per_call.</summary>
    public static string Name(string metric)
    {
        var unit = Units.FirstOrDefault(u => metric.EndsWith(u, StringComparison.Ordinal) && metric.Length > u.Length);
        return Words.Spaced(unit is null ? metric : metric[..^unit.Length]);
    }

    /// <summary>A value with its unit.</summary>
    public static string Value(string metric, double value) => metric switch
    {
        _ when metric.EndsWith("_ms", StringComparison.Ordinal) => Format.Duration(TimeSpan.FromMilliseconds(value)),
        _ when metric.EndsWith("_bytes", StringComparison.Ordinal) => Format.Bytes(new Bytes((long)value)),
        _ when metric.EndsWith("_ratio", StringComparison.Ordinal) && value is >= 0 and <= 1 => Format.Percent(new Ratio(value)),
        _ when metric.EndsWith("_per_s", StringComparison.Ordinal) => Format.Number(value) + "/s",
        _ => Format.Number(value),
    };

    /// <summary>"6,430 → 10".</summary>
    public static string BaseToRemedy(MeasuredChange change) =>
        $"{Value(change.Metric, change.Base)} → {Value(change.Metric, change.Remedy)}";

    /// <summary>A change by its ratio: "643x fewer", "2.1x more", or as percent when it is less than twofold.</summary>
    /// <param name="metric">The metric: of a duration there is less, of a count there are fewer.</param>
    /// <param name="change">Remedy over base, minus one; null is unknown.</param>
    public static string Change(string metric, double? change) => Change(metric, change, IsTwofold(change));

    /// <summary>
    /// The 99 % interval of a change, the lesser change first; unknown when there were too few pairs for one. Its ends are told as the
    /// change is: by their ratio, or as percent.
    /// </summary>
    public static string Interval(MeasuredChange change)
    {
        var isRatio = change.Change is null ? IsTwofold(change.ChangeLow) && IsTwofold(change.ChangeHigh) : IsTwofold(change.Change);
        var (low, high) = (Change(change.Metric, change.ChangeLow, isRatio), Change(change.Metric, change.ChangeHigh, isRatio));
        return change switch
        {
            { ChangeLow: null } or { ChangeHigh: null } => Format.Unknown,
            _ when low == high => low,
            { ChangeHigh: <= 0 } => $"{high} … {low}",
            _ => $"{low} … {high}",
        };
    }

    private static bool IsTwofold(double? change) => change is <= -0.5 or >= 1;

    private static string Change(string metric, double? change, bool isRatio) => change switch
    {
        null => Format.Unknown,
        <= -1 => "none left",
        { } ratio when !isRatio => Format.Change(ratio),
        { } ratio when ratio < 0 => $"{Format.Factor(1 / (1 + ratio))} {Less(metric)}",
        { } ratio => $"{Format.Factor(1 + ratio)} as much",
    };

    private static string Less(string metric) => Units.Any(u => metric.EndsWith(u, StringComparison.Ordinal)) ? "less" : "fewer";
}
