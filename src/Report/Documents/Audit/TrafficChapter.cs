using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using Headroom.Report.Texts;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Audit;

/// <summary>The load of this run, the runs that were recorded before beside it, and what was said of the service with what became of it.</summary>
internal static class TrafficChapter
{
    /// <summary>Recorded runs that are shown side by side with this one (a count).</summary>
    private const int MostRuns = 3;

    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        "### This run",
        Of(RunTables.Manifest(result)),
        .. Planned(result),
        .. result.Database is null ? Load(result) : ["No load was sent: a database by itself has no requests."],
        "### Runs that were recorded before",
        .. Baselines(result),
        "### What was said before",
        ShortTable.Of(BaselineTables.Claims(result)),
    ];

    private static IEnumerable<string> Planned(AuditResult result) => result.Plan is not { } plan
        ? ["The result does not tell what the plan asked for."]
        :
        [
            plan.Load.Count == 0 ? "The plan names no load." : "The plan's load:",
            .. ShortTable.Items(plan.Load.Select(Text)),
            plan.Dependencies.Count == 0 ? "The plan names no dependencies of the service." : "The service depends on:",
            .. ShortTable.Items(plan.Dependencies.Select(Text)),
        ];

    private static IEnumerable<string> Load(AuditResult result) =>
    [
        ShortTable.Of(LoadTables.Endpoints(result)),
        .. Sparkline.Lines(result.Seconds) is { Count: > 0 } lines ? [Fence("", string.Join('\n', lines))] : Array.Empty<string>(),
    ];

    private static IEnumerable<string> Baselines(AuditResult result) => result.Baselines.Count == 0
        ? ["None was given: `headroom audit --baseline RUN` holds this run against one."]
        :
        [
            ShortTable.Of(BaselineTables.Runs(result)),
            .. result.Baselines.Take(MostRuns).SelectMany(run => SideBySide(result, run)),
            "Latency of runs that were recorded at different times is shown, not judged: `headroom compare A B` holds two running services against each other.",
        ];

    private static IEnumerable<string> SideBySide(AuditResult result, ImportedRun run) =>
    [
        ShortTable.Of(BaselineTables.SideBySide(result, run)),
        .. run.Thresholds is { Count: > 0 } thresholds ? [ShortTable.Of(BaselineTables.Thresholds(run, thresholds))] : Array.Empty<string>(),
    ];
}
