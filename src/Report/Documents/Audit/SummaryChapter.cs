using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Audit;

/// <summary>The findings in short, what was tried and refuted, the decision, and lines for those who sign.</summary>
internal static class SummaryChapter
{
    private static readonly string[] Roles = ["Owner of the service", "Reviewer", "Operations"];

    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        result.Findings.Count == 0
            ? FindingFacts.None(result)
            : $"{Format.Several(result.Findings.Count, "finding")}; critical or high: "
                + $"{Format.Count(result.Findings.Count(static finding => finding.Severity >= Severity.High))}.",
        .. result.Findings.Count == 0 ? Array.Empty<string>() : [ShortTable.Of(Found(result), whole: "the document `findings`")],
        ShortTable.Of(Refuted(result)),
        "### Decision",
        $"**{Words.Of(result).Label}**",
        Paragraphs(result.Decision.Sentence),
        "### Sign-off",
        Of(SignOff()),
    ];

    private static Table Found(AuditResult result) => Table.Of(
        "Findings, the first to fix first",
        FindingFacts.None(result),
        result.Findings.Index(),
        Column<(int Index, Finding Item)>.Number("#", each => Format.Coordinate(each.Index + 1)),
        Column<(int Index, Finding Item)>.State(
            "Severity", each => ($"{Fixes.Label(each.Item.Severity)} {Words.Of(each.Item.Severity)}", Words.ToneOf(each.Item.Severity))),
        Column<(int Index, Finding Item)>.Words("Finding", each => each.Item.Title),
        Column<(int Index, Finding Item)>.Code("Place", each => FindingFacts.Place(each.Item)),
        Column<(int Index, Finding Item)>.Words("At stake", each => FindingFacts.Share(result, each.Item)),
        Column<(int Index, Finding Item)>.Words("Gain of the fix", each => Fixes.GainOf(result, each.Item)));

    private static Table Refuted(AuditResult result) => Table.Of(
        "Advice that the measurement refuted",
        "No advice was refuted by measurement.",
        result.Rejected,
        Column<Finding>.Words("Advice", finding => finding.Title),
        Column<Finding>.Code("Place", FindingFacts.Place),
        Column<Finding>.Words("Measured", finding => FindingFacts.ProofOf(result, finding) is { } proof
            ? $"{Words.Of(proof.Verdict)}: {proof.Reason}"
            : Gain.Of(finding.Effect).Sentence));

    private static Table SignOff() => Table.Of(
        "To be filled in by those who decide",
        "",
        Roles,
        Column<string>.Words("Role", role => role),
        Column<string>.Words("Name", _ => ""),
        Column<string>.Words("Decision", _ => ""),
        Column<string>.Words("Date", _ => ""),
        Column<string>.Words("Signature", _ => ""));
}
