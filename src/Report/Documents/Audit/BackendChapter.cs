using Headroom.Model.Results;
using Headroom.Report.Databases;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Audit;

/// <summary>
/// Queries, indexes, pools, caches, jobs, processors, time limits: what was found, what is clean, what did not run and why.
/// </summary>
internal static class BackendChapter
{
    /// <summary>Detectors of one area that are shown (a count): an area has no more of them.</summary>
    private const int MostDetectors = 40;

    /// <summary>Statements that are shown (a count): the profile has them all.</summary>
    private const int MostStatements = 8;

    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result)
    {
        var areas = BackendAreas.Of(result);
        return
        [
            Answer(result, areas),
            .. Area.Caution(result),
            ShortTable.Of(Area.Overview(result, areas)),
            .. areas.SelectMany(area => Parts(result, area)),
        ];
    }

    private static string Answer(AuditResult result, IReadOnlyList<Area> areas)
    {
        var found = areas.Where(area => area.State(result).Tone == Tone.Warn).Select(static area => area.Title).ToList();
        var unknown = areas.Where(area => area.State(result).Tone == Tone.Unknown).Select(static area => area.Title).ToList();
        return $"Something was found in: {(found.Count == 0 ? "no area" : string.Join(", ", found))}."
            + (unknown.Count == 0 ? "" : $" Not known in whole: {string.Join(", ", unknown)}.");
    }

    private static IEnumerable<string> Parts(AuditResult result, Area area) =>
    [
        $"### {area.Title}",
        ShortTable.Of(area.Detail(result), MostDetectors),
        .. More(result, area),
    ];

    private static IEnumerable<string> More(AuditResult result, Area area) =>
        area == BackendAreas.Queries ? Queries(result)
        : area == BackendAreas.Indexes ? Indexes(result)
        : area == BackendAreas.Processors ? Processors(result)
        : area == BackendAreas.Upkeep ? Upkeep(result)
        : area == BackendAreas.Dependencies ? Dependencies(result)
        : [];

    private static IEnumerable<string> Queries(AuditResult result) =>
    [
        ShortTable.Of(
            result.Database is { } database ? DatabaseTables.Statements(result, database) : LoadTables.Statements(result), MostStatements,
            "the document `profiling`"),
        .. result.Database is null ? [ShortTable.Of(Scaling(result), MostStatements, "`report.md`")] : Array.Empty<string>(),
    ];

    private static IEnumerable<string> Indexes(AuditResult result) => result.Database is { } database
        ?
        [
            Text(DatabaseTables.Search(database)),
            .. database.IndexSearch is { Trials.Count: > 0 } ? [ShortTable.Of(DatabaseTables.Trials(database))] : Array.Empty<string>(),
        ]
        : [];

    private static IEnumerable<string> Processors(AuditResult result) =>
    [
        result.Host is { } host ? ShortTable.Of(LoadTables.Host(host)) : "Who used the processors was not collected.",
        "Memory over time was not measured.",
    ];

    private static IEnumerable<string> Upkeep(AuditResult result) => result.Database is { } database
        ? [ShortTable.Of(DatabaseTables.Tables(database)), ShortTable.Of(DatabaseTables.Settings(database))]
        : [];

    private static IEnumerable<string> Dependencies(AuditResult result) =>
    [
        ShortTable.Of(LoadTables.Layers(result)),
        .. result.Layers.Count == 0 ? Array.Empty<string>() : [LoadTables.LayersMeaning],
    ];

    private static Table Scaling(AuditResult result) => LoadTables.Scaling(
        "Calls a request for each row returned, from the scaling probe: where they rise with the rows, a statement runs for every row",
        result.Scaling.OrderByDescending(line => line.Slope));
}
