using Headroom.Model.Evidence;
using Headroom.Report.Pages;
using Headroom.Report.Tables;

namespace Headroom.Report.Charts;

/// <summary>Who used the processors, as one bar with its legend.</summary>
internal static class HostBar
{
    /// <summary>The bar leaves out what is not known; the legend says so.</summary>
    public static Html Of(HostUse host)
    {
        var parts = LoadTables.HostParts(host);
        return Html.Of($"""
            <div class="host" aria-hidden="true">{Html.Each(parts.Take(4).Where(p => p.Share is not null), p => Html.Of(
                $"""<i class="{p.Name}" style="width:{Format.Coordinate(p.Share!.Value.Value * 100)}%"></i>"""))}</div>
            <dl class="legend">{Html.Each(parts.Take(4), p => Html.Of($"""<div><dt><i class="{p.Name}" aria-hidden="true"></i>{p.Name}</dt><dd>{Known(p.Share is null, Format.Percent(p.Share))}</dd></div>"""))}</dl>
            <p class="soft">Shares of {Format.Several(host.Cores, "processor")} in the load window; {string.Join(", ", parts.Skip(4).Select(p => $"{p.Name} {Known(p.Share is null, Format.Percent(p.Share))}"))}.</p>
            """);
    }

    private static string Known(bool unknown, string text) => unknown ? "unknown" : text;
}
