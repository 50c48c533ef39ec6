using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Executive;

/// <summary>What stays if nothing is done, and what a fix changes as far as it was measured.</summary>
internal static class RiskTable
{
    /// <summary>Findings that the summary holds (a count).</summary>
    private const int Most = 3;

    /// <summary>The findings of weight; all where none is.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        ShortTable.Of(Risks(result), Most, "the document `findings`"),
        .. result.Findings.Count == 0 ? Array.Empty<string>() : ["Shares are bounds of single findings and are never added."],
    ];

    private static Table Risks(AuditResult result) => Table.Of(
        "Risks",
        Fixes.NoFix(result),
        result.Findings.Any(UrgentFindings.IsUrgent) ? result.Findings.Where(UrgentFindings.IsUrgent) : result.Findings,
        Column<Finding>.Words("Finding", finding => Format.Short(finding.Title, 100)),
        Column<Finding>.State("Without the fix", finding => (Now(result, finding), Words.ToneOf(finding.Severity))),
        Column<Finding>.Words("With the fix", finding => Fixes.GainOf(result, finding)),
        Column<Finding>.Words("Price of the fix, or its risk", finding => Price(result, finding)));

    private static string Now(AuditResult result, Finding finding) =>
        string.Join(
            "; ",
            new[]
            {
                Words.Of(finding.Severity).ToLowerInvariant(), FindingFacts.Share(result, finding), FindingFacts.Overlap(result, finding),
            }.Where(part => part.Length > 0));

    private static string Price(AuditResult result, Finding finding) =>
        FindingFacts.ProofOf(result, finding) is { } proof && FindingFacts.Price(proof) is { Length: > 0 } price ? price
            : Format.Short(Fixes.Risk(result, finding), 140);
}
