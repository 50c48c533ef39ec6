using Headroom.Model.Evidence;
using Headroom.Report.Pages;
using static Headroom.Report.Format;

namespace Headroom.Report.Charts;

/// <summary>The load second by second.</summary>
internal static class TimeCharts
{
    private const double Width = 960;
    private const double Left = 62;
    private const double Right = 885;

    private static readonly (string Name, Func<SecondMetrics, TimeSpan?> Of)[] Quantiles =
        [("p50", s => s.P50), ("p95", s => s.P95), ("p99", s => s.P99)];

    /// <summary>Latency above requests, of at least one second.</summary>
    public static Html Of(IReadOnlyList<SecondMetrics> seconds) => Html.Of($"{Latency(seconds)}{Requests(seconds)}");

    /// <summary>p50, p95 and p99; logarithmic where they span more than a factor of 20.</summary>
    private static Html Latency(IReadOnlyList<SecondMetrics> seconds)
    {
        var known = seconds.SelectMany(s => new[] { s.P50, s.P95, s.P99 }).OfType<TimeSpan>().Select(t => t.TotalMilliseconds).ToList();
        if (known.Count == 0)
        {
            return Html.Of($"""<p class="soft">Nothing ended, so there is no latency to draw.</p>""");
        }

        var (least, most) = (Math.Max(known.Min(), 0.001), Math.Max(known.Max(), 0.001));
        var logarithmic = most / least > 20;
        var y = logarithmic ? Axis.Logarithmic(least, most, 240, 14) : Axis.Linear(most, 240, 14, 5);
        var plot = new Plot("chart-latency", "Latency by second, from the intended start", Description(seconds), Width, 268, Time(seconds), y);
        return Figure(
            $"Latency by second, from the intended start{(logarithmic ? "; each step up is a factor" : "")}",
            plot.Draw(Second, ms => Bound(TimeSpan.FromMilliseconds(ms)), Html.Of($"""
                {Html.Each(Quantiles, q => plot.Line(q.Name, seconds.Select(s => ((double)s.Second, q.Of(s)?.TotalMilliseconds))))}
                {plot.Names(Quantiles.Select(q => (q.Name, Last: seconds.Select(q.Of).LastOrDefault(v => v is not null)))
                    .Where(q => q.Last is not null).Select(q => (q.Name, q.Name, q.Last!.Value.TotalMilliseconds)))}
                {Hints(plot, seconds)}
                """)));
    }

    /// <summary>Requests that ended, and those of them that failed.</summary>
    private static Html Requests(IReadOnlyList<SecondMetrics> seconds)
    {
        var plot = new Plot(
            "chart-requests",
            "Requests and failures by second",
            $"At most {Count(seconds.Max(s => s.Requests))} requests and {Count(seconds.Max(s => s.Failed))} failures in a second.",
            Width,
            178,
            Time(seconds),
            Axis.Linear(Math.Max(1, seconds.Max(s => s.Requests)), 150, 14, 4));
        var failed = seconds.All(s => s.Failed == 0) ? "no failure" : "failed";
        return Figure("Requests that ended, and that failed, by second", plot.Draw(Second, n => Number(n), Html.Of($"""
            {Bars(plot, "requests", seconds, s => s.Requests)}
            {Bars(plot, "failed", seconds, s => s.Failed)}
            {plot.Names([("requests", "ended", seconds[^1].Requests), ("failed", failed, seconds[^1].Failed)])}
            {Hints(plot, seconds)}
            """)));
    }

    private static Html Figure(string caption, Html chart) => Html.Of($"""
        <figure><figcaption>{caption}</figcaption><div class="scroll" role="region" tabindex="0" aria-label="{caption}">{chart}</div></figure>
        """);

    private static Axis Time(IReadOnlyList<SecondMetrics> seconds) => Axis.Exact(seconds[^1].Second + 1, Left, Right, 8);

    private static string Second(double second) => $"{Number(second)} s";

    private static Html Bars(Plot plot, string kind, IReadOnlyList<SecondMetrics> seconds, Func<SecondMetrics, long> count)
    {
        var path = string.Concat(seconds.Where(s => count(s) > 0).Select(s => Box(plot, s, plot.Y.At(count(s)))));
        return Html.If(path, d => Html.Of($"""<path class="area {kind}" d="{d}"/>"""));
    }

    /// <summary>What a pointer that rests on a second is told; left out of very long runs.</summary>
    private static Html Hints(Plot plot, IReadOnlyList<SecondMetrics> seconds) => seconds.Count > 900 ? Html.None : Html.Of($"""
        <g class="hints">
        {Html.Each(seconds, s => Html.Of($"""<path d="{Box(plot, s, plot.Y.End)}"><title>{Hint(s)}</title></path>"""))}
        </g>
        """);

    /// <summary>From the foot of the chart to a height, as wide as the second.</summary>
    private static string Box(Plot plot, SecondMetrics second, double top)
    {
        var (left, right, foot) = (Coordinate(plot.X.At(second.Second)), Coordinate(plot.X.At(second.Second + 1)), Coordinate(plot.Y.Start));
        return $"M{left} {foot}V{Coordinate(top)}H{right}V{foot}z";
    }

    private static string Hint(SecondMetrics second) =>
        $"second {Count(second.Second)}: p50 {Duration(second.P50)}, p95 {Duration(second.P95)}, p99 {Duration(second.P99)}, "
        + $"{Count(second.Requests)} ended, {Count(second.Failed)} failed";

    private static string Description(IReadOnlyList<SecondMetrics> seconds) =>
        $"Over {Count(seconds.Count)} seconds p50 reached {Duration(seconds.Max(s => s.P50))}, p95 {Duration(seconds.Max(s => s.P95))}, "
        + $"p99 {Duration(seconds.Max(s => s.P99))}.";
}
