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
    private const int MostHints = 300; // a count: each is drawn twice, and the page is to stay small

    private static readonly (string Name, Func<SecondMetrics, TimeSpan?> Of)[] Quantiles =
        [("p50", s => s.P50), ("p95", s => s.P95), ("p99", s => s.P99)];

    /// <summary>
    /// Latency, requests and the latency map, of at least one second; where a script runs, it draws in their place what answers to the
    /// pointer.
    /// </summary>
    public static Html Of(IReadOnlyList<SecondMetrics> seconds)
    {
        var line = Timeline.Of(seconds);
        return Html.Of($"""<div class="drawn" data-chart="time">{Latency(line)}{Requests(line)}{LatencyMap.Of(seconds)}</div>""");
    }

    /// <summary>A chart as wide as the page, that scrolls within its own box.</summary>
    public static Html Figure(string caption, Html chart) => Html.Of(
        $"""<figure><figcaption>{caption}</figcaption><div class="scroll" role="group" tabindex="0" aria-label="{caption}">"""
        + $"{chart}</div></figure>");

    /// <summary>The axis of time, the same for all charts of a load.</summary>
    public static Axis Time(Timeline line) => Axis.Exact(line.Points[^1].Second + line.Step, Left, Right, 8);

    /// <summary>A second on that axis.</summary>
    public static string Second(double second) => $"{Number(second)} s";

    /// <summary>p50, p95 and p99; logarithmic where they span more than a factor of 20.</summary>
    private static Html Latency(Timeline line)
    {
        var seconds = line.Points;
        var known = seconds.SelectMany(s => new[] { s.P50, s.P95, s.P99 }).OfType<TimeSpan>().Select(t => t.TotalMilliseconds).ToList();
        if (known.Count == 0)
        {
            return Html.Of($"""<p class="soft">Nothing ended, so there is no latency to draw.</p>""");
        }

        var (least, most) = (Math.Max(known.Min(), 0.001), Math.Max(known.Max(), 0.001));
        var logarithmic = most / least > 20;
        var y = logarithmic ? Axis.Logarithmic(least, most, 240, 14) : Axis.Linear(most, 240, 14, 5);
        var plot = new Plot("chart-latency", "Latency over time, from the intended start", Description(line), Width, 268, Time(line), y);
        return Figure(
            $"Latency from the intended start, {line.Each}{(logarithmic ? "; each step up is a factor" : "")}",
            plot.Draw(Second, ms => Bound(TimeSpan.FromMilliseconds(ms)), Html.Of($"""
                {Html.Each(Quantiles, q => plot.Line(q.Name, seconds.Select(s => ((double)s.Second, q.Of(s)?.TotalMilliseconds))))}
                {plot.Names(Quantiles.Select(q => (q.Name, Last: seconds.Select(q.Of).LastOrDefault(v => v is not null)))
                    .Where(q => q.Last is not null).Select(q => (q.Name, q.Name, q.Last!.Value.TotalMilliseconds)))}
                {Hints(plot, line)}
                """)));
    }

    /// <summary>Requests that ended, and those of them that failed.</summary>
    private static Html Requests(Timeline line)
    {
        var seconds = line.Points;
        var plot = new Plot(
            "chart-requests",
            "Requests and failures over time",
            $"At most {Count(seconds.Max(s => s.Requests))} requests and {Count(seconds.Max(s => s.Failed))} failures in a second.",
            Width,
            178,
            Time(line),
            Axis.Linear(Math.Max(1, seconds.Max(s => s.Requests)), 150, 14, 4));
        var failed = seconds.All(s => s.Failed == 0) ? "no failure" : "failed";
        return Figure($"Requests that ended, and that failed, {line.Each}", plot.Draw(Second, n => Number(n), Html.Of($"""
            {Bars(plot, "requests", line, s => s.Requests)}
            {Bars(plot, "failed", line, s => s.Failed)}
            {plot.Names([("requests", "ended", seconds[^1].Requests), ("failed", failed, seconds[^1].Failed)])}
            {Hints(plot, line)}
            """)));
    }

    private static Html Bars(Plot plot, string kind, Timeline line, Func<SecondMetrics, long> count)
    {
        var path = string.Concat(line.Points.Where(s => count(s) > 0).Select(s => Box(plot, line, s, plot.Y.At(count(s)))));
        return Html.If(path, d => Html.Of($"""<path class="area {kind}" d="{d}"/>"""));
    }

    /// <summary>What a pointer that rests on a second is told; left out of very long runs.</summary>
    private static Html Hints(Plot plot, Timeline line) => line.Points.Count > MostHints ? Html.None : Html.Of($"""
        <g class="hints">
        {Html.Each(line.Points, s => Html.Of($"""<path d="{Box(plot, line, s, plot.Y.End)}"><title>{Hint(s)}</title></path>"""))}
        </g>
        """);

    /// <summary>From the foot of the chart to a height, as wide as what the point stands for.</summary>
    private static string Box(Plot plot, Timeline line, SecondMetrics second, double top)
    {
        var (left, right, foot) =
            (Coordinate(plot.X.At(second.Second)), Coordinate(plot.X.At(second.Second + line.Step)), Coordinate(plot.Y.Start));
        return $"M{left} {foot}V{Coordinate(top)}H{right}V{foot}z";
    }

    private static string Hint(SecondMetrics second) =>
        $"second {Count(second.Second)}: p50 {Duration(second.P50)}, p95 {Duration(second.P95)}, p99 {Duration(second.P99)}, "
        + $"{Count(second.Requests)} ended, {Count(second.Failed)} failed";

    private static string Description(Timeline line) =>
        $"Over {Count(line.Points[^1].Second + line.Step)} seconds p50 reached {Duration(line.Points.Max(s => s.P50))}, "
        + $"p95 {Duration(line.Points.Max(s => s.P95))}, p99 {Duration(line.Points.Max(s => s.P99))}.";
}
