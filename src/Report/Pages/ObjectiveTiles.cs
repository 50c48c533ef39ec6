using Headroom.Model.Results;
using Headroom.Report.Tables;

namespace Headroom.Report.Pages;

/// <summary>Objectives as tiles, the worst first; the table holds them all.</summary>
internal static class ObjectiveTiles
{
    private const int Fewest = 4;
    private const int Most = 12;

    /// <summary>All that are not met, and some that are, when there is room.</summary>
    public static Html Of(AuditResult result)
    {
        var all = Objective.WorstFirst(result.Slo);
        var shown = all.Take(Math.Clamp(all.Count(o => o.Slo.Met != true), Fewest, Most)).ToList();
        return all.Count == 0
            ? Html.Of($"""<p class="soft">No objective was judged.</p>""")
            : Html.Of($"""
                <ul class="tiles">
                {Html.Each(shown, Tile)}
                </ul>
                {Parts.Fold(all.Count == 1 ? "The objective as a table" : $"All {Format.Count(all.Count)} objectives", Parts.Of(RunTables.Objectives(result)))}
                """);
    }

    private static Html Tile(Objective objective)
    {
        var (label, tone) = Words.Met(objective.Slo.Met);
        return Html.Of($"""
            <li class="tile {Parts.Class(tone)}">
            {Parts.State(label, tone)}
            <code>{objective.Slo.Endpoint}</code>
            <p><span class="soft">{objective.Slo.Indicator}</span> <strong>{objective.Actual}</strong></p>
            {(objective.Ratio is { } ratio ? Bullet(ratio) : Html.None)}
            <p class="soft">target {objective.Target}<br>{(objective.Slo.Samples == 0 ? "no request measured" : $"{Format.Count(objective.Slo.Samples)} requests")}</p>
            </li>
            """);
    }

    /// <summary>A bar of the measured value with a mark at the bound.</summary>
    private static Html Bullet(double ratio)
    {
        var end = Math.Max(ratio, 1) * 1.15;
        return Html.Of($"""
            <div class="bullet" aria-hidden="true"><i style="width:{Format.Coordinate(100 * ratio / end)}%"></i><b style="left:{Format.Coordinate(100 / end)}%"></b></div>
            """);
    }
}
