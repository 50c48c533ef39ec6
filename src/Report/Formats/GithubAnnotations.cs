using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Formats;

/// <summary>
/// The audit as workflow commands: the verdict, the first findings that the gate does not let pass, violated objectives, what else does
/// not hold, what did not run, the other findings; each finding beside its line if known.
/// </summary>
/// <remarks>
/// The worst come first, since GitHub shows ten annotations of a kind for each step; the log has all of them, and the verdict says so.
/// What is to be mended stands before the objectives that it violates: there may be more than ten of these.
/// <para><b>Source:</b> GitHub Docs, "Workflow commands for GitHub Actions" and its limits of annotations.</para>
/// </remarks>
public static class GithubAnnotations
{
    /// <summary>Annotations of a kind that GitHub shows for each step (a count).</summary>
    private const int MostShown = 10;

    /// <summary>Findings that stand before the objectives (a count), so that these are seen as well.</summary>
    private const int First = 3;

    /// <summary>Characters of a fix that an annotation shows: enough to know it by.</summary>
    private const int LongestFix = 300;

    /// <summary>One line each, that ends in a line feed.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static string Render(AuditResult result)
    {
        var refused = result.Findings.Where(finding => Gate.LevelOf(result, finding) == Gate.Error).ToList();
        IReadOnlyList<string> reasons =
        [
            .. refused.Take(First).Select(finding => OfFinding(result, finding)),
            .. Objective.WorstFirst(result.Slo).Where(objective => objective.Slo.Met == false).Select(OfObjective),
            .. result.Decision.Assertions.Where(IsToldHereAlone).Select(OfFailure),
            .. result.Decision.Assertions.Where(assertion => assertion is { Passed: null, Level: Gate.Error }).Select(OfSilence),
            .. refused.Skip(First).Select(finding => OfFinding(result, finding)),
            .. result.Findings.Where(finding => Gate.LevelOf(result, finding) != Gate.Error).Select(finding => OfFinding(result, finding)),
        ];
        return string.Concat(reasons.Prepend(OfVerdict(result, reasons)).Select(line => line + "\n"));
    }

    private static string OfVerdict(AuditResult result, IReadOnlyList<string> reasons)
    {
        var (command, title) = (CommandOf(result.Decision.Verdict), $"{Words.Of(result).Label}: {result.Manifest.Service}");
        var verdict = WorkflowCommand.Of(command, title, result.Decision.Sentence);
        return reasons.Append(verdict).CountBy(KindOf, StringComparer.Ordinal).Any(kind => kind.Value > MostShown)
            ? WorkflowCommand.Of(
                command,
                title,
                $"{result.Decision.Sentence}\nGitHub shows {Format.Count(MostShown)} annotations of a kind; the log of this step has all.")
            : verdict;
    }

    // "::error title=...": what stands before the first space.
    private static string KindOf(string line) => line[..line.IndexOf(' ', StringComparison.Ordinal)];

    private static string OfObjective(Objective objective) => WorkflowCommand.Of(
        "error",
        "objective violated",
        $"{objective.Slo.Endpoint} {objective.Slo.Indicator}: {objective.Actual}, target {objective.Target}");

    // "slo GET /clips p95" and "no high finding n-plus-one-query:GET /clips" have lines of their own.
    private static bool IsToldHereAlone(Assertion assertion) => assertion is { Passed: false, Level: Gate.Error }
        && assertion.Name.Split(' ') is not (["slo", ..] or ["no", not "new", "finding", ..]);

    private static string OfFailure(Assertion assertion) => WorkflowCommand.Of("error", "does not hold", assertion.Name);

    private static string OfSilence(Assertion assertion) => WorkflowCommand.Of("error", Words.Of(assertion).Label, assertion.Name);

    private static string OfFinding(AuditResult result, Finding finding)
    {
        var waiver = Gate.WaiverOf(result, finding);
        var message = $"{finding.Title}\nAt {FindingFacts.Place(finding)}. {Fixes.GainOf(result, finding)}."
            + (Fixes.Best(result, finding) is { } remedy ? $"\nFix: {Format.Short(remedy.Up, LongestFix)}" : "")
            + $"\nTo verify it: {Fixes.Verify(result, finding)}"
            + (waiver is null ? "" : $"\n{Gate.Reason(waiver)}");
        return WorkflowCommand.Of(
            Gate.LevelOf(result, finding) switch { Gate.Error => "error", Gate.Warning => "warning", _ => "notice" },
            $"{Words.Of(finding.Severity)}: {finding.Detector}",
            message,
            finding.Subject.File is { Length: > 0 } file ? file : null,
            finding.Subject.Line ?? 0);
    }

    private static string CommandOf(Verdict verdict) => verdict switch
    {
        Verdict.Ready => "notice",
        Verdict.ReadyWithRisk => "warning",
        _ => "error",
    };
}
