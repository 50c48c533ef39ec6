using Headroom.Model.Evidence;
using Headroom.Report.Pages;
using Headroom.Statistics;
using static Headroom.Report.Format;

namespace Headroom.Report.Charts;

/// <summary>How many requests took how long over time, on paper and without a script: the darker, the more.</summary>
internal static class LatencyMap
{
    private const double Width = 960;
    private const double Foot = 240;
    private const double Head = 14;
    private const int MostColumns = 80; // a count
    private const int Shades = 5;

    private static readonly IReadOnlyList<double> Ends = [.. LatencyCounts.EndsNs.Select(end => end / 1e6)]; // in milliseconds
    private static readonly double Factor = Ends[1] / Ends[0];

    /// <summary>The map; nothing when the requests were not counted by latency.</summary>
    public static Html Of(IReadOnlyList<SecondMetrics> seconds)
    {
        var line = Timeline.Of(seconds, MostColumns);
        var fields = line.Points.SelectMany(point => Fields(point)).ToList();
        return fields.Count == 0 ? Html.None : Draw(line, fields);
    }

    private static IEnumerable<Field> Fields(SecondMetrics point) =>
        (point.LatencyCounts?.Counts ?? []).Index().Where(step => step.Item > 0)
            .Select(step => new Field(point.Second, step.Index, step.Item));

    private static Html Draw(Timeline line, IReadOnlyList<Field> fields)
    {
        var (least, most) = (From(fields.Min(field => field.Step)), To(fields.Max(field => field.Step)));
        var all = fields.Sum(field => field.Requests);
        var commonest = fields.GroupBy(field => field.Step).MaxBy(step => step.Sum(field => field.Requests))!;
        var plot = new Plot(
            "chart-map",
            "Latency map: time against latency",
            $"The most requests, {Count(commonest.Sum(field => field.Requests))} of {Count(all)}, took {Between(commonest.Key)}.",
            Width,
            268,
            TimeCharts.Time(line),
            new Axis(
                least, most, Foot, Head, true, [.. Ends.Prepend(From(0)).Append(To(Ends.Count)).Where(mark => IsTick(mark, least, most))]));
        var densest = fields.Max(field => field.Requests);
        return TimeCharts.Figure(
            $"Latency map: the darker, the more requests took so long; the darkest field holds {Count(densest)}",
            plot.Draw(TimeCharts.Second, Milliseconds, Html.Each(
                fields.GroupBy(field => ShadeOf(field, densest)).OrderBy(shade => shade.Key),
                shade => Html.Of(
                    $"""<path class="heat h{Count(shade.Key)}" d="{string.Concat(shade.Select(field => Box(plot, line, field)))}"/>"""))));
    }

    // The root brings out what is rare: half as dark is a quarter as many.
    private static int ShadeOf(Field field, long densest) =>
        Math.Clamp((int)Math.Ceiling(Shades * Math.Sqrt((double)field.Requests / densest)), 1, Shades);

    private static bool IsTick(double mark, double least, double most) =>
        mark >= least && mark <= most
            && (mark == least || mark == most || Math.Abs(Math.Log10(mark) - Math.Round(Math.Log10(mark))) < 1e-6);

    private static string Between(int step) =>
        step == 0 ? $"less than {Milliseconds(To(0))}"
            : step == Ends.Count ? $"{Milliseconds(From(step))} or more"
            : $"{Milliseconds(From(step))} to {Milliseconds(To(step))}";

    private static string Milliseconds(double ms) => Duration(TimeSpan.FromMilliseconds(ms));

    // The first step has no beginning and the last one no end: on the map they are as high as the others.
    private static double From(int step) => step == 0 ? Ends[0] / Factor : Ends[step - 1];

    private static double To(int step) => step == Ends.Count ? Ends[^1] * Factor : Ends[step];

    private static string Box(Plot plot, Timeline line, Field field)
    {
        var (left, right) = (Coordinate(plot.X.At(field.Second)), Coordinate(plot.X.At(field.Second + line.Step)));
        return $"M{left} {Coordinate(plot.Y.At(From(field.Step)))}H{right}V{Coordinate(plot.Y.At(To(field.Step)))}H{left}z";
    }

    private readonly record struct Field(int Second, int Step, long Requests);
}
