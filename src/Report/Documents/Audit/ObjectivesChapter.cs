using System.Globalization;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report.Documents.Audit;

/// <summary>What the service promises, whether it held, and whether the run can be believed.</summary>
internal static class ObjectivesChapter
{
    /// <summary>Objectives that are told before the table is cut (a count): who signs reads all that are violated.</summary>
    private const int MostObjectives = 60;

    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        .. result.Slo.Count == 0
            ? Array.Empty<string>()
            : [Objective.Counted(result.Slo)],
        .. MarkdownTrust.Parts(result),
        result.Database is null
            ? ShortTable.Of(RunTables.Objectives(result), MostObjectives, "`report.md`")
            : "A database by itself has no objectives of a service.",
        .. result.Trust.NeverSent is { Value: > 0 } ? [Waiting] : Array.Empty<string>(),
        .. result.Database is null
            ? ["Availability over weeks and the error budget were not measured: they need the records of production."]
            : Array.Empty<string>(),
        Markdown.Of(Waivers(result)),
    ];

    private const string Waiting =
        "Latency counts from the instant at which a request was due. Since arrivals waited, it holds their wait for a virtual user: "
            + "the service p95 in the chapter on traffic is without it.";

    private static Table Waivers(AuditResult result) => Table.Of(
        "Findings that are accepted for a time",
        result.Plan is null ? "The result does not tell which findings are accepted for a time." : "The plan accepts no finding.",
        result.Plan?.Waivers ?? [],
        Column<Waiver>.Code("Finding", waiver => waiver.Fingerprint),
        Column<Waiver>.Words("Owner", waiver => waiver.Owner),
        Column<Waiver>.Words("Reason", waiver => waiver.Reason),
        Column<Waiver>.Words("Until", waiver =>
            waiver.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + Remediation.Waivers.Ending(result, waiver)));
}
