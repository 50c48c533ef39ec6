using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;

namespace Headroom.Report.Documents.Remediation;

/// <summary>A finding with the day on which it is to be fixed.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Remedy">The remedy within the plan's scope.</param>
/// <param name="Day">The working day, from 1.</param>
/// <param name="Date">Its date.</param>
/// <param name="Owner">Who answers for it: whom a waiver names, else "unassigned".</param>
internal sealed record FixTask(Finding Finding, Remedy Remedy, int Day, DateOnly Date, string Owner);

/// <summary>
/// Lays the fixes out over working days: one person, a day of eight hours, the first fix first, then in the order of the findings; a task
/// is done within a day. Day 1 is the first Monday to Friday after the run.
/// </summary>
internal static class WorkDays
{
    private const string Nobody = "unassigned";

    private const double HoursOfDay = 8;

    /// <summary>The tasks within the plan's scope whose effort is known, in the order of their days.</summary>
    public static IReadOnlyList<FixTask> Of(AuditResult result)
    {
        var scope = result.Plan?.Scope ?? new ScopePlan();
        List<FixTask> tasks = [];
        var (day, spent, date) = (1, 0.0, Next(DateOnly.FromDateTime(result.Manifest.StartedAt.UtcDateTime)));
        foreach (var finding in Fixes.InOrder(result))
        {
            if (finding.Remedies.FirstOrDefault(remedy => scope.Allows(remedy.Scope)) is not { EffortHours: { } hours } remedy)
            {
                continue;
            }

            if (spent > 0 && spent + hours > HoursOfDay)
            {
                (day, spent, date) = (day + 1, 0, Next(date));
            }

            spent += hours;
            tasks.Add(new FixTask(finding, remedy, day, date, Waivers.Of(result, finding)?.Owner ?? Nobody));
        }

        return tasks;
    }

    /// <summary>The findings that no day is laid out for.</summary>
    public static IReadOnlyList<Finding> Without(AuditResult result)
    {
        var planned = Of(result).Select(static task => task.Finding).ToList();
        return [.. result.Findings.Where(finding => !planned.Any(one => ReferenceEquals(one, finding)))];
    }

    /// <summary>The first Monday to Friday after a date.</summary>
    internal static DateOnly Next(DateOnly date)
    {
        do
        {
            date = date.AddDays(1);
        }
        while (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);

        return date;
    }
}
