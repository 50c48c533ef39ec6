using Headroom.Report.Pages;
using static Headroom.Report.Format;

namespace Headroom.Report.Charts;

/// <summary>The frame of a chart: axes, grid, title and description; SVG that needs no script.</summary>
/// <param name="Id">Unique on the page.</param>
/// <param name="Title">What is shown.</param>
/// <param name="Description">What a person sees in it, for one who does not.</param>
/// <param name="Width">Width of the drawing.</param>
/// <param name="Height">Height of the drawing.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis, which starts at the bottom.</param>
internal sealed record Plot(string Id, string Title, string Description, double Width, double Height, Axis X, Axis Y)
{
    // Of a label, in the units of the drawing, at the 12 pixels of the style sheet.
    private const double LineHeight = 12;
    private const double Character = 7;

    /// <summary>The chart.</summary>
    /// <param name="xTick">A value of the horizontal axis in words.</param>
    /// <param name="yTick">A value of the vertical axis in words.</param>
    /// <param name="content">What is drawn within the frame.</param>
    public Html Draw(Func<double, string> xTick, Func<double, string> yTick, Html content) => Html.Of($"""
        <svg class="chart" viewBox="0 0 {Coordinate(Width)} {Coordinate(Height)}" role="img" aria-labelledby="{Id}-title {Id}-desc">
        <title id="{Id}-title">{Title}</title><desc id="{Id}-desc">{Description}</desc>
        <g class="grid">
        {Html.Each(Y.Ticks, t => GridLine(Coordinate(Y.At(t))))}
        </g>
        <g class="ticks">
        {Html.Each(Apart(Y, yTick, _ => LineHeight), label => Label(X.Start - 6, label.At + 4, "end", label.Text))}
        {Html.Each(Apart(X, xTick, text => Character * text.Length), label => Label(label.At, Y.Start + 18, "middle", label.Text))}
        </g>
        {content}
        </svg>
        """);

    /// <summary>A line through points; where a value is unknown the line has a gap.</summary>
    public Html Line(string kind, IEnumerable<(double X, double? Y)> points)
    {
        var path = new System.Text.StringBuilder();
        var pen = false;
        foreach (var (x, y) in points)
        {
            if (y is { } value)
            {
                var place = $"{Coordinate(X.At(x))} {Coordinate(Y.At(value))}";
                path.Append(pen ? $"L{place}" : $"M{place}h0");
            }

            pen = y is not null;
        }

        return Html.Of($"""<path class="line {kind}" d="{path.ToString()}"/>""");
    }

    /// <summary>Names at the right end of lines, moved apart where they would overlap.</summary>
    public Html Names(IEnumerable<(string Kind, string Name, double Y)> names)
    {
        var free = double.MinValue;
        var placed = new List<(string Kind, string Name, double Y)>();
        foreach (var (kind, name, y) in names.OrderBy(n => Y.At(n.Y)))
        {
            free = Math.Max(Y.At(y), free + 14);
            placed.Add((kind, name, free));
        }

        return Html.Each(placed, n => Html.Of(
            $"""<text class="name {n.Kind}" x="{Coordinate(X.End + 6)}" y="{Coordinate(n.Y + 4)}">{n.Name}</text>"""));
    }

    // From the end of an axis to its start: at the start, where steps of factors are cut, a label would lie on the one before.
    private static List<(double At, string Text)> Apart(Axis axis, Func<double, string> words, Func<string, double> size)
    {
        var kept = new List<(double At, string Text)>();
        foreach (var tick in axis.Ticks.Reverse())
        {
            var (at, text) = (axis.At(tick), words(tick));
            if (kept is not [.., var last] || Math.Abs(at - last.At) >= (size(text) + size(last.Text)) / 2)
            {
                kept.Add((at, text));
            }
        }

        kept.Reverse();
        return kept;
    }

    private Html GridLine(string y) => Html.Of($"""<line x1="{Coordinate(X.Start)}" x2="{Coordinate(X.End)}" y1="{y}" y2="{y}"/>""");

    private static Html Label(double x, double y, string anchor, string text) =>
        Html.Of($"""<text x="{Coordinate(x)}" y="{Coordinate(y)}" text-anchor="{anchor}">{text}</text>""");
}
