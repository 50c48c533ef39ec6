using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Databases;
using Headroom.Report.Documents.Audit;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Profiling;

/// <summary>The chapters on where the work went: the database, the processors, statements, indexes, caches, dependencies.</summary>
internal static class ProfiledWork
{
    private static readonly string[] s_database =
    [
        .. BackendAreas.Pools.Detectors, .. BackendAreas.Upkeep.Detectors, .. BackendAreas.Records.Detectors,
        "low-cache-hit", "stale-statistics", "temp-file-writes",
    ];

    private static readonly string[] s_locks =
        [.. BackendAreas.Locks.Detectors, "unbounded-idle-transaction", "unbounded-lock-wait", "unbounded-statement"];

    private static readonly string[] s_repeats =
        [.. BackendAreas.Dependencies.Detectors, "chatty-endpoint", "n-plus-one-query", "subplan-loop"];

    private static readonly string[] s_statements = [.. BackendAreas.Queries.Detectors.Except(s_database).Except(s_repeats)];

    private static readonly string[] s_caches = [.. BackendAreas.Caching.Detectors.Except(s_database)];

    private static readonly string[] s_dependencies =
        [.. BackendAreas.Failures.Detectors.Union(BackendAreas.Timeouts.Detectors).Except(s_locks)];

    /// <summary>Chapters 5 to 11.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        "## 5. Database and cache statistics", .. Statistics(result),
        "## 6. Processor, heap, threads and locks", .. Processor(result), .. Locks(result),
        "## 7. Slow statements", .. Statements(result),
        "## 8. N+1 patterns", .. Repeats(result),
        "## 9. Missing indexes", .. Indexes(result),
        "## 10. Cache", .. Caches(result),
        "## 11. External dependencies", .. Dependencies(result),
    ];

    private static IEnumerable<string> Statistics(AuditResult result) =>
    [
        .. ProfiledParts.Detectors(result, id => s_database.Contains(id, StringComparer.Ordinal)),
        .. result.Database is { } database ? [Of(DatabaseTables.Tables(database))] : Array.Empty<string>(),
        .. ProfiledParts.Pointer(result, "database-activity", "Counters of the database, its cache of blocks, its checkpoints"),
        .. ProfiledParts.Pointer(result, "table-activity", "Scans and changes of the tables"),
        "Of a cache server beside the database the result holds no statistics: they were not collected.",
    ];

    private static IEnumerable<string> Processor(AuditResult result) =>
    [
        "### Processor",
        result.Host is { } host ? Of(LoadTables.Host(host)) : "The use of the processors was not collected.",
        .. result.Endpoints.Any(endpoint => endpoint.ProcessorPerRequest is not null)
            ? [Of(ProcessorTable(result))]
            : new[] { $"The processor time of a request was not measured{Because(ProfiledParts.Silence(result, "cpu-bound-endpoint"))}." },
        .. ProfiledParts.Detectors(result, id => BackendAreas.Processors.Detectors.Contains(id, StringComparer.Ordinal)),
        "### Profiles of the code: processor, heap, threads, locks",
        .. Profiles(result),
    ];

    private static IEnumerable<string> Profiles(AuditResult result) => result.Profiles.Count == 0
        ?
        [
            "Not collected: the result holds no profile of the processor, the heap, the threads or the locks of the service. "
                + "What was computed is known by process, not by function. "
                + "The plan's `services.NAME.profiles` says where profiles come from.",
        ]
        :
        [
            ProfileTables.Meaning,
            .. result.Profiles.SelectMany(static profile =>
                profile.Remarks.Select(static remark => Text(remark)).Prepend(Of(ProfileTables.Functions(profile)))),
            .. ProfiledParts.Pointer(result, "code-profiles", "All functions and calls"),
        ];

    private static Table ProcessorTable(AuditResult result) => Table.Of(
        "One request alone, on the idle service: what the service's own processes computed, and how long the database executed, means",
        "Not measured.",
        result.Endpoints.OrderByDescending(endpoint => endpoint.ProcessorPerRequest),
        Column<EndpointResult>.Code("Endpoint", endpoint => endpoint.Endpoint),
        Column<EndpointResult>.Number("Processor", endpoint => Format.Duration(endpoint.ProcessorPerRequest)),
        Column<EndpointResult>.Number("May be off by", endpoint => Format.Duration(endpoint.ProcessorResolution)),
        Column<EndpointResult>.Number("Database", endpoint => Format.Duration(endpoint.DatabasePerRequest)),
        Column<EndpointResult>.Number("Statements / request", endpoint => Format.Number(endpoint.StatementsPerRequest)));

    private static IEnumerable<string> Locks(AuditResult result) =>
        ["### Locks and transactions", .. ProfiledParts.Detectors(result, id => s_locks.Contains(id, StringComparer.Ordinal))];

    private static IEnumerable<string> Statements(AuditResult result) =>
    [
        Of(result.Database is { } database ? DatabaseTables.Statements(result, database) : LoadTables.Statements(result)),
        .. DatabaseTables.Remarks(result) is { Rows.Count: > 0 } remarks ? [Of(remarks)] : Array.Empty<string>(),
        .. ProfiledParts.Detectors(result, id => s_statements.Contains(id, StringComparer.Ordinal)),
        .. ProfiledParts.Pointer(result, "plans", "Plans of the costliest statements"),
    ];

    private static IEnumerable<string> Repeats(AuditResult result)
    {
        var patterns = result.Findings.Where(finding => s_repeats.Contains(finding.Detector, StringComparer.Ordinal)).ToList();
        return
        [
            .. ProfiledParts.Detectors(result, id => s_repeats.Contains(id, StringComparer.Ordinal)),
            .. patterns.Count == 0 ? Array.Empty<string>() : [ShortTable.Of(PatternTable(result, patterns))],
            .. result.Scaling.Count == 0
                ? [$"How statements grow with the rows was not measured{Because(ProfiledParts.Silence(result, "n-plus-one-query"))}."]
                : Array.Empty<string>(),
        ];
    }

    private static Table PatternTable(AuditResult result, IReadOnlyList<Finding> patterns) => Table.Of(
        "Where statements repeat, and how often",
        "None.",
        patterns.Take(ProfiledParts.MostFindings),
        Column<Finding>.Code("Endpoint", finding => finding.Subject.Endpoint ?? finding.Endpoints.FirstOrDefault(Format.Unknown)),
        Column<Finding>.Words("Source", SourceOf),
        Column<Finding>.Query("Statement", finding => finding.Subject.Query ?? finding.Subject.StatementId ?? Format.Unknown),
        Column<Finding>.Number("Queries / row", finding => Format.Number(LineOf(result, finding)?.Slope)),
        Column<Finding>.Number("Queries / request at the largest page", finding => Format.Number(LargestOf(result, finding)?.Calls)),
        Column<Finding>.Number("Rows of that page", finding => Format.Number(LargestOf(result, finding)?.Rows)),
        Column<Finding>.Number(
            "All statements / request, mean", finding => Format.Number(EndpointOf(result, finding)?.StatementsPerRequest)));

    private static string SourceOf(Finding finding) => finding.Subject switch
    {
        { File: { } file, Line: { } line } => $"{file}:{Format.Coordinate(line)}",
        { File: { } file } => file,
        _ => "not located",
    };

    private static ScalingResult? LineOf(AuditResult result, Finding finding) =>
        result.Scaling.FirstOrDefault(line => line.Endpoint == finding.Subject.Endpoint && line.StatementId == finding.Subject.StatementId);

    private static ScalingDatum? LargestOf(AuditResult result, Finding finding) =>
        LineOf(result, finding)?.Points.MaxBy(point => point.Rows);

    private static EndpointResult? EndpointOf(AuditResult result, Finding finding) =>
        result.Endpoints.FirstOrDefault(endpoint => endpoint.Endpoint == finding.Subject.Endpoint);

    private static IEnumerable<string> Indexes(AuditResult result)
    {
        var missing = result.Findings.Where(HasIndex).ToList();
        return
        [
            .. result.Database is { } database ? [Text(DatabaseTables.Search(database))] : Array.Empty<string>(),
            ShortTable.Of(IndexTable(result, missing)),
            .. missing.Take(ProfiledParts.MostFindings).Select(finding => Fence("sql", finding.Remedies.First(IsIndex).Up)),
            .. result.Rejected.Where(HasIndex).ToList() is { Count: > 0 } refuted
                ? ["Tried, measured, and not worth doing:", string.Join('\n', refuted.Take(ProfiledParts.MostFindings).Select(Refuted))]
                : Array.Empty<string>(),
            .. ProfiledParts.Detectors(result with { Findings = [] }, IsOfIndexes),
        ];
    }

    private static Table IndexTable(AuditResult result, IReadOnlyList<Finding> missing) => Table.Of(
        "Indexes that the statements want",
        "No finding asks for an index; below stands which detectors looked.",
        missing.Take(ProfiledParts.MostFindings),
        Column<Finding>.Code("Table", finding => finding.Subject.Table ?? Format.Unknown),
        Column<Finding>.Names("Columns", finding => finding.Subject.Columns),
        Column<Finding>.Names("Endpoints", finding => finding.Endpoints),
        Column<Finding>.Words("What it may save", finding => FindingFacts.Share(result, finding)),
        Column<Finding>.Words("What it does", finding => Gain.Of(finding.Effect).Sentence),
        Column<Finding>.Words("Price", finding => FindingFacts.ProofOf(result, finding) is { } proof ? FindingFacts.Price(proof) : ""));

    private static string Refuted(Finding finding) =>
        $"- {Code(finding.Remedies.First(IsIndex).Up)}: {Text(Gain.Of(finding.Effect).Sentence)}";

    private static bool HasIndex(Finding finding) => finding.Remedies.Any(IsIndex);

    private static bool IsIndex(Remedy remedy) => remedy.Kind == RemedyKind.Index;

    private static bool IsOfIndexes(string id) => BackendAreas.Indexes.Detectors.Contains(id, StringComparer.Ordinal);

    private static IEnumerable<string> Caches(AuditResult result) =>
        ProfiledParts.Detectors(result, id => s_caches.Contains(id, StringComparer.Ordinal));

    private static IEnumerable<string> Dependencies(AuditResult result) =>
    [
        .. result.Layers.Count == 0
            ? [$"Where the time of a request goes was not measured{Because(ProfiledParts.Silence(result, "serial-round-trips"))}."]
            : new[] { LoadTables.LayersMeaning, Of(LoadTables.Layers(result)) },
        .. result.Outages.Count == 0 ? [] : new[] { LoadTables.OutagesMeaning },
        Of(LoadTables.Outages(result)),
        .. ProfiledParts.Detectors(result, id => s_dependencies.Contains(id, StringComparer.Ordinal)),
    ];

    private static string Because(string? reason) => reason is null ? "" : $": {Text(reason)}";
}
