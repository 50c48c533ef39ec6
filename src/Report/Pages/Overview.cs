using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Charts;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Pages;

/// <summary>
/// The rest of the first screen: the worst objectives, what to fix first and what it gains, how latency follows the load.
/// </summary>
internal static class Overview
{
    private const int Most = 5;
    private const int LongestDetail = 90; // characters

    /// <summary>Objectives and load belong to a service; a database by itself has its findings alone.</summary>
    public static Html Of(AuditResult result)
    {
        var charts = Html.Of($"{Html.If(result.Database is null, () => LoadCurve.Of(result))}{ShiftPlot.Of(result)}");
        return Html.Of($"""
            {Html.If(result.Database is null, () => ObjectiveTiles.Of(result))}
            <div class="lead">
            <div><h3>First to fix</h3>{First(result)}</div>
            {Html.If(charts.Markup, _ => Html.Of($"<div>{charts}</div>"))}
            </div>
            """);
    }

    private static Html First(AuditResult result) => result.Findings.Count == 0
        ? Unexplained.Of(result) is { } first ? Line(first) : Html.Of($"""<p class="soft">{FindingFacts.None(result)}</p>""")
        : Html.Of($"""
            <ol class="top">
            {Html.Each(Fixes.InOrder(result).Take(Most), finding => Line(result, finding, Fixes.RankOf(result, finding)))}
            </ol>
            {More(result.Findings.Count)}
            """);

    private static Html More(int findings) => Html.If(
        findings > Most,
        () => Html.Of($"""<p class="soft"><a href="#findings">All {Format.Count(findings)} findings</a></p>"""));

    private static Html Line(Unexplained first) => Html.Of($"""
        <ol class="top">
        <li class="{Parts.Class(Tone.Bad)}">
        <p>{first.Sentence}</p>
        <p class="soft">{first.Known} {first.Next}</p>
        </li>
        </ol>
        """);

    private static Html Line(AuditResult result, Finding finding, int rank)
    {
        var gain = Fixes.Gained(result, finding);
        var detail = Format.Short(gain.Detail, LongestDetail);
        var tone = Words.ToneOf(finding.Severity);
        return Html.Of($"""
            <li class="{Parts.Class(tone)}">
            <p>{Parts.State(Words.Of(finding.Severity), tone)} <a href="#{FindingList.AnchorOf(rank)}">{finding.Title}</a></p>
            {(finding.Share is { } share ? Bar.Of(share.Value) : Html.None)}
            {Html.If(FindingFacts.Share(result, finding), text => Html.Of($"""<p class="soft">{text}</p>"""))}
            <p><span class="gain {Parts.Class(gain.Tone)}">{gain.Headline}</span> <span class="soft">{detail}</span></p>
            </li>
            """);
    }
}
