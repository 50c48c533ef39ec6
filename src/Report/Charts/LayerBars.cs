using Headroom.Model.Results;
using Headroom.Report.Pages;

namespace Headroom.Report.Charts;

/// <summary>Where the time of each request goes, as stacked bars; the table below them has the numbers.</summary>
internal static class LayerBars
{
    private const int MostColours = 4;

    /// <summary>A bar for each request, the slowest first; a share that is not known is left blank.</summary>
    public static Html Of(IReadOnlyList<EndpointLayers> rows)
    {
        var names = rows.SelectMany(row => row.Layers).Where(layer => layer.Kind == "dependency").Select(layer => layer.Layer).Distinct().ToList();
        return Html.Of($"""
            <div class="layers" aria-hidden="true">
            {Html.Each(rows, row => Row(row, names))}
            <p class="keys">{Html.Each(names.Append("application").Append("unexplained"), name => Html.Of($"""<span><i class="{Kind(name, names)}"></i>{name}</span>"""))}</p>
            </div>
            """);
    }

    private static Html Row(EndpointLayers row, List<string> names) => Html.Of($"""
        <div><code>{row.Endpoint}</code>{Bar.Stacked(row.Layers.Where(layer => layer.Share is not null).Select(layer => (Kind(layer.Layer, names), layer.Share!.Value.Value)))}<span>{Format.Duration(row.Service)}</span></div>
        """);

    private static string Kind(string name, List<string> names) =>
        names.IndexOf(name) is >= 0 and var index ? $"layer{Format.Count((index % MostColours) + 1)}" : name == "application" ? "application" : "unexplained";
}
