using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Executive;

/// <summary>
/// The audit in short, for those who decide: may we ship, what comes first, what does it gain, what does it cost, what nobody knows.
/// </summary>
public static class ExecutiveDocument
{
    /// <summary>Reasons and parts that were not tested, as shown (a count).</summary>
    private const int Few = 5;

    /// <summary>Where everything stands that the summary does not hold, as Markdown.</summary>
    internal const string Elsewhere = "the document `audit`";

    /// <summary>The whole document: the status first.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    /// <returns>Markdown whose lines end in a line feed; the same for the same result, in every culture.</returns>
    public static string Render(AuditResult result) => string.Join("\n\n", Parts(result)) + "\n";

    private static IEnumerable<string> Parts(AuditResult result) =>
    [
        .. Status(result),
        "## What comes first", .. UrgentFindings.Parts(result),
        "## Objectives", .. MetricsTable.Parts(result),
        "## Safe throughput", ShortTable.Of(SafeRates.Of(result), MetricsTable.Most, Elsewhere),
        "## Failure scenarios", .. Faults.Parts(result),
        "## Decision", .. DecisionMatrix.Parts(result),
        "## Action plan", .. ActionPlan.Parts(result),
        "## Risk with and without the fixes", .. RiskTable.Parts(result),
        "## Cost and benefit", .. CostTable.Parts(result),
        "## Not tested", ShortTable.Of(NotTested(result), Few, Elsewhere),
    ];

    private static Table NotTested(AuditResult result) =>
        RunTables.NotTested(
            result with { NotTested = [.. result.NotTested.Select(static one => one with { Reason = Format.Short(one.Reason, 140) })] });

    private static IEnumerable<string> Status(AuditResult result)
    {
        var (label, tone) = Words.Of(result);
        return
        [
            $"# {Sign(tone)} {label}: {Text(result.Manifest.Service)}",
            $"**In short.** {Paragraphs(result.Decision.Sentence)}",
            FirstFix(result),
            $"{Trust(result)} Run {Code(result.Manifest.RunId)}, {Format.Time(result.Manifest.StartedAt)}; "
                + "every number is from its `result.json`.",
            .. RunTables.Load(result) is { Length: > 0 } planned ? [Text(planned)] : Array.Empty<string>(),
        ];
    }

    private static string Trust(AuditResult result) =>
        Unended(result.Manifest)
        + (result.Trust.Valid
            ? $"The measurement can be trusted; what was not tested is listed at the end.{Remarks(result.Trust)}"
            : $"**The measurement cannot be trusted, so that its numbers prove nothing**: {Some(result.Trust.Reasons)}{Proven(result)}")
        + Missing(result.Database);

    // Latencies of a target that is saturated are read as what they are not.
    private static string Remarks(RunTrust trust) => trust.Remarks.Count == 0 ? "" : $" Remarks: {Some(trust.Remarks)}";

    // An experiment has a control of its own.
    private static string Proven(AuditResult result) => result.Findings.Any(static finding => finding.Effect is Effect.Measured)
        ? " What is called measured comes from an experiment of its own, and stands."
        : "";

    private static string Missing(DatabaseResult? database) => database is { Missing: [_, ..] missing }
        ? $" **Not looked at, so that silence about it means nothing**: {Some(missing)}"
        : "";

    // A reason may be a question, or end in a full stop of its own.
    private static string Some(IReadOnlyList<string> reasons)
    {
        var some = Text(string.Join("; ", reasons.Take(Few).Select(static reason => reason.TrimEnd('.'))));
        return reasons.Count > Few ? $"{some}; and {Format.Count(reasons.Count - Few)} more: see {Elsewhere}."
            : some.EndsWith('?') ? some
            : $"{some}.";
    }

    private static string Unended(Manifest manifest) => manifest.UnendedBecause is null
        ? ""
        : $"**The run was {(manifest.Interrupted ? "interrupted" : "killed")}: what had not run by then was not tested.** ";

    private static string FirstFix(AuditResult result) => Fixes.First(result) is { } first
        ? $"**First fix.** That of finding {Format.Coordinate(Fixes.RankOf(result, first))}{Text(Fixes.Since(result, first))}, "
            + $"at {Code(FindingFacts.Place(first))} ({Fixes.Scope(result, first)}). "
            + $"Gain: {Text(Fixes.GainOf(result, first))}. To verify it: {Code(Fixes.Verify(result, first))}."
        : Unexplained.Of(result) is { } unexplained
            ? $"**First fix.** {Text($"{unexplained.Sentence} {unexplained.Known}")} To verify it: {Code(unexplained.Verify)}."
        : $"**First fix.** {Fixes.None(result, "None.")}";
}
