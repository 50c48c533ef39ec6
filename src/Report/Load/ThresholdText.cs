using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Report.Load;

/// <summary>What was measured for a threshold, in the unit that its metric has.</summary>
internal static class ThresholdText
{
    private static readonly string[] s_shares = ["http_req_failed", "checks"];
    private static readonly string[] s_bytes = ["data_received", "data_sent"];

    /// <summary>212.4 ms, 2.3 %, 411.5/s, 12,345; a dash when nothing was measured.</summary>
    public static string Actual(ThresholdMetrics threshold)
    {
        var metric = BaseOf(threshold.Metric);
        return threshold.Actual switch
        {
            null => "nothing was measured",
            var count when threshold.Expression.StartsWith("count", StringComparison.Ordinal) =>
                s_bytes.Contains(metric, StringComparer.Ordinal) ? Format.Bytes(new Bytes((long)count.Value)) : Format.Number(count),
            var share when s_shares.Contains(metric, StringComparer.Ordinal) => share is >= 0 and <= 1
                ? Format.Percent(new Ratio(share.Value))
                : Format.Number(share),
            var rate when threshold.Expression.StartsWith("rate", StringComparison.Ordinal) => Format.Number(rate) + "/s",
            var duration when IsTime(metric) => Format.Duration(TimeSpan.FromMilliseconds(duration.Value)),
            var number => Format.Number(number),
        };
    }

    /// <summary>The metric without its labels.</summary>
    public static string BaseOf(string metric) => metric.Split('{')[0];

    /// <summary>Whether a metric's values are milliseconds.</summary>
    public static bool IsTime(string metric) =>
        metric == "latency" || metric.EndsWith("_duration", StringComparison.Ordinal)
            || metric.StartsWith("http_req_", StringComparison.Ordinal);
}
