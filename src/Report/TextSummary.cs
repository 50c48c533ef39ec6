using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Baselines;
using Headroom.Report.Databases;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Screen;

namespace Headroom.Report;

/// <summary>
/// What a terminal shows at the end of an audit: at most 40 short lines, without colour; of a database by itself a line for each finding of
/// weight.
/// </summary>
public static class TextSummary
{
    /// <summary>Trust, decision, missed objectives, the first findings with what was measured, and what did not run.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    /// <returns>Lines that end in a line feed; the same for the same result, in every culture.</returns>
    public static string Render(AuditResult result) =>
        string.Concat((result.Database is { } database ? DatabaseSummary.Lines(result, database) : Lines(result))
            .Select(line => Format.Plain(line).TrimEnd() + "\n"));

    private static IEnumerable<string> Lines(AuditResult result) =>
    [
        .. Trust(result.Trust, result.Manifest.UnendedBecause),
        "",
        Words.Of(result).Label,
        .. Wrapped(result.Decision.Sentence),
        .. Objectives(result),
        .. Layers(result.Layers),
        .. Findings(result),
        .. Rejected(result),
        .. BaselineText.Summary(result),
        .. Silent(result.Outcomes),
    ];

    private static IEnumerable<string> Trust(RunTrust trust, string? unended) =>
    [
        trust.Valid ? unended is null ? "Trusted" : $"Trusted, but {unended}" : "Not trusted: the numbers prove nothing",
        .. Listed(trust.Reasons, 2, reason => $"  {Short(reason, 2)}", "reason"),
        .. Listed(trust.Remarks, 1, remark => $"  {Short(remark, 2)}", "remark"),
    ];

    private static IEnumerable<string> Objectives(AuditResult result)
    {
        var missed = Objective.WorstFirst(result.Slo.Where(s => s.Met != true));
        return missed.Count == 0
            ? result.Slo.Count == 0 ? [] : [$"  all {Format.Several(result.Slo.Count, "objective")} met"]
            : Listed(
                missed,
                4,
                o => $"  {Words.Met(o.Slo.Met).Label,-10} {Short($"{o.Slo.Endpoint} {o.Slo.Indicator}", 60)}: "
                    + $"{o.Actual}, target {o.Target}",
                "objective");
    }

    private static IEnumerable<string> Findings(AuditResult result) => result.Findings.Count == 0
        ? ["", FindingFacts.None(result)]
        :
        [
            "",
            $"Findings: {Format.Count(result.Findings.Count)}",
            .. Listed(Fixes.InOrder(result), 4, finding => Lines(result, finding), "finding"),
        ];

    private static string Lines(AuditResult result, Finding finding) => string.Join(
        '\n',
        $"  {Words.Of(finding.Severity).ToLowerInvariant(),-8} {Short(finding.Title, 11)}",
        "           " + Short(
            string.Join("; ", new[] { FindingFacts.Place(finding), FindingFacts.Share(result, finding) }.Where(part => part.Length > 0)),
            11),
        $"           {Short(Fixes.GainOf(result, finding), 11)}");

    // One line less where the layers take one: a screen has 40.
    private static IEnumerable<string> Rejected(AuditResult result) => result.Rejected.Count == 0
        ? []
        :
        [
            "",
            "Refuted by measurement",
            .. Listed(
                result.Rejected, result.Layers.Count == 0 ? 2 : 1, f => $"  {Short(f.Title, 2)}", "piece of advice", "pieces of advice"),
        ];

    private static IEnumerable<string> Layers(IReadOnlyList<EndpointLayers> layers) => layers.Take(1).Select(row =>
        $"  {Short($"slowest alone {row.Endpoint}, {Format.Duration(row.Service)}: {Shares(row)}", 2)}");

    private static string Shares(EndpointLayers row) => string.Join(
        ", ", row.Layers.Where(layer => layer.Share is not null).Select(layer => $"{layer.Layer} {Format.Percent(layer.Share)}"));

    private static IEnumerable<string> Silent(IReadOnlyList<DetectorOutcome> outcomes)
    {
        var unasked = outcomes.Where(Words.IsUnasked).ToList();
        var silent = outcomes.Where(static o => Words.IsSilent(o) && !Words.IsUnasked(o)).ToList();
        if (silent.Count + unasked.Count > 0)
        {
            yield return "";
        }

        if (silent.Count > 0)
        {
            yield return $"Did not run: {Format.Count(silent.Count)} of {Format.Several(outcomes.Count, "detector")}";
        }

        foreach (var line in Listed(silent, 2, Why, "detector"))
        {
            yield return line;
        }

        foreach (var same in unasked.GroupBy(Words.LacksDatabase))
        {
            var names = string.Join(", ", same.Select(static o => o.Detector));
            yield return Short(
                $"{(same.Key ? "The plan names no postgres" : "Not asked for by the plan")}: {Format.Count(same.Count())} of "
                    + $"{Format.Several(outcomes.Count, "detector")}, {names}",
                0);
        }
    }

    private static string Why(DetectorOutcome outcome) =>
        $"  {Short($"{outcome.Detector}: {outcome.Reason ?? Words.Outcome(outcome.Outcome).Label}", 2)}";
}
