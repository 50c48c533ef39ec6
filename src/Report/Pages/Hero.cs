using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Pages;

/// <summary>The first screen: may we ship, what is first, where is it, what does it gain.</summary>
internal static class Hero
{
    /// <summary>The head of the page.</summary>
    public static Html Of(AuditResult result)
    {
        var (label, tone) = Words.Of(result);
        var manifest = result.Manifest;
        var kind = result.Database is null ? "" : "the database ";
        return Html.Of($"""
            <header>
            <div class="hero {Parts.Class(tone)}">
            <div class="verdict">
            <p class="brow">Headroom audit of {kind}<b>{manifest.Service}</b>, {Format.Time(manifest.StartedAt)}{Commit(manifest)}</p>
            <h1><span class="sign" aria-hidden="true">{Texts.Markdown.Sign(tone)}</span> {label}</h1>
            <p class="sentence">{result.Decision.Sentence}</p>
            {Html.If(result.Capacity is not null, () => Capacity(result.Capacity!))}
            </div>
            {First(result)}
            </div>
            {Html.If(!result.Trust.Valid, () => Distrust(result.Trust))}
            {Html.If(result.Manifest.UnendedBecause, Unended)}
            <ul class="glance" aria-label="At a glance">
            {Html.Each(Glance.Of(result), Fact)}
            </ul>
            </header>

            """);
    }

    private static Html First(AuditResult result) =>
        Fixes.First(result) is { } first ? First(result, first)
        : Unexplained.Of(result) is { } unexplained ? First(result, unexplained)
        : Nothing(result);

    private static Html First(AuditResult result, Finding finding)
    {
        var gain = Fixes.Gained(result, finding);
        var severity = Parts.State(Words.Of(finding.Severity), Words.ToneOf(finding.Severity));
        return Html.Of($"""
            <a class="first" href="#{FindingList.AnchorOf(Fixes.RankOf(result, finding))}">
            <span class="label">Fix this first{Fixes.Since(result, finding)} {severity}</span>
            <strong>{finding.Title}</strong>
            <span><code>{FindingFacts.Place(finding)}</code></span>
            <span class="gain {Parts.Class(gain.Tone)}">{gain.Headline}</span>
            <span class="soft">{gain.Detail}{(FindingFacts.Share(result, finding) is { Length: > 0 } share ? $"; {share}" : "")}</span>
            {Verify(result, Fixes.Verify(result, finding))}
            </a>
            """);
    }

    private static Html First(AuditResult result, Unexplained first) => Html.Of($"""
        <div class="first"><span class="label">Fix this first</span><strong>{first.Title}</strong>
        {Html.If(first.Seen, seen => Html.Of($"<span>{seen}</span>"))}
        <span class="soft">{first.Known} {first.Next}</span>
        {Verify(result, first.Verify)}</div>
        """);

    private static Html Verify(AuditResult result, string command) => Html.Of(
        $"""<span class="soft">To verify it ($RUN is the folder of this run): <code>{command}</code>.{Fixes.Ended(result)}</span>""");

    private static Html Nothing(AuditResult result) => Html.Of($"""
        <div class="first"><span class="label">Findings</span><strong>{FindingFacts.None(result)}</strong>
        <span class="soft">How each ended stands under <a href="#detectors">Detectors</a>.</span></div>
        """);

    private static Html Commit(Manifest manifest) =>
        Html.If(manifest.Commit, commit => Html.Of($", commit <code>{Format.Short(commit, 13)}</code>"));

    private static Html Capacity(Capacity capacity) =>
        Html.Of($"<p>Greatest rate within the objectives: <b>{Format.Rate(capacity.Breakpoint)}</b></p>");

    private static Html Distrust(RunTrust trust)
    {
        const string Doubt = "Its numbers are shown, but prove nothing.";
        return Html.Of($"""
            <div class="banner" role="note"><p><b>This measurement cannot be trusted.</b> {Doubt}</p>{Parts.Items(trust.Reasons)}</div>
            """);
    }

    private static Html Unended(string because)
    {
        var sentence = because[..1].ToUpperInvariant() + because[1..];
        return Html.Of($"""
            <div class="banner" role="note"><p><b>{sentence}.</b> What was collected until then is shown.</p></div>
            """);
    }

    private static Html Fact(Glance fact) => Html.Of(
        $"""<li><a href="#{fact.Section}"><span class="label">{fact.Name}</span> {Parts.State(fact.Value, fact.Tone)}</a></li>""");
}
