using Headroom.Model.Results;
using Headroom.Report.Tables;

namespace Headroom.Report.Pages;

/// <summary>The worst objectives as tiles; the table of the section holds them all.</summary>
internal static class ObjectiveTiles
{
    private const int Most = 5;

    /// <summary>Five, those that are violated before those that are not judged before those that are met.</summary>
    public static Html Of(AuditResult result)
    {
        var all = Objective.WorstFirst(result.Slo);
        var more = Html.If(
            all.Count > Most,
            () => Html.Of($"""<p class="soft more"><a href="#objectives">All {Format.Count(all.Count)} objectives</a></p>"""));
        return all.Count == 0
            ? Html.Of($"""<p class="soft">No objective was judged.</p>""")
            : Html.Of($"""
                <ul class="tiles" aria-label="Objectives, the worst first">
                {Html.Each(all.Take(Most), Tile)}
                </ul>
                {more}
                """);
    }

    private static Html Tile(Objective objective)
    {
        var (label, tone) = Words.Met(objective.Slo.Met);
        var samples = objective.Slo.Samples == 0 ? "no request measured" : Format.Several(objective.Slo.Samples, "request");
        return Html.Of($"""
            <li class="tile {Parts.Class(tone)}">
            {Parts.State(label, tone)}
            <code>{Breaking(objective.Slo.Endpoint)}</code>
            <p><span class="soft">{objective.Slo.Indicator}</span> <strong>{objective.Actual}</strong></p>
            {(objective.Ratio is { } ratio ? Bullet(ratio) : Html.None)}
            <p class="soft">target {objective.Target}<br>{samples}</p>
            </li>
            """);
    }

    // A tile is narrow: a long path breaks before a slash rather than within a word.
    private static Html Breaking(string endpoint) =>
        new(string.Join("<wbr>/", endpoint.Split('/').Select(part => Html.Of($"{part}").Markup)));

    /// <summary>A bar of the measured value with a mark at the bound.</summary>
    private static Html Bullet(double ratio)
    {
        var end = Math.Max(ratio, 1) * 1.15;
        return Html.Of($"""
            <div class="bullet">{Charts.Bar.Bullet(ratio / end, 1 / end)}</div>
            """);
    }
}
