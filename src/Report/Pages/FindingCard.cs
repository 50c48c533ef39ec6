using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Pages;

/// <summary>A finding, or rejected advice, as a card: closed it tells what, where and how much, open it tells all.</summary>
internal static class FindingCard
{
    private const int Open = 3;
    private const int MostReached = 10; // a count: a query of the log-in can be one of hundreds of endpoints

    /// <summary>A finding with its place in the order of repair.</summary>
    public static Html Of(AuditResult result, Finding finding, int rank)
    {
        var number = Format.Count(rank);
        var open = rank <= Open ? new Html(" open") : Html.None;
        return Html.Of($"""
            <details class="finding {Parts.Class(Words.ToneOf(finding.Severity))}" id="{FindingList.AnchorOf(rank)}"{open}>
            <summary>
            <span class="rank" aria-hidden="true">{number}</span>
            <span class="what">{Parts.State(Words.Of(finding.Severity), Words.ToneOf(finding.Severity))}<h3>{finding.Title}</h3>
            <span class="soft"><code>{FindingFacts.Place(finding)}</code> {FindingFacts.Share(result, finding)}</span></span>
            {Chip(Fixes.Gained(result, finding))}
            </summary>
            <div class="body">
            <div class="columns"><div>{Parts.Paragraphs(finding.Explanation)}{Numbers(finding)}</div>{Where(result, finding)}</div>
            {Overlap(result, finding)}
            {EffectPanel.Of(result, finding)}{Html.If(FindingFacts.Repeat(finding), Soft)}
            {Html.Each(finding.Remedies.Index(), r => Remedy(r.Item, r.Index == 0))}
            {Html.If(finding.Subject.Query, query => Parts.Fold("The statement", Parts.Query(query)))}
            {Again(result, finding)}
            {Pointers(result, finding)}
            </div>
            </details>
            """);
    }

    /// <summary>Advice that the measurement refuted, with its numbers.</summary>
    public static Html Rejected(AuditResult result, Finding finding) => Html.Of($"""
        <details class="finding rejected">
        <summary>
        <span class="rank" aria-hidden="true">×</span>
        <span class="what">{Parts.State("Rejected", Tone.Unknown)}<h3>{finding.Title}</h3>
        <span class="soft"><code>{FindingFacts.Place(finding)}</code></span></span>
        {Chip(Refuted(result, finding))}
        </summary>
        <div class="body">
        <div class="columns"><div>{Parts.Paragraphs(finding.Explanation)}</div>{Where(result, finding)}</div>
        {EffectPanel.Of(result, finding)}
        {Html.Each(finding.Remedies.Take(1), r => Html.Of($"<h4>What was tried</h4>{Parts.Code(r.Up)}"))}
        {Pointers(result, finding)}
        </div>
        </details>
        """);

    private static Gain Refuted(AuditResult result, Finding finding) => FindingFacts.ProofOf(result, finding) is { } proof
        ? new Gain(Words.Of(proof.Verdict), proof.Reason, Tone.Unknown)
        : Gain.Of(finding.Effect);

    private static Html Chip(Gain gain) => Html.Of($"""
        <span class="chip {Parts.Class(gain.Tone)}"><b>{gain.Headline}</b><span>{Format.Short(gain.Detail, 90)}</span></span>
        """);

    private static Html Where(AuditResult result, Finding finding)
    {
        var places = FindingFacts.Places(result, finding).ToList();
        var left = places.Where(place => place.What == FindingFacts.AlsoReached).Skip(MostReached).ToList();
        var more = Html.If(
            left.Count > 0, () => Html.Of($"<dt>{FindingFacts.AlsoReached}</dt><dd>{Format.Several(left.Count, "more endpoint")}</dd>"));
        return Html.Of($"""
            <dl class="where">{Html.Each(places.Except(left), p => Html.Of($"<dt>{p.What}</dt><dd><code>{p.Name}</code></dd>"))}{more}</dl>
            """);
    }

    private static Html Numbers(Finding finding) => finding.Facts.Count == 0 ? Html.None : Html.Of($"""
        <dl class="where">{Html.Each(FindingFacts.Numbers(finding), n => Html.Of($"<dt>{n.What}</dt><dd>{n.Much}</dd>"))}</dl>
        """);

    private static Html Overlap(AuditResult result, Finding finding) => Html.If(FindingFacts.Overlap(result, finding), Soft);

    private static Html Remedy(Remedy remedy, bool first) => Html.Of($"""
        <h4>{(first ? "Remedy" : "Or")} <span class="soft">{Words.Of(remedy.Scope)}</span></h4>
        {Parts.Code(remedy.Up)}
        <p><b>Risk:</b> {remedy.Risk}</p>
        {Html.If(remedy.Down, down => Parts.Fold("To take it back", Parts.Code(down)))}
        """);

    private static Html Again(AuditResult result, Finding finding)
    {
        const string Note = "$RUN is the folder of this page; headroom prove tries a change before it is in place";
        return Html.Of($"""
            <h4>To verify the fix <span class="soft">{Note}</span></h4>
            {Parts.Code(Fixes.Verify(result, finding))}
            {Html.If(Fixes.Ended(result).Trim(), Soft)}
            """);
    }

    private static Html Soft(string text) => Html.Of($"""<p class="soft">{text}</p>""");

    private static Html Pointers(AuditResult result, Finding finding) => Parts.Fold(
        "Evidence, and the fingerprint for a waiver", Html.Of($"""
        <ul>{Html.Each(FindingFacts.EvidenceOf(result, finding), e => Html.Of($"<li><code>{e}</code></li>"))}</ul>
        <dl class="where">
        <dt>fingerprint</dt><dd><code class="all">{finding.Fingerprint}</code></dd>
        <dt>detector</dt><dd><code>{finding.Detector}</code></dd>
        <dt>confidence before any proof</dt><dd>{finding.Confidence.ToString().ToLowerInvariant()}</dd>
        </dl>
        """));
}
