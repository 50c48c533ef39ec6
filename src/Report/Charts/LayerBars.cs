using Headroom.Model.Results;
using Headroom.Report.Pages;

namespace Headroom.Report.Charts;

/// <summary>Where the time of requests goes, as stacked bars; the table below them has the numbers.</summary>
internal static class LayerBars
{
    private const int MostBars = 20; // a count
    private const int MostColours = 4;

    /// <summary>A bar for each request that runs alone, the slowest first; a share that is not known is left blank.</summary>
    public static Html Of(IReadOnlyList<EndpointLayers> rows) =>
        Draw([.. rows.Select(row => (row.Endpoint, row.Service, row.Layers))], ["application", "unexplained"]);

    /// <summary>A bar for the p95 of each endpoint under load, the slowest first; last in it what it takes longer than alone.</summary>
    public static Html UnderLoad(IReadOnlyList<EndpointUnderLoad> rows) =>
        Draw([.. rows.Select(row => (row.Endpoint, row.P95, row.Layers))], ["application", "unexplained", "queueing"]);

    private static Html Draw(IReadOnlyList<(string Endpoint, TimeSpan Time, IReadOnlyList<LayerShare> Layers)> rows, string[] others)
    {
        var names = rows.SelectMany(row => row.Layers).Where(layer => layer.Kind == "dependency").Select(layer => layer.Layer).Distinct()
            .ToList();
        var bars = Html.Each(
            rows.Take(MostBars),
            row => Html.Of($"<div><code>{row.Endpoint}</code>{Stack(row.Layers, names)}<span>{Format.Duration(row.Time)}</span></div>"));
        var keys = Html.Each(
            names.Concat(others),
            name => Html.Of($"""<span><i class="{Kind(name, names)}"></i>{name}</span>"""));
        var more = Html.If(
            rows.Count > MostBars,
            () => Html.Of($"""<p class="soft">The slowest {Format.Count(MostBars)} are drawn; the table has all.</p>"""));
        return Html.Of($"""
            <div class="layers" aria-hidden="true">
            {bars}
            <p class="keys">{keys}</p>
            </div>
            {more}
            """);
    }

    private static Html Stack(IReadOnlyList<LayerShare> layers, List<string> names) =>
        Bar.Stacked(layers.Where(layer => layer.Share is not null).Select(layer => (Kind(layer.Layer, names), layer.Share!.Value.Value)));

    private static string Kind(string name, List<string> names) =>
        names.IndexOf(name) is >= 0 and var index ? $"layer{Format.Count((index % MostColours) + 1)}"
            : name is "application" or "queueing" ? name : "unexplained";
}
