using Headroom.Model.Results;
using Headroom.Report.Baselines;
using Headroom.Report.Databases;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using Headroom.Report.Texts;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report;

/// <summary>The audit as Markdown, for a pull request, a wiki or an agent.</summary>
public static class MarkdownReport
{
    /// <summary>The whole report: the decision first, the manifest last.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    /// <returns>Lines that end in a line feed; the same for the same result, in every culture.</returns>
    public static string Render(AuditResult result) => string.Join("\n\n", Parts(result)) + "\n";

    private static IEnumerable<string> Parts(AuditResult result) =>
    [
        .. Decision(result),
        "## Trust",
        .. MarkdownTrust.Parts(result),
        .. result.Database is null ? ["## Objectives", Of(RunTables.Objectives(result))] : Array.Empty<string>(),
        .. Findings(result),
        .. result.Database is { } database ? Database(result, database) : Load(result),
        .. BaselineSection.IsIn(result) ? ["## Baseline", .. BaselineSection.Lines(result)] : Array.Empty<string>(),
        "## Not tested", Of(RunTables.NotTested(result)),
        "## Detectors", Of(RunTables.Detectors(result)),
        "## Run", Of(RunTables.Manifest(result)),
    ];

    private static IEnumerable<string> Database(AuditResult result, DatabaseResult database) =>
    [
        "## Statements", Of(DatabaseTables.Statements(result, database)),
        .. DatabaseTables.Remarks(result) is { Rows.Count: > 0 } remarks
            ? ["### Remarks on statements", Of(remarks)]
            : Array.Empty<string>(),
        "## Search for indexes", Text(DatabaseTables.Search(database)),
        .. database.IndexSearch is { Trials.Count: > 0 } ? [Of(DatabaseTables.Trials(database))] : Array.Empty<string>(),
        "## Tables", Of(DatabaseTables.Tables(database)),
        "## Settings", Of(DatabaseTables.Settings(database)),
    ];

    private static IEnumerable<string> Decision(AuditResult result)
    {
        var (label, tone) = Words.Of(result);
        return
        [
            $"# {Sign(tone)} {label}: {Text(result.Manifest.Service)}",
            Paragraphs(result.Decision.Sentence),
            string.Join('\n', Glance.Of(result).Select(g => $"- {g.Name}: {$"{Sign(g.Tone)} {g.Value}".Trim()}")),
            .. Fixes.Told(result) is { } first ? [first] : Array.Empty<string>(),
            .. result.Capacity is { } capacity
                ? [$"Greatest rate within the objectives: {Format.Rate(capacity.Breakpoint)}."]
                : Array.Empty<string>(),
            .. result.Database is null ? [Of(RunTables.Assertions(result.Decision))] : Array.Empty<string>(),
        ];
    }

    private static IEnumerable<string> Findings(AuditResult result) =>
    [
        "## Findings",
        result.Findings.Count == 0 ? FindingFacts.None(result) : Fixes.VerifyMeaning(result),
        .. result.Findings.SelectMany((f, i) => MarkdownFinding.Found(result, f, i + 1)),
        .. result.Rejected.Count == 0 ? [] : new[] { "## Rejected advice", "Tried, measured, and not worth doing:" },
        .. result.Rejected.SelectMany(f => MarkdownFinding.Rejected(result, f)),
    ];

    private static IEnumerable<string> Load(AuditResult result) =>
    [
        "## Load",
        .. RunTables.Load(result) is { Length: > 0 } planned ? [Text(planned)] : Array.Empty<string>(),
        Of(LoadTables.Endpoints(result)),
        .. Sparkline.Lines(result.Seconds) is { Count: > 0 } lines ? [Fence("", string.Join('\n', lines))] : Array.Empty<string>(),
        Of(LoadTables.Statements(result)),
        .. Scaling(result),
        .. result.Layers.Count == 0 ? Array.Empty<string>() : ["## Layers", LoadTables.LayersMeaning, Of(LoadTables.Layers(result))],
        .. result.UnderLoad.Count == 0 ? Array.Empty<string>() : [LoadTables.UnderLoadMeaning, Of(LoadTables.UnderLoad(result))],
        .. result.Outages.Count == 0 ? Array.Empty<string>() : ["## Outages", LoadTables.OutagesMeaning, Of(LoadTables.Outages(result))],
        "## Processors", result.Host is { } host ? Of(LoadTables.Host(host)) : "Their use was not collected.",
    ];

    private static IEnumerable<string> Scaling(AuditResult result) =>
    [
        "## Scaling",
        result.Scaling.Count == 0
            ? "Not measured."
            : "Calls a request for each row returned: 1 is a query per row, 0 is one query for all.",
        .. result.Scaling.Count == 0
            ? Array.Empty<string>()
            : [Of(LoadTables.Scaling("Lines through the probe's points", result.Scaling.OrderByDescending(s => s.Slope)))],
    ];
}
