using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Audit;

/// <summary>What put the findings in their order.</summary>
internal static class ScoringChapter
{
    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        "Findings are ordered by what is within the plan's scope, then by severity, then by **priority = I C / (R sqrt(E))**.",
        .. ShortTable.Items(
        [
            "I, impact: `-ln(1 - B)`, where B is the most that the cure can save of what the load costs the database: of the buffers "
                + "that it touches, and of its time where buffers do not tell, times the measured saving where there is one (the shares "
                + "in other chapters are of the time); where no share of the load is known it is a convention by severity, and marked so",
            "C, certainty: the whole for what was measured on a clone, less for what a probe or a plan shows",
            "R, risk: least for a setting, more for a change of schema or code",
            "E, effort in hours: a convention by the kind of the remedy",
        ]),
        ShortTable.Of(Scores(result)),
        "Shares are bounds of single findings and are never added: two cures may save the same time.",
    ];

    private static Table Scores(AuditResult result) => Table.Of(
        "Parts of each priority",
        FindingFacts.None(result),
        result.Findings.Index(),
        Column<(int Index, Finding Item)>.Number("#", each => Format.Coordinate(each.Index + 1)),
        Column<(int Index, Finding Item)>.Words("Severity", each => $"{Fixes.Label(each.Item.Severity)} {Words.Of(each.Item.Severity)}"),
        Column<(int Index, Finding Item)>.Words("Finding", each => each.Item.Title),
        Column<(int Index, Finding Item)>.Number("I", each => Impact(each.Item.PriorityParts)),
        Column<(int Index, Finding Item)>.Number("C", each => Format.Number(each.Item.PriorityParts?.Certainty)),
        Column<(int Index, Finding Item)>.Number("R", each => Format.Number(Fixes.Best(result, each.Item)?.RiskFactor)),
        Column<(int Index, Finding Item)>.Number("E", each => Hours(Fixes.Best(result, each.Item)?.EffortHours)),
        Column<(int Index, Finding Item)>.Number("Priority", each => Format.Number(each.Item.Priority)));

    private static string Hours(double? hours) => hours is { } known ? $"{Format.Number(known)} h" : Format.Unknown;

    private static string Impact(PriorityParts? parts) =>
        parts is { IsConvention: true } ? $"{Format.Number(parts.Impact)} (convention)" : Format.Number(parts?.Impact);
}
