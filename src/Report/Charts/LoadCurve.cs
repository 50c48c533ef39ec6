using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Report.Pages;
using static Headroom.Report.Format;

namespace Headroom.Report.Charts;

/// <summary>
/// Latency against load: at rates that were held on purpose where the load probe ran, else as the seconds of the load happened to be.
/// </summary>
internal static class LoadCurve
{
    private const double Width = 520;
    private const double Height = 270;
    private const int MostSeconds = 400;

    /// <summary>The curve, or why there is none.</summary>
    public static Html Of(AuditResult result)
    {
        var rungs = result.Rungs.Where(rung => rung.P95 is not null).ToList();
        var line = Timeline.Of(result.Seconds, MostSeconds);
        var seconds = line.Points.Where(second => second.P95 is not null).ToList();
        return rungs.Count > 0 && result.Rungs.Count > 1 ? OfRungs(rungs, [.. result.Rungs.Where(rung => rung.P95 is null)])
            : seconds.Count > 1 ? OfSeconds(seconds, line.Step)
            : Html.Of($"""<p class="soft">Latency against load is not known: the load was not recorded.</p>""");
    }

    private static Html OfRungs(IReadOnlyList<RungResult> rungs, IReadOnlyList<RungResult> untimed)
    {
        // What hangs until the rate ends is no point of the curve, and the end of it all the same.
        var silent = untimed.Count == 0
            ? ""
            : $"; nothing was timed at {string.Join(", ", untimed.Select(rung => Rate(rung.Offered)))}";
        var plot = Frame(
            rungs.Concat(untimed).Select(rung => rung.Offered.Value),
            rungs.SelectMany(rung => new[] { rung.P50, rung.P95 }),
            "Latency against load",
            string.Join("; ", rungs.Select(Hint)) + silent);
        var hollow = rungs.All(rung => rung.IsBorne) ? "" : "; hollow: the service did not bear it";
        List<(string Kind, string Name, double Y)> names = [("p95", "p95", rungs[^1].P95!.Value.TotalMilliseconds)];
        if (rungs[^1].P50 is { } p50)
        {
            names.Add(("p50", "p50", p50.TotalMilliseconds));
        }

        return Figure($"Latency against load: rates that were held on purpose, in iterations a second{hollow}{silent}", plot, Html.Of($"""
            {plot.Line("p50", rungs.Select(rung => (rung.Offered.Value, rung.P50?.TotalMilliseconds)))}
            {plot.Line("p95", rungs.Select(rung => (rung.Offered.Value, rung.P95?.TotalMilliseconds)))}
            {Html.Each(rungs, rung => Point(plot, rung.Offered.Value, rung.P95!.Value, rung.IsBorne, Hint(rung)))}
            {plot.Names(names)}
            """));
    }

    // A point of a long load is the greatest of several seconds, which need not have been the same one.
    private static Html OfSeconds(IReadOnlyList<SecondMetrics> seconds, int step)
    {
        var what = step == 1
            ? "p95 against the requests that ended in the same second"
            : $"The greatest p95 of each {Count(step)} seconds against the most requests that ended in one of them";
        var hollow = seconds.All(second => second.Failed == 0) ? "" : "; hollow: with failures";
        var plot = Frame(
            seconds.Select(second => (double)second.Requests),
            seconds.Select(second => second.P95),
            what,
            $"{Several(seconds.Count, "point")}; p95 between {Duration(seconds.Min(s => s.P95))} and {Duration(seconds.Max(s => s.P95))}, "
                + $"between {Count(seconds.Min(s => s.Requests))} and {Count(seconds.Max(s => s.Requests))} requests ended in a second.");
        return Figure($"{what}; the rate was not varied on purpose, so this shows no capacity{hollow}", plot, Html.Each(
            seconds,
            second => Point(plot, second.Requests, second.P95!.Value, second.Failed == 0, HintOf(second, step))));
    }

    private static Plot Frame(IEnumerable<double> rates, IEnumerable<TimeSpan?> latencies, string title, string description)
    {
        var known = latencies.OfType<TimeSpan>().Select(latency => Math.Max(latency.TotalMilliseconds, 0.001)).ToList();
        var y = known.Max() / known.Min() > 20
            ? Axis.Logarithmic(known.Min(), known.Max(), Height - 34, 14)
            : Axis.Linear(known.Max(), Height - 34, 14, 5);
        return new Plot("chart-load-curve", title, description, Width, Height, Axis.Linear(Math.Max(1, rates.Max()), 62, Width - 40, 5), y);
    }

    private static Html Figure(string caption, Plot plot, Html content) => Html.Of($"""
        <figure class="small"><figcaption>{caption}</figcaption>
        {plot.Draw(rate => $"{Number(rate)}/s", milliseconds => Bound(TimeSpan.FromMilliseconds(milliseconds)), content)}
        </figure>
        """);

    private static Html Point(Plot plot, double rate, TimeSpan latency, bool isGood, string hint)
    {
        var (x, y) = (Coordinate(plot.X.At(rate)), Coordinate(plot.Y.At(latency.TotalMilliseconds)));
        return Html.Of($"""
            <circle class="point{(isGood ? "" : " failed")}" cx="{x}" cy="{y}" r="4"><title>{hint}</title></circle>
            """);
    }

    private static string HintOf(SecondMetrics second, int step) => step == 1
        ? $"second {Count(second.Second)}: {Count(second.Requests)} ended, p95 {Duration(second.P95)}, {Count(second.Failed)} failed"
        : $"seconds {Count(second.Second)} to {Count(second.Second + step - 1)}, the greatest of each number: "
            + $"{Count(second.Requests)} ended, p95 {Duration(second.P95)}, {Count(second.Failed)} failed";

    private static string Hint(RungResult rung) =>
        $"{Rate(rung.Offered)}: p50 {Duration(rung.P50)}, p95 {Duration(rung.P95)}, "
            + $"{Count(rung.Failed)} of {Count(rung.Requests)} failed{(rung.IsBorne ? "" : ", not borne")}";
}
