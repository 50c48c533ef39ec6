using Headroom.Model.Results;
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
        .. Trust(result.Trust),
        "## Objectives", Of(RunTables.Objectives(result)),
        .. Findings(result),
        .. Load(result),
        .. Scaling(result),
        "## Processors", result.Host is { } host ? Of(LoadTables.Host(host)) : "Their use was not collected.",
        "## Not tested", Of(RunTables.NotTested(result)),
        "## Detectors", Of(RunTables.Detectors(result)),
        "## Run", Of(RunTables.Manifest(result.Manifest)),
    ];

    private static IEnumerable<string> Decision(AuditResult result)
    {
        var (label, tone) = Words.Of(result.Decision.Verdict);
        return
        [
            $"# {Sign(tone)} {label}: {Text(result.Manifest.Service)}",
            Paragraphs(result.Decision.Sentence),
            string.Join('\n', Glance.Of(result).Select(g => $"- {g.Name}: {$"{Sign(g.Tone)} {g.Value}".Trim()}")),
            .. result.Findings.Take(1).Select(f =>
                $"First to fix: **{Text(f.Title)}** at {Code(FindingFacts.Place(f))}: {Text(Gain.Of(f.Effect).Sentence)}."),
            .. result.Capacity is { } capacity ? [$"Greatest rate within the objectives: {Format.Rate(capacity.Breakpoint)}."] : Array.Empty<string>(),
            Of(RunTables.Assertions(result.Decision)),
        ];
    }

    private static IEnumerable<string> Trust(RunTrust trust) =>
    [
        "## Trust",
        trust.Valid
            ? "The measurement can be trusted."
            : "**The measurement cannot be trusted: its numbers are shown, but prove nothing.**",
        .. Items(trust.Reasons),
        .. Items(trust.Remarks),
        RunTables.Measured(trust),
    ];

    private static IEnumerable<string> Findings(AuditResult result) =>
    [
        "## Findings",
        .. result.Findings.Count == 0 ? [FindingFacts.None(result)] : Array.Empty<string>(),
        .. result.Findings.SelectMany((f, i) => MarkdownFinding.Found(result, f, i + 1)),
        .. result.Rejected.Count == 0 ? [] : new[] { "## Rejected advice", "Tried, measured, and not worth doing:" },
        .. result.Rejected.SelectMany(f => MarkdownFinding.Rejected(result, f)),
    ];

    private static IEnumerable<string> Load(AuditResult result) =>
    [
        "## Load",
        Of(LoadTables.Endpoints(result)),
        .. Sparkline.Lines(result.Seconds) is { Count: > 0 } lines ? [Fence("", string.Join('\n', lines))] : Array.Empty<string>(),
        Of(LoadTables.Statements(result)),
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

    private static string[] Items(IReadOnlyList<string> items) =>
        items.Count == 0 ? [] : [string.Join('\n', items.Select(i => $"- {Text(i)}"))];
}
