using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Analyze.Derive;

/// <summary>Says what fixes and outages cost, by the plan's own figures alone.</summary>
/// <remarks>
/// A fault in which no request failed was no outage. One in which some failed is one of at least its length times their share, and of at
/// most its length and the time to recover: which of them a business feels nobody measured, so both are told.
/// </remarks>
internal static class CostRows
{
    /// <summary>The costs; null when the plan gives none.</summary>
    /// <param name="plan">The plan, with its figures and its scope.</param>
    /// <param name="findings">The ranked findings in their order.</param>
    /// <param name="outages">What faults under load did.</param>
    public static CostBenefit? Of(Plan plan, IReadOnlyList<Finding> findings, IReadOnlyList<OutageResult> outages) =>
        plan.Cost is not { } cost || cost is { EngineerHour: null, OutageMinute: null } ? null : new CostBenefit
        {
            Currency = cost.Currency,
            EngineerHour = cost.EngineerHour,
            OutageMinute = cost.OutageMinute,
            Fixes = cost.EngineerHour is { } hour ? [.. findings.SelectMany(finding => Fixes(finding, plan.Scope, hour))] : [],
            Outages = cost.OutageMinute is { } minute
                ? [.. outages.Where(static outage => outage is { Failed: > 0, Lasted: not null }).Select(outage => Outage(outage, minute))]
                : [],
        };

    // The remedy that is within reach is the one that somebody is paid for.
    private static IEnumerable<FixCost> Fixes(Finding finding, ScopePlan scope, double hour) =>
        finding.Remedies.FirstOrDefault(remedy => scope.Allows(remedy.Scope)) is { EffortHours: { } hours }
            ? [new FixCost(finding.Fingerprint, hours, hours * hour)] : [];

    private static OutageCost Outage(OutageResult outage, double minute)
    {
        var lasted = outage.Lasted!.Value.TotalMinutes;
        var least = lasted * outage.Failed / Math.Max(1, outage.Requests);
        double? most = outage.TimeToRecover is { } recovery ? lasted + recovery.TotalMinutes : null;
        return new OutageCost
        {
            Subject = outage.Subject,
            Fault = outage.Fault,
            LeastMinutes = least,
            MostMinutes = most,
            LeastAmount = least * minute,
            MostAmount = most * minute,
        };
    }
}
