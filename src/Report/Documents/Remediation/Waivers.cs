using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Report.Documents.Remediation;

/// <summary>Who answers for what was accepted for a time.</summary>
internal static class Waivers
{
    /// <summary>The waiver of a finding, also one that has expired; null when the plan has none.</summary>
    public static Waiver? Of(AuditResult result, Finding finding) =>
        result.Plan?.Waivers.FirstOrDefault(waiver => waiver.Fingerprint == finding.Fingerprint);
}
