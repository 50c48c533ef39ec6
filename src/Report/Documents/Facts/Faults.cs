using Headroom.Model.Results;
using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report.Documents.Facts;

/// <summary>What the service did while something was at fault, as measured; what was not tried is told with its reason.</summary>
internal static class Faults
{
    /// <summary>The detector of the hang probe: a dependency that takes connections and never answers.</summary>
    private const string Hang = "missing-client-timeout";

    private static readonly string[] Kinds = ["hanging", "gone", "throttled", "killed"];

    /// <summary>Whether a dependency was made to hang, and something could be told.</summary>
    public static bool HasHung(AuditResult result) => result.Outcomes.Any(static outcome => outcome.Detector == Hang && outcome.Outcome is "found" or "clean");

    /// <summary>The measured faults, then those that were not put on.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        result.Outages.Count == 0 ? "Not tested: no fault was put on under load." : ShortTable.Of(LoadTables.Outages(result)),
        .. result.Outages.Count == 0 ? Array.Empty<string>() : [LoadTables.OutagesMeaning],
        .. ShortTable.Items(
        [
            .. Hung(result).Select(static said => $"hanging, one request of each kind and many at once: {Markdown.Text(said)}"),
            .. Missing(result).Select(static one => $"not tested: {Markdown.Text(one.Subject)}: {Markdown.Text(one.Reason)}"),
        ]),
    ];

    /// <summary>The faults that nobody put on, with their reasons.</summary>
    public static IEnumerable<NotTested> Missing(AuditResult result) => result.NotTested.Where(one =>
        one.Subject == "failure behaviour" || Array.Exists(Kinds, kind => one.Subject.EndsWith($" {kind}", StringComparison.Ordinal)));

    private static IEnumerable<string> Hung(AuditResult result)
    {
        List<string> found =
        [
            .. result.Findings.Index().Where(static each => each.Item.Detector == Hang)
                .Select(static each => $"finding {Format.Coordinate(each.Index + 1)}: {each.Item.Title}"),
        ];
        return found.Count == 0 && HasHung(result) ? ["every request had an answer or an error in time"] : found;
    }
}
