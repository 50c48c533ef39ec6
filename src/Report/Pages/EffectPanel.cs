using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Tables;

namespace Headroom.Report.Pages;

/// <summary>What a remedy does. Measured, estimated and unknown have a template each, so that none can look like another.</summary>
internal static class EffectPanel
{
    /// <summary>The panel for a finding's effect, and for an experiment that ended without one.</summary>
    public static Html Of(AuditResult result, Finding finding)
    {
        var proof = FindingFacts.ProofOf(result, finding);
        return finding.Effect switch
        {
            Effect.Measured measured => Measured(result, measured, proof),
            Effect.Estimated estimated => Html.Of($"{Estimated(estimated)}{Html.If(proof is not null, () => Tried(result, proof!))}"),
            Effect.Unknown unknown => proof is null ? Unknown(unknown) : Tried(result, proof),
            _ => throw new NotSupportedException(finding.Effect.GetType().Name),
        };
    }

    private static Html Measured(AuditResult result, Effect.Measured measured, Proof? proof) => Html.Of($"""
        <div class="panel measured"><h4>Measured {Html.If(proof is not null, () => Verdict(proof!))}</h4>
        {(measured.Changes is [var primary, ..] ? Bars(primary) : Html.None)}
        {Parts.Of(FindingFacts.Changes(result, measured.Arms, measured.Changes, proof?.Costs ?? []))}
        {Price(proof)}
        </div>
        """);

    private static Html Verdict(Proof proof) => Html.Of($"""<span class="soft">{Words.Of(proof.Verdict)}: {proof.Reason}</span>""");

    private static Html Estimated(Effect.Estimated estimated)
    {
        var low = Metric.Value(estimated.Metric, estimated.Low);
        var high = Metric.Value(estimated.Metric, estimated.High);
        return Html.Of($"""
            <div class="panel estimated"><h4>Estimate, not measured</h4>
            <p>{Metric.Name(estimated.Metric)} after the cure: between {low} and {high}.</p>
            <p class="soft">Model: {estimated.Model}</p>
            </div>
            """);
    }

    private static Html Unknown(Effect.Unknown unknown) =>
        Html.Of($"""<div class="panel untried"><h4>Not tried</h4><p>{unknown.Reason}</p></div>""");

    private static Html Tried(AuditResult result, Proof proof) => Html.Of($"""
        <div class="panel untried"><h4>Tried: {Words.Of(proof.Verdict)}</h4><p>{proof.Reason}</p>
        {Html.If(FindingFacts.Measures(proof), () => Parts.Of(FindingFacts.Changes(result, proof.Arms, proof.Changes, proof.Costs)))}
        {Price(proof)}
        </div>
        """);

    private static Html Price(Proof? proof) =>
        Html.If(proof is null ? null : FindingFacts.Price(proof), price => Html.Of($"<p><b>Price:</b> {price}.</p>"));

    private static Html Bars(MeasuredChange change) => Html.Of($"""
        <div class="bars" aria-hidden="true">
        {Bar("base", change.Base, change)}
        {Bar("remedy", change.Remedy, change)}
        </div>
        """);

    private static Html Bar(string arm, double value, MeasuredChange change)
    {
        var most = Math.Max(change.Base, change.Remedy);
        var share = most <= 0 ? 0 : Math.Max(0.003, value / most);
        var number = Metric.Value(change.Metric, value);
        return Html.Of($"""
            <div class="{arm}"><span>{arm}</span><span class="track">{Charts.Bar.Of(share)}</span><span>{number}</span></div>
            """);
    }
}
