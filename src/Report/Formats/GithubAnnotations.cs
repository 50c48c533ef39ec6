using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Tables;

namespace Headroom.Report.Formats;

/// <summary>The audit as workflow commands: the verdict, violated objectives, what did not run, each finding beside its line if known.</summary>
/// <remarks>GitHub shows ten annotations of a kind for each step: the worst come first.</remarks>
public static class GithubAnnotations
{
    /// <summary>One line each, that ends in a line feed.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static string Render(AuditResult result) => string.Concat(Lines(result).Select(line => line + "\n"));

    private static IEnumerable<string> Lines(AuditResult result) =>
    [
        WorkflowCommand.Of(
            CommandOf(result.Decision.Verdict), $"{Words.Of(result).Label}: {result.Manifest.Service}", Format.Plain(result.Decision.Sentence)),
        .. Objective.WorstFirst(result.Slo).Where(objective => objective.Slo.Met == false).Select(OfObjective),
        .. result.Decision.Assertions.Where(assertion => assertion is { Passed: null, Level: Gate.Error }).Select(OfSilence),
        .. result.Findings.Select(finding => OfFinding(result, finding)),
    ];

    private static string OfObjective(Objective objective) => WorkflowCommand.Of(
        "error",
        "objective violated",
        Format.Plain($"{objective.Slo.Endpoint} {objective.Slo.Indicator}: {objective.Actual}, target {objective.Target}"));

    private static string OfSilence(Assertion assertion) => WorkflowCommand.Of("error", "did not run", Format.Plain(assertion.Name));

    private static string OfFinding(AuditResult result, Finding finding)
    {
        var waiver = Gate.WaiverOf(result, finding);
        var message = $"{finding.Title}\nAt {FindingFacts.Place(finding)}. {Gain.Of(finding.Effect).Sentence}."
            + (waiver is null ? "" : $"\n{Gate.Reason(waiver)}");
        return WorkflowCommand.Of(
            Gate.LevelOf(result, finding) switch { Gate.Error => "error", Gate.Warning => "warning", _ => "notice" },
            $"{Words.Of(finding.Severity)}: {finding.Detector}",
            Format.Plain(message),
            finding.Subject.File is { } file ? Format.Plain(file) : null,
            finding.Subject.Line ?? 0);
    }

    private static string CommandOf(Verdict verdict) => verdict switch
    {
        Verdict.Ready => "notice",
        Verdict.ReadyWithRisk => "warning",
        _ => "error",
    };
}
