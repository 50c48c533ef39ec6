using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Executive;

/// <summary>Which fix on which day.</summary>
internal static class ActionPlan
{
    /// <summary>Fixes that one page holds (a count).</summary>
    private const int Most = 8;

    private sealed record Step(int Rank, Finding Finding, string? Day);

    /// <summary>The fixes in their order.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        ShortTable.Of(Steps(result), Most),
        .. result.Findings.Count == 0 ? Array.Empty<string>() : [Fixes.EffortMeaning, "Owners are in the plan of remediation; this result names none."],
    ];

    private static Table Steps(AuditResult result) => Table.Of(
        "Fixes by day",
        FindingFacts.None(result),
        result.Findings.Zip(Fixes.Days(result)).Select((each, i) => new Step(i + 1, each.First, each.Second)),
        Column<Step>.Words("Day", step => step.Day ?? Format.Unknown),
        Column<Step>.Words("Fix", step => $"finding {Format.Coordinate(step.Rank)} ({Fixes.Label(step.Finding.Severity)}): {step.Finding.Title}"),
        Column<Step>.Words("Change", step => Fixes.Scope(step.Finding)),
        Column<Step>.Number("Effort", step => Fixes.Effort(step.Finding)));
}
