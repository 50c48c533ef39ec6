using Headroom.Model.Results;
using Headroom.Report.Charts;
using Headroom.Report.Pages;

namespace Headroom.Report.Baselines;

/// <summary>The section of a report on what was recorded before: runs, where they failed, this run beside them, claims.</summary>
internal static class BaselineSection
{
    /// <summary>As Markdown, without its heading.</summary>
    public static IEnumerable<string> Lines(AuditResult result) =>
    [
        .. result.BaselineTable is { } table
            ? [Texts.Markdown.Of(BaselineRows.Runs(table)), Texts.Markdown.Of(BaselineRows.Places(table))]
            : Array.Empty<string>(),
        .. BaselineWords.Untold(result).Select(static why => Texts.Markdown.Text(why)),
        .. result.Comparisons.Take(1).SelectMany(static each => Compared(each)),
        .. result.Claims.Count == 0 ? Array.Empty<string>() : ["### Claims", Texts.Markdown.Of(BaselineRows.Claims(result.Claims))],
    ];

    /// <summary>Whether there is anything to tell.</summary>
    public static bool IsIn(AuditResult result) => result.BaselineTable is { Rows.Count: > 0 } || result.Claims.Count > 0;

    /// <summary>As a part of the page.</summary>
    public static Html Page(AuditResult result)
    {
        var tables = result.BaselineTable is { } table ? new[] { BaselineRows.Runs(table), BaselineRows.Places(table) } : [];
        var claims = Html.If(
            result.Claims.Count > 0,
            () => Html.Of($"<h3>Claims</h3>{ClaimBar.Of(result.Claims)}{Parts.Of(BaselineRows.Claims(result.Claims))}"));
        return Html.Of($"""
            {Html.Each(tables, static each => Parts.Of(each))}
            {Html.Each(BaselineWords.Untold(result), static why => Html.Of($"<p>{why}.</p>"))}
            {Html.Each(result.Comparisons.Take(1), static each => Compare(each))}
            {claims}
            """);
    }

    private static string[] Compared(BaselineComparison comparison) =>
    [
        $"### This run beside {Texts.Markdown.Code(comparison.Base.Source)}",
        $"**{Texts.Markdown.Sign(Heading(comparison).Tone)} {Heading(comparison).Label}**: "
            + $"{Texts.Markdown.Text(string.Join("; ", comparison.Reasons))}",
        Texts.Markdown.Of(BaselineRows.Failures(comparison)),
        Texts.Markdown.Of(BaselineRows.Routes(comparison)),
        Texts.Markdown.Of(BaselineRows.Latency(comparison)),
        $"Why: {Texts.Markdown.Text(comparison.LatencyReason)}. To settle it: {Texts.Markdown.Code(comparison.LatencyCommand)}.",
        Texts.Markdown.Of(BaselineRows.Acceptance(comparison)),
    ];

    private static Html Compare(BaselineComparison comparison) => Html.Of($"""
        <h3>This run beside <code>{comparison.Base.Source}</code></h3>
        <p>{Parts.State(Heading(comparison).Label, Heading(comparison).Tone)} {string.Join("; ", comparison.Reasons)}</p>
        {FailureBars.Of(comparison)}
        {Parts.Of(BaselineRows.Failures(comparison))}
        {Parts.Of(BaselineRows.Routes(comparison))}
        {Parts.Of(BaselineRows.Latency(comparison))}
        <p>Why: {comparison.LatencyReason}. To settle it:</p>
        {Parts.Code(comparison.LatencyCommand)}
        {Parts.Of(BaselineRows.Acceptance(comparison))}
        """);

    private static (string Label, Tone Tone) Heading(BaselineComparison comparison) => BaselineWords.Of(comparison.Verdict);
}
