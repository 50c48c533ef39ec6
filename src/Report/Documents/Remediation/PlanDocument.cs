using System.Globalization;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Remediation;

/// <summary>The remediation by day, with owners and dates: as Markdown for people, as CSV for a tracker.</summary>
public static class PlanDocument
{
    private const string Meaning =
        "One person, a working day of eight hours, the first fix first, then in the order of the findings, from the first working day "
        + "after the run on. "
        + "Hours are the effort class that the ranking works with: a convention, not a measurement. "
        + "An owner is whom a waiver of the plan names.";

    private static readonly string[] Head =
    [
        "day", "date", "owner", "severity", "title", "place", "change", "effort_hours", "cost", "currency", "expected", "risk",
        "accepted_until", "verify", "fingerprint",
    ];

    /// <summary>The plan as Markdown.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static string Render(AuditResult result) => string.Join("\n\n", Parts(result)) + "\n";

    /// <summary>The plan as CSV, a row for each finding; those without a day come last.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static string Csv(AuditResult result) => Formats.Csv.Of(
        Head,
        [
            .. WorkDays.Of(result).Select(task => Row(result, task.Finding, task.Remedy, task)),
            .. WorkDays.Without(result).Select(finding => Row(result, finding, remedy: null, task: null)),
        ]);

    private static IEnumerable<string> Parts(AuditResult result)
    {
        var tasks = WorkDays.Of(result);
        var rest = WorkDays.Without(result);
        return
        [
            $"# Remediation plan: {Text(result.Manifest.Service)}",
            $"**{Words.Of(result).Label}.** {Text(result.Decision.Sentence)}",
            .. tasks.Count + rest.Count == 0 ? [Fixes.None(result, "Nothing to plan.")] : new[] { Meaning, Fixes.VerifyMeaning(result) },
            .. tasks.GroupBy(static task => (task.Day, task.Date)).SelectMany(day => (string[])
            [
                $"## Day {Format.Coordinate(day.Key.Day)}: {Date(day.Key.Date)}, {day.Key.Date.DayOfWeek}",
                Of(Tasks(result, day)),
                string.Join('\n', day.Select(task => $"- {Text(task.Finding.Title)}: {Code(Fixes.Verify(result, task.Finding))}")),
            ]),
            .. rest.Count == 0 ? Array.Empty<string>() : ["## Without a day", Of(Rest(result, rest))],
            .. Waived(result),
        ];
    }

    private static Table Tasks(AuditResult result, IEnumerable<FixTask> tasks) => Table.Of(
        "To do, and below the command that verifies it",
        "Nothing.",
        tasks,
        [
            Column<FixTask>.Number("#", task => Format.Coordinate(Fixes.RankOf(result, task.Finding))),
            Column<FixTask>.Words("Owner", static task => task.Owner),
            Column<FixTask>.State("Severity", static task => (Words.Of(task.Finding.Severity), Words.ToneOf(task.Finding.Severity))),
            Column<FixTask>.Words("Fix", static task => task.Finding.Title),
            Column<FixTask>.Code("Where", static task => FindingFacts.Place(task.Finding)),
            Column<FixTask>.Words("Change", static task => Words.Of(task.Remedy.Scope)),
            Column<FixTask>.Number("Hours", static task => Format.Number(task.Remedy.EffortHours)),
            .. result.Plan?.Cost is { EngineerHour: not null } cost
                ? [Column<FixTask>.Number($"Cost, {cost.Currency}", task => Format.Number(CostOf(cost, task.Remedy)))]
                : Array.Empty<Column<FixTask>>(),
            Column<FixTask>.Words("Expected", task => Whole(result, task)),
            Column<FixTask>.Words("Risk", static task => task.Remedy.Risk),
        ]);

    private static Table Rest(AuditResult result, IReadOnlyList<Finding> findings) => Table.Of(
        "Findings that nobody can be given a day for",
        "None.",
        findings,
        Column<Finding>.State("Severity", static finding => (Words.Of(finding.Severity), Words.ToneOf(finding.Severity))),
        Column<Finding>.Words("Finding", static finding => finding.Title),
        Column<Finding>.Code("Where", FindingFacts.Place),
        Column<Finding>.Words("Why", finding => WhyNot(result, finding)));

    private static string WhyNot(AuditResult result, Finding finding) =>
        finding.Remedies.Count == 0 ? "no cure is known"
        : !(result.Plan?.Scope ?? new ScopePlan()).Allows(finding)
            ? $"out of the plan's scope: {string.Join(", ", finding.Remedies.Select(static remedy => Words.Of(remedy.Scope)).Distinct())}"
        : "its effort was not ranked";

    private static IEnumerable<string> Waived(AuditResult result)
    {
        List<string> waived =
        [
            .. result.Findings.Select(finding => (finding.Title, Waiver: Waivers.Of(result, finding)))
                .Where(static one => one.Waiver is not null)
                .Select(one =>
                    $"- {Text(one.Title)}: until {Date(one.Waiver!.Until)}, {Text(one.Waiver.Owner)}: {Text(one.Waiver.Reason)}"
                        + Waivers.Ending(result, one.Waiver)),
        ];
        return waived.Count == 0 ? [] : ["## Accepted for a time", string.Join('\n', waived)];
    }

    private static IReadOnlyList<string?> Row(AuditResult result, Finding finding, Remedy? remedy, FixTask? task)
    {
        var cost = result.Plan?.Cost is { EngineerHour: not null } known && remedy is not null ? known : null;
        return
        [
            task is null ? null : Format.Coordinate(task.Day), task is null ? null : Date(task.Date),
            task?.Owner ?? Waivers.Of(result, finding)?.Owner,
            finding.Severity.ToString().ToLowerInvariant(), finding.Title, FindingFacts.Place(finding),
            remedy is null ? WhyNot(result, finding) : Words.Of(remedy.Scope),
            Formats.Csv.Number(remedy?.EffortHours), cost is null ? null : Formats.Csv.Number(CostOf(cost, remedy!)), cost?.Currency,
            Fixes.GainOf(result, finding), remedy?.Risk,
            Waivers.Of(result, finding) is { } waiver ? Date(waiver.Until) : null, Fixes.Verify(result, finding), finding.Fingerprint,
        ];
    }

    private static string Whole(AuditResult result, FixTask task) =>
        Fixes.GainOf(result, task.Finding)
            + (FindingFacts.Overlap(result, task.Finding) is { Length: > 0 } overlap ? $"; {overlap}" : "");

    private static double? CostOf(CostPlan cost, Remedy remedy) => cost.EngineerHour * remedy.EffortHours;

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
