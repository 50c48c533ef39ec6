using System.Text.Json.Nodes;
using Headroom.Model.Evidence;
using Headroom.Report.Charts;
using Headroom.Statistics;

namespace Headroom.Report.Pages;

/// <summary>What the script draws from: the load over time, bounded as the static charts are. All else it reads off the page.</summary>
internal static class PageData
{
    /// <summary>A block of data that no browser executes; nothing when the load over time was not recorded.</summary>
    public static Html Of(IReadOnlyList<SecondMetrics> seconds)
    {
        if (seconds.Count == 0)
        {
            return Html.None;
        }

        var line = Timeline.Of(seconds);
        var data = new JsonObject
        {
            ["step_s"] = line.Step,
            ["second"] = Each(line, s => s.Second),
            ["p50_ms"] = Each(line, s => s.P50?.TotalMilliseconds),
            ["p95_ms"] = Each(line, s => s.P95?.TotalMilliseconds),
            ["p99_ms"] = Each(line, s => s.P99?.TotalMilliseconds),
            ["requests"] = Each(line, s => s.Requests),
            ["failed"] = Each(line, s => s.Failed),
        };

        if (line.Points.Any(point => point.LatencyCounts is not null))
        {
            data["latency_ends_ms"] = new JsonArray([.. LatencyCounts.EndsNs.Select(end => JsonValue.Create(Short(end / 1e6)))]);
            data["latency_counts"] = new JsonArray([.. line.Points.Select(point => Counts(point.LatencyCounts))]);
        }

        // The encoder writes <, > and & as \u003C and the like: no text can end the block.
        return Html.Of($"""<script type="application/json" id="report-data">{new Html(data.ToJsonString())}</script>""");
    }

    private static JsonArray? Counts(LatencyCounts? latency) =>
        latency is null ? null : new JsonArray([.. latency.Counts.Select(count => JsonValue.Create(count))]);

    private static JsonArray Each(Timeline line, Func<SecondMetrics, double?> number) =>
        new([.. line.Points.Select(point => number(point) is { } value ? JsonValue.Create(Short(value)) : null)]);

    // Six digits, as the result keeps them: a result that was read makes the same page as the one that was written.
    private static double Short(double value) =>
        value == 0 ? 0 : Math.Round(value, Math.Clamp(5 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15));
}
