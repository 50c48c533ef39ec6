using Headroom.Model.Results;
using Headroom.Report.Databases;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using Headroom.Report.Texts;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Profiling;

/// <summary>The chapters on the run itself: what was sent, to what, and what came back.</summary>
internal static class ProfiledRun
{
    private const string NoLoad = "No request was sent: this is the audit of a database by itself.";

    /// <summary>Chapters 1 to 4.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        "## 1. Test configuration", .. Test(result),
        "## 2. System configuration", .. Machine(result),
        "## 3. Load results", .. result.Database is null ? Load(result) : [NoLoad],
        "## 4. Prometheus",
        "Not collected: the result holds no series of a Prometheus server. What stands here was read at its source: the load generator, "
            + "the database's own statistics, the kernel.",
    ];

    private static IEnumerable<string> Test(AuditResult result)
    {
        yield return result.Plan is { } plan
            ? Facts(plan)
            : "The result holds no facts of the plan, since an earlier version wrote it. The plan stands in `plan.json`.";
        if (result.Database is { } database)
        {
            yield return $"Statements: {Text(database.Basis)}.";
        }
        else
        {
            yield return ShortTable.Of(RunTables.Objectives(result), whole: "`report.md`");
        }
    }

    private static string Facts(PlanFacts plan) => plan.Options is { } options
        ? $"The audit ran with {string.Join(' ', options.Select(Code))}; changes within reach: {string.Join(", ", Reach(plan))}."
        : OfService(plan);

    private static string OfService(PlanFacts plan) => string.Join('\n',
    [
        .. plan.Load.Count == 0 ? ["- load: the plan names none"] : plan.Load.Select(sentence => $"- load: {Text(sentence)}"),
        .. plan.Dependencies.Count == 0
            ? ["- dependencies: the plan names none"]
            : plan.Dependencies.Select(name => $"- dependency: {Text(name)}"),
        $"- the project's own tests: {(plan.Test is { } command ? Code(command) : "the plan names none")}",
        $"- changes within reach: {string.Join(", ", Reach(plan))}",
    ]);

    private static IEnumerable<string> Reach(PlanFacts plan)
    {
        (string Name, bool IsWithin)[] all =
        [
            ("schema", plan.Scope.Schema), ("dependencies", plan.Scope.Dependencies), ("API", plan.Scope.Api),
            ("settings", plan.Scope.Config), ("code", plan.Scope.Code),
        ];
        var within = all.Where(one => one.IsWithin).Select(one => one.Name).ToList();
        return within.Count == 0 ? ["none"] : within;
    }

    private static IEnumerable<string> Machine(AuditResult result) =>
    [
        Of(RunTables.Manifest(result)),
        .. result.Database is { } database
            ? [Of(DatabaseTables.Settings(database))]
            : ProfiledParts.Pointer(result, "server-settings", "Settings of the database's server that somebody set"),
    ];

    private static IEnumerable<string> Load(AuditResult result) =>
    [
        RunTables.Measured(result.Trust),
        .. result.Trust.Remarks.Select(remark => Paragraphs(remark)),
        result.Capacity is { } capacity
            ? $"Greatest rate within the objectives: {Format.Rate(capacity.Breakpoint)}."
            : "The greatest rate within the objectives was not looked for, or not found.",
        .. Sparkline.Lines(result.Seconds) is { Count: > 0 } lines ? [Fence("", string.Join('\n', lines))] : Array.Empty<string>(),
        "### Endpoints",
        Of(LoadTables.Endpoints(result)),
        "### Answers",
        ShortTable.Of(Answers(result), result.Endpoints.Count),
        .. ProfiledParts.Pointer(result, "run-metrics", "Checks, thresholds, and what the generator did"),
    ];

    private static Table Answers(AuditResult result) => Table.Of(
        "What came back",
        "No endpoint was measured.",
        result.Endpoints,
        Column<EndpointResult>.Code("Endpoint", endpoint => endpoint.Endpoint),
        Column<EndpointResult>.Words("Answers by status", endpoint => Counts(endpoint.Status)),
        Column<EndpointResult>.Words("No answer, by kind", endpoint => Counts(endpoint.Errors)),
        Column<EndpointResult>.Words("Failed, by cause", endpoint => Counts(endpoint.FailedByClass)));

    private static string Counts(IReadOnlyDictionary<string, long> counts) =>
        string.Join(", ", counts.Select(count => $"{count.Key}: {Format.Count(count.Value)}"));
}
