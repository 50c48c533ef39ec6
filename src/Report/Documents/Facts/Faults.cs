using Headroom.Model.Results;
using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report.Documents.Facts;

/// <summary>What the service did while something was at fault, as measured; what was not tried is told with its reason.</summary>
internal static class Faults
{
    private static readonly string[] Kinds = ["hanging", "gone", "throttled", "killed"];

    /// <summary>The measured faults, then those that were not put on.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        result.Outages.Count == 0 ? "Not tested: no fault was put on under load." : ShortTable.Of(LoadTables.Outages(result)),
        .. result.Outages.Count == 0 ? Array.Empty<string>() : [LoadTables.OutagesMeaning],
        .. ShortTable.Items(Missing(result).Select(one => $"not tested: {Markdown.Text(one.Subject)}: {Markdown.Text(one.Reason)}")),
    ];

    /// <summary>The faults that nobody put on, with their reasons.</summary>
    public static IEnumerable<NotTested> Missing(AuditResult result) => result.NotTested.Where(one =>
        one.Subject == "failure behaviour" || Array.Exists(Kinds, kind => one.Subject.EndsWith($" {kind}", StringComparison.Ordinal)));
}
