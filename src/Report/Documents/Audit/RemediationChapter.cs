using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report.Documents.Audit;

/// <summary>What to change, in which order, on which day, at which risk; then each finding at length.</summary>
internal static class RemediationChapter
{
    private sealed record Step(int Rank, Finding Finding, string? Day);

    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        ShortTable.Of(Plan(result)),
        .. result.Findings.Count == 0 ? Array.Empty<string>() : [Fixes.EffortMeaning],
        .. result.Findings.Take(ShortTable.Most).SelectMany((finding, i) => MarkdownFinding.Found(result, finding, i + 1)),
    ];

    private static Table Plan(AuditResult result) => Table.Of(
        "Changes in their order",
        FindingFacts.None(result),
        result.Findings.Zip(Fixes.Days(result)).Select((each, i) => new Step(i + 1, each.First, each.Second)),
        Column<Step>.Words("Day", step => step.Day ?? Format.Unknown),
        Column<Step>.Number("#", step => Format.Coordinate(step.Rank)),
        Column<Step>.Words("Severity", step => Fixes.Label(step.Finding.Severity)),
        Column<Step>.Words("Finding", step => step.Finding.Title),
        Column<Step>.Words("Change", step => Fixes.Scope(step.Finding)),
        Column<Step>.Words("Gain", step => Gain.Of(step.Finding.Effect).Sentence),
        Column<Step>.Number("Effort", step => Fixes.Effort(step.Finding)),
        Column<Step>.Words("Risk of the change", step => Fixes.Risk(step.Finding)),
        Column<Step>.Code("Verify", step => Fixes.Verify(result, step.Finding)));
}
