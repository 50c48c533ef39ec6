using System.Globalization;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Remediation;

/// <summary>Who answers for what was accepted for a time.</summary>
internal static class Waivers
{
    /// <summary>The waiver of a finding, also one that has expired; null when the plan has none.</summary>
    public static Waiver? Of(AuditResult result, Finding finding) =>
        result.Plan?.Waivers.FirstOrDefault(waiver => waiver.Fingerprint == finding.Fingerprint);

    /// <summary>Until when a finding is accepted, by whom and why, as Markdown; null when the plan has no waiver of it.</summary>
    public static string? Told(AuditResult result, Finding finding) => Of(result, finding) is not { } waiver ? null
        : $"accepted until {waiver.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} by {Text(waiver.Owner)}: "
            + $"{Text(waiver.Reason)}"
            + Ending(result, waiver);

    /// <summary>That a waiver held no longer on the day of the run; nothing where it did: its last day is one on which it holds.</summary>
    public static string Ending(AuditResult result, Waiver waiver) =>
        waiver.Until < DateOnly.FromDateTime(result.Manifest.StartedAt.UtcDateTime) ? "; it had expired on the day of the run" : "";
}
