using Headroom.Report.Pages;

namespace Headroom.Report.Charts;

/// <summary>Bars as small drawings: the page's policy allows no style within an element, and coordinates are none.</summary>
internal static class Bar
{
    /// <summary>A bar as long as a share, 0..1, of the room that it has; the words beside it say how much.</summary>
    public static Html Of(double share) => Stacked([("part", share)]);

    /// <summary>Bars one after the other.</summary>
    /// <param name="parts">The class of each, and its share, 0..1.</param>
    public static Html Stacked(IEnumerable<(string Kind, double Share)> parts)
    {
        var start = 0.0;
        var drawn = new List<Html>();
        foreach (var (kind, share) in parts)
        {
            var width = Math.Clamp(share, 0, Math.Max(0, 1 - start));
            drawn.Add(Rectangle(kind, 100 * start, 100 * width));
            start += width;
        }

        return Drawing(Html.Each(drawn, part => part));
    }

    /// <summary>A bar with a mark at a bound.</summary>
    /// <param name="share">How long the bar is, 0..1.</param>
    /// <param name="bound">Where the mark is, 0..1.</param>
    public static Html Bullet(double share, double bound) =>
        Drawing(Html.Of($"{Rectangle("part", 0, 100 * Math.Clamp(share, 0, 1))}{Rectangle("mark", 100 * Math.Clamp(bound, 0, 1), 1)}"));

    private static Html Drawing(Html parts) =>
        Html.Of($"""<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">{parts}</svg>""");

    private static Html Rectangle(string kind, double start, double width) =>
        Html.Of($"""<rect class="{kind}" x="{Format.Coordinate(start)}" width="{Format.Coordinate(width)}" height="8"/>""");
}
