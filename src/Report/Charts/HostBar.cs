using Headroom.Model.Evidence;
using Headroom.Model.Units;
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
        var others = string.Join(", ", parts.Skip(4).Select(p => $"{p.Name} {Known(p.Share)}"));
        return Html.Of($"""
            <div class="host">{Bar.Stacked(parts.Take(4).Where(p => p.Share is not null).Select(p => (p.Name, p.Share!.Value.Value)))}</div>
            <dl class="legend">{Html.Each(parts.Take(4), Entry)}</dl>
            <p class="soft">Shares of {Format.Several(host.Cores, "processor")} in the load window; {others}.</p>
            """);
    }

    private static Html Entry((string Name, Ratio? Share) part) => Html.Of($"""
        <div><dt><i class="{part.Name}" aria-hidden="true"></i>{part.Name}</dt><dd>{Known(part.Share)}</dd></div>
        """);

    private static string Known(Ratio? share) => share is null ? "unknown" : Format.Percent(share);
}
