using Headroom.Model.Results;
using Headroom.Report.Baselines;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using Headroom.Report.Texts;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Audit;

/// <summary>
/// The load of this run, the runs that were recorded before beside it, and what was said of the service with what became of it.
/// </summary>
internal static class TrafficChapter
{
    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        Answer(result),
        "### This run",
        Of(RunTables.Manifest(result)),
        .. Planned(result),
        .. result.Database is null ? Load(result) : [],
        "### Runs that were recorded before",
        .. Baselines(result),
        "### What was said before",
        result.Claims.Count == 0
            ? "Nothing was given: `headroom audit --baseline RUN` reads an analysis or a report beside a recorded run."
            : ShortTable.Of(BaselineRows.Claims(result.Claims)),
    ];

    private static string Answer(AuditResult result)
    {
        if (result.Database is not null)
        {
            return "No load was sent: a database by itself has no requests.";
        }

        var slowest = result.Endpoints.Where(static endpoint => endpoint.Latency.P95 is not null)
            .MaxBy(static endpoint => endpoint.Latency.P95);
        return slowest is null
            ? "No endpoint was measured under load."
            : $"Under load: {Format.Several(result.Endpoints.Count, "endpoint")}; the slowest is {Code(slowest.Endpoint)}, "
                + $"with a p95 of {Format.Duration(slowest.Latency.P95)}.";
    }

    private static IEnumerable<string> Planned(AuditResult result) => result.Plan is not { } plan
        ? [$"The result does not tell {(result.Database is null ? "what the plan asked for" : "with which options the audit ran")}."]
        : plan.Options is { } options ? [$"The audit ran with {string.Join(' ', options.Select(Code))}."]
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

    // The first comparison is the one that decides.
    private static IEnumerable<string> Baselines(AuditResult result) => result.BaselineTable is not { Rows.Count: > 0 } table
        ? ["None was given: `headroom audit --baseline RUN` holds this run against one."]
        :
        [
            ShortTable.Of(BaselineRows.Runs(table)),
            ShortTable.Of(BaselineRows.Places(table)),
            .. result.Comparisons.Take(1).SelectMany(SideBySide),
        ];

    private static IEnumerable<string> SideBySide(BaselineComparison comparison)
    {
        var (label, tone) = BaselineWords.Of(comparison.Verdict);
        return
        [
            $"#### This run beside {Code(comparison.Base.Source)}",
            $"**{Sign(tone)} {label}**",
            .. ShortTable.Items(comparison.Reasons.Concat(comparison.Unlike).Select(Text)),
            ShortTable.Of(BaselineRows.Failures(comparison)),
            ShortTable.Of(BaselineRows.Routes(comparison)),
            ShortTable.Of(BaselineRows.Latency(comparison)),
            $"Why latency is not judged: {Text(comparison.LatencyReason)}. {Code(comparison.LatencyCommand)} settles it.",
            .. comparison.Acceptance.Count == 0 ? Array.Empty<string>() : [ShortTable.Of(BaselineRows.Acceptance(comparison))],
        ];
    }
}
