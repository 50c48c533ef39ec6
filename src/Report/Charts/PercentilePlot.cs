using Headroom.Model.Results;
using Headroom.Report.Pages;
using static Headroom.Report.Format;

namespace Headroom.Report.Charts;

/// <summary>Latency by percentile of the slowest endpoints, the rare ones stretched: each step to the right is ten times as rare.</summary>
/// <remarks><b>Source:</b> the percentile axis is that of Tene's HdrHistogram: the logarithm of 1 / (1 - quantile).</remarks>
internal static class PercentilePlot
{
    private const double Width = 960;
    private const int Most = 5;

    private static readonly (double Rarity, string Name, Func<LatencyQuantiles, TimeSpan?> Of)[] Quantiles =
        [(2, "p50", q => q.P50), (10, "p90", q => q.P90), (20, "p95", q => q.P95), (100, "p99", q => q.P99)];

    /// <summary>The plot; nothing when no endpoint has two quantiles.</summary>
    public static Html Of(IReadOnlyList<EndpointResult> endpoints)
    {
        var lines = endpoints.Select(endpoint => (Endpoint: endpoint, Points: Points(endpoint))).Where(line => line.Points.Count > 1)
            .OrderByDescending(line => line.Points[^1].Milliseconds).Take(Most).ToList();
        return lines.Count == 0 ? Html.None : Draw(lines);
    }

    private static List<(double Rarity, double Milliseconds)> Points(EndpointResult endpoint)
    {
        var points = Quantiles.Select(q => (q.Rarity, Latency: q.Of(endpoint.Latency)))
            .Append((Rarity: (double)endpoint.Requests, Latency: endpoint.Requests > 100 ? endpoint.Latency.Max : null));
        return [.. points.Where(p => p.Latency is not null).Select(p => (p.Rarity, Math.Max(p.Latency!.Value.TotalMilliseconds, 0.001)))];
    }

    private static Html Draw(IReadOnlyList<(EndpointResult Endpoint, List<(double Rarity, double Milliseconds)> Points)> lines)
    {
        var values = lines.SelectMany(line => line.Points).ToList();
        var rarest = Math.Max(100, values.Max(p => p.Rarity));
        var marks = Quantiles.Select(q => q.Rarity).Concat(Enumerable.Range(3, 6).Select(power => Math.Pow(10, power)))
            .Where(mark => mark <= rarest * (1 + 1e-9));
        var plot = new Plot(
            "chart-percentiles",
            "Latency by percentile, from the intended start",
            string.Join(
                "; ",
                lines.Select(line =>
                    $"{line.Endpoint.Endpoint}: p50 {Duration(line.Endpoint.Latency.P50)}, p99 {Duration(line.Endpoint.Latency.P99)}, "
                        + $"slowest {Duration(line.Endpoint.Latency.Max)}"))
                + ".",
            Width,
            300,
            new Axis(1.8, rarest, 62, 720, true, [.. marks]),
            Axis.Logarithmic(values.Min(p => p.Milliseconds), values.Max(p => p.Milliseconds), 266, 14));
        const string Caption = "Latency by percentile of the slowest endpoints, each step to the right rarer; "
            + "the last point is the slowest request, where it is known";
        var curves = Html.Each(
            lines.Index(),
            line => plot.Line(Kind(line.Index), line.Item.Points.Select(p => (p.Rarity, (double?)p.Milliseconds))));
        var names = plot.Names(lines.Index().Select(line =>
            (Kind(line.Index), Short(line.Item.Endpoint.Endpoint, 33), line.Item.Points[^1].Milliseconds)));
        return Html.Of($"""
            <figure><figcaption>{Caption}</figcaption><div class="scroll" role="group" tabindex="0" aria-label="{Caption}">
            {plot.Draw(Name, ms => Bound(TimeSpan.FromMilliseconds(ms)), Html.Of($"""
                {curves}
                {names}
                """))}
            </div></figure>
            """);
    }

    private static string Kind(int index) => $"c{Count(index + 1)}";

    // 1,000 is p99.9: another nine for each further power of ten.
    private static string Name(double rarity) =>
        Quantiles.FirstOrDefault(q => q.Rarity == rarity).Name ?? "p99." + new string('9', (int)Math.Round(Math.Log10(rarity)) - 2);
}
