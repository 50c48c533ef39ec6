using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Documents.Remediation;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Executive;

/// <summary>Which fix on which day.</summary>
internal static class ActionPlan
{
    /// <summary>Fixes that one page holds (a count).</summary>
    private const int Most = 8;

    /// <summary>The fixes in their order, then those without a day.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        ShortTable.Of(Steps(result), Most),
        .. result.Findings.Count == 0 ? Array.Empty<string>() : [Fixes.EffortMeaning],
    ];

    private static Table Steps(AuditResult result)
    {
        var tasks = WorkDays.Of(result);
        return Table.Of(
            "Fixes by day; a finding without a day has no cure that is known and within the plan's scope",
            FindingFacts.None(result),
            tasks.Select(task => task.Finding).Concat(WorkDays.Without(result)),
            Column<Finding>.Words("Day", finding => Fixes.Day(tasks, finding)),
            Column<Finding>.Words("Owner", finding => tasks.FirstOrDefault(task => ReferenceEquals(task.Finding, finding))?.Owner ?? Format.Unknown),
            Column<Finding>.Words("Fix", finding => $"{Fixes.Label(finding.Severity)}: {finding.Title}"),
            Column<Finding>.Words("Change", finding => Fixes.Scope(result, finding)),
            Column<Finding>.Number("Effort", finding => Fixes.Effort(result, finding)));
    }
}
