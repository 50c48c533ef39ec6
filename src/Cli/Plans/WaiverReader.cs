using System.Globalization;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;

namespace Headroom.Cli.Plans;

/// <summary>Reads a waiver: what is accepted, by whom, why, and until when.</summary>
internal static class WaiverReader
{
    /// <summary>The waiver, or null when it has mistakes, each recorded with its place.</summary>
    /// <param name="map">The waiver's mapping.</param>
    /// <param name="subject">The key that names what is waived: "fingerprint" or "statement"; its text is the waiver's fingerprint.</param>
    public static Waiver? Read(YamlMap map, string subject)
    {
        var (fingerprint, owner, reason) =
            (map.Text(subject, required: true), map.Text("owner", required: true), map.Text("reason", required: true));
        var until = map.Value("until", "the last day on which it holds, such as 2027-01-31");
        DateOnly? day = DateOnly.TryParseExact(
            until?.Text() ?? "", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;
        if (until is not null && day is null)
        {
            until.Fail("no day; expected one such as 2027-01-31");
        }

        map.NoOtherKeys();
        return fingerprint is null || owner is null || reason is null || day is null
            ? null
            : new Waiver { Fingerprint = fingerprint, Owner = owner, Reason = reason, Until = day.Value };
    }
}
