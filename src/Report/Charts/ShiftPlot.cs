using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Pages;
using Headroom.Report.Tables;
using static Headroom.Report.Format;

namespace Headroom.Report.Charts;

/// <summary>What the measured cures shift: remedy over base, metric by metric, each with its interval; left of the line is less.</summary>
internal static class ShiftPlot
{
    private const double Width = 520;
    private const double Row = 38;
    private const int MostFindings = 3;
    private const int MostMetrics = 4;
    private const double Least = 1e-4;

    /// <summary>The plot; nothing when no cure was measured with an interval.</summary>
    public static Html Of(AuditResult result)
    {
        var shifts = result.Findings.Index().Where(f => f.Item.Effect is Effect.Measured).Take(MostFindings)
            .SelectMany(f => Shifts(result, f.Item, f.Index + 1)).ToList();
        return shifts.Count == 0 ? Html.None : Draw(shifts);
    }

    private static IEnumerable<Shift> Shifts(AuditResult result, Finding finding, int rank) =>
        ((Effect.Measured)finding.Effect).Changes
            .Where(change => change is { Change: not null, ChangeLow: not null, ChangeHigh: not null })
            .Take(MostMetrics)
            .Select(change => new Shift(
                $"{Count(rank)}. {FindingFacts.NameOf(result, change)}",
                Metric.BaseToRemedy(change),
                Metric.Change(change.Metric, change.Change),
                Metric.Interval(change),
                Factor(change.Change!.Value),
                Factor(change.ChangeLow!.Value),
                Factor(change.ChangeHigh!.Value)));

    private static Html Draw(IReadOnlyList<Shift> shifts)
    {
        var bottom = 8 + (Row * shifts.Count);
        var x = Axis.Logarithmic(
            Math.Min(0.5, shifts.Min(s => Math.Min(s.Low, s.Factor))), Math.Max(2, shifts.Max(s => Math.Max(s.High, s.Factor))), 28,
            Width - 16);
        var plot = new Plot(
            "chart-shift",
            "What the measured cures shift",
            string.Join("; ", shifts.Select(Hint)) + ".",
            Width,
            bottom + 24,
            x,
            new Axis(0, shifts.Count, bottom, 8, false, []));
        const string Caption = "Before and after, measured: remedy over base with its interval, by finding; left of 1x is less";
        return Html.Of($"""
            <figure class="small"><figcaption>{Caption}</figcaption>
            {plot.Draw(Factors, _ => "", Html.Of($"""
                <line class="same" x1="{Coordinate(x.At(1))}" x2="{Coordinate(x.At(1))}" y1="8" y2="{Coordinate(bottom)}"/>
                {Html.Each(shifts.Index(), s => Line(x, s.Item, 8 + (Row * s.Index)))}
                """))}
            </figure>
            """);
    }

    private static Html Line(Axis x, Shift shift, double top)
    {
        var (y, kind) = (Coordinate(top + 27), shift.High < 1 ? "less" : shift.Low > 1 ? "more" : "open");
        return Html.Of($"""
            <g class="shift {kind}"><title>{Hint(shift)}</title>
            <text x="{Coordinate(x.Start)}" y="{Coordinate(top + 14)}">{Short(shift.Name, 40)}: {shift.Values}</text>
            <line x1="{Coordinate(x.At(shift.Low))}" x2="{Coordinate(x.At(shift.High))}" y1="{y}" y2="{y}"/>
            <circle cx="{Coordinate(x.At(shift.Factor))}" cy="{y}" r="4.5"/></g>
            """);
    }

    private static string Factors(double factor) => factor.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture) + "x";

    private static double Factor(double change) => Math.Max(Least, 1 + change);

    private static string Hint(Shift shift) => $"{shift.Name}: {shift.Values}, {shift.Change} ({shift.Interval})";

    private sealed record Shift(string Name, string Values, string Change, string Interval, double Factor, double Low, double High);
}
