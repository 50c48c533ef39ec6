using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Baselines;
using Headroom.Report.Databases;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using Headroom.Report.Texts;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Remediation;

/// <summary>The findings for those who fix them: the baseline, what limits it with its evidence, ranked by impact against risk.</summary>
public static class FindingsDocument
{
    /// <summary>Where the rows stand that a table leaves out, as Markdown.</summary>
    private const string Whole = "`report.md`";

    /// <summary>The document as Markdown.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static string Render(AuditResult result) => string.Join("\n\n", Parts(result)) + "\n";

    private static IEnumerable<string> Parts(AuditResult result) =>
    [
        $"# Findings: {Text(result.Manifest.Service)}",
        $"**{Words.Of(result).Label}.** {Text(result.Decision.Sentence)}",
        result.Trust.Valid
            ? "The measurement can be trusted."
            : "**The measurement cannot be trusted: its numbers are shown, but prove nothing.**",
        .. Items(result.Trust.Reasons),
        .. Items(result.Trust.Remarks),
        .. MarkdownTrust.Missing(result),
        .. Baseline(result),
        .. Ranked(result),
        .. Found(result),
        .. Rejected(result),
        .. Claims(result),
        "## Not tested", ShortTable.Of(RunTables.NotTested(result), whole: Whole),
    ];

    private static IEnumerable<string> Baseline(AuditResult result) =>
    [
        "## Baseline",
        .. result.Database is { } database
            ? [Of(DatabaseTables.Statements(result, database))]
            : new[]
            {
                ShortTable.Of(RunTables.Objectives(result), whole: Whole),
                ShortTable.Of(LoadTables.Endpoints(result), whole: Whole),
            },
        .. result.Baselines.Count == 0 ? Array.Empty<string>() : [ShortTable.Of(Recorded(result))],
    ];

    private static Table Recorded(AuditResult result) => Table.Of(
        "Runs that were recorded before, as their tools tell it; latency of recorded runs is not comparable",
        "None was given.",
        result.Baselines,
        Column<ImportedRun>.Code("Source", static run => run.Source),
        Column<ImportedRun>.Words("Tool", static run => run.Tool),
        Column<ImportedRun>.Number("Requests", static run => Format.Count(run.Requests)),
        Column<ImportedRun>.Number("p95", static run => BaselineWords.Milliseconds(run.HttpReqDuration?.P95Ms)),
        Column<ImportedRun>.Number("Failed", static run => Format.Percent(run.HttpReqFailed)),
        Column<ImportedRun>.Number("Checks held", static run => Format.Percent(run.ChecksPass)));

    private const string RankingMeaning =
        "Priority is impact times certainty, divided by the risk factor and by the square root of the effort; it orders findings of one "
        + "severity, and what the plan's scope does not allow comes last. Risk factor and effort are conventions of the ranking by the "
        + "kind of the change; what was not measured says so.";

    private static IEnumerable<string> Ranked(AuditResult result) =>
    [
        "## Ranked by impact against risk",
        result.Findings.Count == 0
            ? FindingFacts.None(result)
            : RankingMeaning,
        .. result.Findings.Count == 0 ? Array.Empty<string>() : [Of(Ranking(result))],
        .. First(result),
    ];

    // Told only where the table alone would name another one.
    private static IEnumerable<string> First(AuditResult result) =>
        Fixes.First(result) is { } first && Fixes.RankOf(result, first) > 1 ? [Fixes.Told(result)!] : [];

    private static Table Ranking(AuditResult result) => Table.Of(
        "Findings, the first to fix first",
        FindingFacts.None(result),
        result.Findings.Select(static (finding, i) => (Finding: finding, Rank: i + 1)),
        Column<(Finding Finding, int Rank)>.Number("#", static row => Format.Coordinate(row.Rank)),
        Column<(Finding Finding, int Rank)>.State(
            "Severity", static row => (Words.Of(row.Finding.Severity), Words.ToneOf(row.Finding.Severity))),
        Column<(Finding Finding, int Rank)>.Words("Finding", static row => row.Finding.Title),
        Column<(Finding Finding, int Rank)>.Code("Where", static row => FindingFacts.Place(row.Finding)),
        Column<(Finding Finding, int Rank)>.Number(
            "Most it can save of the database's time", static row => Format.Percent(row.Finding.Share)),
        Column<(Finding Finding, int Rank)>.Words("Effect", row => Fixes.GainOf(result, row.Finding)),
        Column<(Finding Finding, int Rank)>.Words("Change", row => ScopeOf(result, row.Finding)),
        Column<(Finding Finding, int Rank)>.Number("Risk factor", row => Format.Number(Fixes.Best(result, row.Finding)?.RiskFactor)),
        Column<(Finding Finding, int Rank)>.Number("Effort, h", row => Format.Number(Fixes.Best(result, row.Finding)?.EffortHours)),
        Column<(Finding Finding, int Rank)>.Number("Priority", static row => Format.Number(row.Finding.Priority)));

    // What is within reach is what people will do.
    private static string ScopeOf(AuditResult result, Finding finding) => Fixes.Best(result, finding) switch
    {
        null => "no cure is known",
        { } remedy when result.Plan is { } plan && !plan.Scope.Allows(finding) => $"{Words.Of(remedy.Scope)}, out of scope",
        { } remedy => Words.Of(remedy.Scope),
    };

    private static IEnumerable<string> Found(AuditResult result) =>
    [
        .. result.Findings.Count == 0 ? Array.Empty<string>() : ["## Bottlenecks and their evidence", Fixes.VerifyMeaning(result)],
        .. result.Findings.SelectMany((finding, i) => MarkdownFinding.Found(result, finding, i + 1).Concat(Waived(result, finding))),
    ];

    private static string[] Waived(AuditResult result, Finding finding) =>
        Waivers.Told(result, finding) is { } waiver ? [$"Waiver: {waiver}"] : [];

    private static IEnumerable<string> Rejected(AuditResult result) =>
    [
        .. result.Rejected.Count == 0 ? Array.Empty<string>() : ["## Rejected advice", "Tried, measured, and not worth doing:"],
        .. result.Rejected.SelectMany(finding => MarkdownFinding.Rejected(result, finding)),
    ];

    private static IEnumerable<string> Claims(AuditResult result) =>
        result.Claims.Count == 0 ? Array.Empty<string>() : ["## What was said before", ShortTable.Of(ClaimTable(result))];

    private static Table ClaimTable(AuditResult result) => Table.Of(
        "Claims, held against the evidence",
        "Nothing was said before.",
        result.Claims,
        Column<Claim>.State("Verdict", static claim => BaselineWords.Of(claim.Verdict)),
        Column<Claim>.Code("Where it stands", static claim => $"{claim.Source} {claim.Place}"),
        Column<Claim>.Code("Claim", static claim => Format.Short(claim.Text, 160)),
        Column<Claim>.Words("Why", static claim => claim.Reason ?? ""));

    private static string[] Items(IReadOnlyList<string> items) =>
        items.Count == 0 ? [] : [string.Join('\n', items.Select(static item => $"- {Text(item)}"))];
}
