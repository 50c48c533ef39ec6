using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Tables;

namespace Headroom.Report;

/// <summary>What a terminal shows at the end of an audit: at most 40 short lines, without colour.</summary>
public static class TextSummary
{
    private const int Width = 118;

    /// <summary>Trust, decision, missed objectives, the first findings with what was measured, and what did not run.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    /// <returns>Lines that end in a line feed; the same for the same result, in every culture.</returns>
    public static string Render(AuditResult result) =>
        string.Concat(Lines(result).Select(line => Format.Plain(line).TrimEnd() + "\n"));

    private static IEnumerable<string> Lines(AuditResult result) =>
    [
        .. Trust(result.Trust),
        "",
        Words.Of(result.Decision.Verdict).Label,
        .. Wrapped(result.Decision.Sentence),
        .. Objectives(result),
        .. Findings(result),
        .. Rejected(result.Rejected),
        .. Silent(result.Outcomes),
    ];

    private static IEnumerable<string> Trust(RunTrust trust) =>
    [
        trust.Valid ? "Trusted" : "Not trusted: the numbers prove nothing",
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
                o => $"  {Words.Met(o.Slo.Met).Label,-10} {Short($"{o.Slo.Endpoint} {o.Slo.Indicator}", 60)}: {o.Actual}, target {o.Target}",
                "objective");
    }

    private static IEnumerable<string> Findings(AuditResult result) => result.Findings.Count == 0
        ? ["", FindingFacts.None(result)]
        : ["", $"Findings: {Format.Count(result.Findings.Count)}", .. Listed(result.Findings, 4, Lines, "finding")];

    private static string Lines(Finding finding) => string.Join(
        '\n',
        $"  {Words.Of(finding.Severity).ToLowerInvariant(),-8} {Short(finding.Title, 11)}",
        $"           {Short($"{FindingFacts.Place(finding)}; {FindingFacts.Share(finding)}", 11)}",
        $"           {Short(Gain.Of(finding.Effect).Sentence, 11)}");

    private static IEnumerable<string> Rejected(IReadOnlyList<Finding> rejected) => rejected.Count == 0
        ? []
        : ["", "Refuted by measurement", .. Listed(rejected, 2, f => $"  {Short(f.Title, 2)}", "piece of advice", "pieces of advice")];

    private static IEnumerable<string> Silent(IReadOnlyList<DetectorOutcome> outcomes)
    {
        var silent = outcomes.Where(Words.IsSilent).ToList();
        return silent.Count == 0 ? [] :
        [
            "",
            $"Did not run: {Format.Count(silent.Count)} of {Format.Several(outcomes.Count, "detector")}",
            .. Listed(silent, 2, o => $"  {Short($"{o.Detector}: {o.Reason ?? Words.Outcome(o.Outcome).Label}", 2)}", "detector"),
        ];
    }

    private static IEnumerable<string> Listed<T>(
        IReadOnlyList<T> items, int most, Func<T, string> line, string one, string? many = null) =>
    [
        .. items.Take(most).Select(line),
        .. items.Count > most
            ? [$"  and {Format.Several(items.Count - most, $"more {one}", many is null ? null : $"more {many}")} in the report"]
            : Array.Empty<string>(),
    ];

    /// <summary>A sentence on at most two lines.</summary>
    private static IEnumerable<string> Wrapped(string sentence)
    {
        var text = Format.Short(sentence, 2 * (Width - 10));
        var end = text.Length <= Width - 2 ? text.Length : text.LastIndexOf(' ', Width - 2) is > 0 and var space ? space : Width - 2;
        return new[] { text[..end], text[end..].Trim() }.Where(line => line.Length > 0).Select(line => $"  {line}");
    }

    private static string Short(string text, int indent) => Format.Short(text, Width - indent);
}
