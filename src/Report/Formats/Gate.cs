using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Report.Formats;

/// <summary>What the plan's gate makes of a finding, for formats that know three levels.</summary>
internal static class Gate
{
    /// <summary>The level of what does not pass.</summary>
    public const string Error = "error";

    /// <summary>The level of what somebody should look at.</summary>
    public const string Warning = "warning";

    /// <summary>The level of what is good to know.</summary>
    public const string Note = "note";

    /// <summary>The waiver that accepts a finding on the day of the run; null when there is none, or the result does not tell.</summary>
    public static Waiver? WaiverOf(AuditResult result, Finding finding) => result.Plan?.Waivers.FirstOrDefault(waiver =>
        waiver.Fingerprint == finding.Fingerprint && waiver.Until >= DateOnly.FromDateTime(result.Manifest.StartedAt.UtcDateTime));

    /// <summary>Why a waiver accepts a finding, by whom, until when.</summary>
    public static string Reason(Waiver waiver) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"waived by {waiver.Owner} until {waiver.Until:yyyy-MM-dd}: {waiver.Reason}");

    /// <summary>
    /// <see cref="Error"/> for a severity that the gate does not let pass (critical, where the result does not tell), <see cref="Note"/>
    /// for a low one and for what is waived, <see cref="Warning"/> for the rest.
    /// </summary>
    public static string LevelOf(AuditResult result, Finding finding) =>
        WaiverOf(result, finding) is not null ? Note
        : finding.Severity >= (result.Plan?.FailOn ?? Severity.Critical) ? Error
        : finding.Severity == Severity.Low ? Note
        : Warning;
}
