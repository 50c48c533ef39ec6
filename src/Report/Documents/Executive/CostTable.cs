using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Executive;

/// <summary>What fixes and outages cost by the plan's own figures; there is no other source of money.</summary>
internal static class CostTable
{
    /// <summary>Rows that the summary holds (a count).</summary>
    private const int Most = 4;

    /// <summary>The tables, or that the plan gives no cost.</summary>
    public static IEnumerable<string> Parts(AuditResult result) => result.Cost is not { } cost
        ? ["The plan gives no cost, so that no amount can be told."]
        :
        [
            cost.EngineerHour is { } hour
                ? $"By the plan, an hour of an engineer costs {Money(cost, hour)}; "
                    + "hours are the ranking's convention by the kind of the change, not a measurement."
                : "The plan gives no cost of an hour.",
            .. cost.EngineerHour is null ? Array.Empty<string>() : [ShortTable.Of(FixesOf(result, cost), Most, "the document `plan`")],
            .. cost.Fixes.Count < 2 ? Array.Empty<string>() : [Together(cost)],
            cost.OutageMinute is { } minute
                ? $"By the plan, a minute without an answer costs {Money(cost, minute)}."
                : "The plan gives no cost of a minute without an answer.",
            .. cost.OutageMinute is null ? Array.Empty<string>() : Outages(result, cost),
        ];

    private static string Together(CostBenefit cost) =>
        $"All of these fixes: {Format.Number(cost.Fixes.Sum(static fix => fix.Hours))} h, "
            + $"{Money(cost, cost.Fixes.Sum(static fix => fix.Amount))}.";

    private static IEnumerable<string> Outages(AuditResult result, CostBenefit cost) =>
    [
        ShortTable.Of(OutagesOf(result, cost), Most),
        .. Endless(result),
        "At least: the length of the fault times the share that failed meanwhile. At most: its whole length and the time to recover. "
            + "How often such a fault comes nobody measured.",
    ];

    // What never ended has no minutes that could be multiplied.
    private static IEnumerable<string> Endless(AuditResult result) => result.Outages.Where(static outage => outage.Lasted is null)
        .Select(static outage =>
            $"{Text(outage.Subject)} {Text(outage.Fault)}: no end of it was seen, so that its cost has no upper bound.");

    private static Table FixesOf(AuditResult result, CostBenefit cost) => Table.Of(
        "Cost of the fixes, with the benefit as far as it was measured or modelled",
        FindingFacts.None(result),
        cost.Fixes,
        Column<FixCost>.Words("Fix", fix => FindingOf(result, fix)?.Title ?? fix.Fingerprint),
        Column<FixCost>.Number("Hours", fix => Format.Number(fix.Hours)),
        Column<FixCost>.Number("Cost", fix => Money(cost, fix.Amount, isCell: true)),
        Column<FixCost>.Words("Benefit", fix => FindingOf(result, fix) is { } finding ? Fixes.GainOf(result, finding) : Format.Unknown));

    private static Finding? FindingOf(AuditResult result, FixCost fix) =>
        result.Findings.FirstOrDefault(finding => finding.Fingerprint == fix.Fingerprint);

    private static Table OutagesOf(AuditResult result, CostBenefit cost) => Table.Of(
        "Cost of one outage such as the measured fault",
        result.Outages.Count == 0 ? "No fault was put on under load, so that no minutes are known."
        : result.Outages.All(static outage => outage.Failed == 0) ? "In no fault that was put on did a request fail."
        : "Of the faults in which requests failed, no length is known.",
        cost.Outages,
        Column<OutageCost>.Words("Fault", outage => $"{outage.Subject} {outage.Fault}"),
        Column<OutageCost>.Number(
            "Time without an answer",
            outage => Between(Minutes(outage.LeastMinutes), outage.MostMinutes is { } most ? Minutes(most) : null)),
        Column<OutageCost>.Number("Cost", outage => Between(
            Money(cost, outage.LeastAmount, isCell: true), outage.MostAmount is { } most ? Money(cost, most, isCell: true) : null)));

    private static string Minutes(double minutes) => Format.Duration(TimeSpan.FromMinutes(minutes));

    private static string Between(string least, string? most) => most is null ? $"at least {least}" : $"{least} to {most}";

    // A cell is escaped where it is set.
    private static string Money(CostBenefit cost, double amount, bool isCell = false) =>
        $"{Format.Number(amount)} {(isCell ? cost.Currency : Text(cost.Currency))}";
}
