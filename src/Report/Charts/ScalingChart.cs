using Headroom.Model.Results;
using Headroom.Report.Pages;
using static Headroom.Report.Format;

namespace Headroom.Report.Charts;

/// <summary>How the calls of a statement grow with the rows that an endpoint returns.</summary>
internal static class ScalingChart
{
    /// <summary>From this slope on a line is worth a chart; below it calls do not grow with rows.</summary>
    public const double WorthDrawing = 0.1;

    /// <summary>Points and the line through them.</summary>
    public static Html Of(ScalingResult scaling, int number)
    {
        var x = Axis.Linear(Math.Max(1, scaling.Points.Select(p => p.Rows).DefaultIfEmpty(1).Max()), 44, 300, 4);
        var y = Axis.Linear(Math.Max(1, scaling.Points.Select(p => p.Calls).Append(At(scaling, x.To)).Max()), 150, 14, 4);
        var slope = $"slope {Number(scaling.Slope)}";
        var plot = new Plot(
            $"chart-scaling-{Count(number)}",
            $"{scaling.Endpoint}: calls of statement {scaling.StatementId} a request by rows returned",
            $"{slope}; {string.Join(", ", scaling.Points.Select(p => $"{Number(p.Calls)} calls at {Number(p.Rows)} rows"))}.",
            320,
            178,
            x,
            y);
        return Html.Of($"""
            <figure class="small"><figcaption><code>{scaling.Endpoint}</code><br>
            <strong>{slope}</strong> <span class="soft">statement <code>{scaling.StatementId}</code></span></figcaption>
            {plot.Draw(r => Number(r), c => Number(c), Html.Of($"""
                {plot.Line("fit", [(0, Math.Max(0, scaling.Intercept)), (x.To, At(scaling, x.To))])}
                {Html.Each(scaling.Points, p => Point(p, Coordinate(x.At(p.Rows)), Coordinate(y.At(p.Calls))))}
                """))}
            <p class="soft axis">rows returned (varied: {scaling.Factor}) against calls a request</p></figure>
            """);
    }

    private static Html Point(ScalingDatum point, string x, string y) => Html.Of($"""
        <circle class="point" cx="{x}" cy="{y}" r="4"><title>{Number(point.Calls)} calls at {Number(point.Rows)} rows</title></circle>
        """);

    private static double At(ScalingResult scaling, double rows) => scaling.Intercept + (scaling.Slope * rows);
}
