using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Documents.Remediation;
using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report.Documents.Audit;

/// <summary>What to change, in which order, on which day, at which risk; then each finding at length.</summary>
internal static class RemediationChapter
{
    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        ShortTable.Of(Plan(result)),
        .. result.Findings.Count == 0 ? Array.Empty<string>() : [Fixes.EffortMeaning],
        .. result.Findings.Take(ShortTable.Most).SelectMany((finding, i) => MarkdownFinding.Found(result, finding, i + 1)),
    ];

    private static Table Plan(AuditResult result)
    {
        var tasks = WorkDays.Of(result);
        return Table.Of(
            "Changes in their order",
            FindingFacts.None(result),
            result.Findings.Index(),
            Column<(int Index, Finding Item)>.Number("#", each => Format.Coordinate(each.Index + 1)),
            Column<(int Index, Finding Item)>.Words("Day", each => Fixes.Day(tasks, each.Item)),
            Column<(int Index, Finding Item)>.Words("Severity", each => Fixes.Label(each.Item.Severity)),
            Column<(int Index, Finding Item)>.Words("Finding", each => each.Item.Title),
            Column<(int Index, Finding Item)>.Words("Change", each => Fixes.Scope(result, each.Item)),
            Column<(int Index, Finding Item)>.Words("Gain", each => Fixes.GainOf(result, each.Item)),
            Column<(int Index, Finding Item)>.Number("Effort", each => Fixes.Effort(result, each.Item)),
            Column<(int Index, Finding Item)>.Words("Risk of the change", each => Fixes.Risk(result, each.Item)),
            Column<(int Index, Finding Item)>.Code("Verify", each => Fixes.Verify(result, each.Item)));
    }
}
