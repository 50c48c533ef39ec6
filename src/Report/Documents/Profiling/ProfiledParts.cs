using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Profiling;

/// <summary>What the chapters of the profile are made of.</summary>
internal static class ProfiledParts
{
    /// <summary>
    /// How the detectors of a chapter ended, then what they found; those that the result does not list are left out, and those that nobody
    /// asked for: they stand once, with all that was not tested.
    /// </summary>
    /// <param name="result">The audit.</param>
    /// <param name="isMeant">Whether a detector belongs to the chapter.</param>
    public static IEnumerable<string> Detectors(AuditResult result, Func<string, bool> isMeant)
    {
        List<DetectorOutcome> all = [.. result.Outcomes.Where(outcome => isMeant(outcome.Detector))];
        var meant = result with { Outcomes = [.. all.Where(static outcome => !Words.IsUnasked(outcome))] };
        var none = all.Count == 0
            ? "No detector of this chapter has an outcome in the result."
            : all.Exists(Words.LacksDatabase) ? "The plan names no postgres, which detectors of this chapter take."
            : "The plan asks for no probe that a detector of this chapter needs.";
        yield return ShortTable.Of(RunTables.Detectors(meant) with { WhenEmpty = none }, MostDetectors);
        var found = result.Findings.Where(finding => isMeant(finding.Detector)).ToList();
        if (found.Count > 0)
        {
            yield return string.Join('\n', found.Take(MostFindings).Select(finding => Line(result, finding)));
        }

        if (found.Count > MostFindings)
        {
            yield return More;
        }
    }

    /// <summary>Detectors that one chapter shows (a count): none has more of them.</summary>
    private const int MostDetectors = 40;

    /// <summary>What stands below a list that was cut.</summary>
    public const string More = "More of them stand in `report.md`.";

    /// <summary>Findings that one list shows (a count); the report has them all.</summary>
    public const int MostFindings = 20;

    /// <summary>Why a detector gives no answer; null when it gave one, or when the result does not list it.</summary>
    /// <param name="result">The audit.</param>
    /// <param name="detector">Its id.</param>
    public static string? Silence(AuditResult result, string detector) =>
        result.Outcomes.FirstOrDefault(outcome => outcome.Detector == detector && Words.IsSilent(outcome))?.Reason;

    /// <summary>Where the appendix of a piece of evidence stands, in a sentence; nothing where the result has none.</summary>
    /// <param name="result">The audit.</param>
    /// <param name="kind">The kind of evidence: "server-settings".</param>
    /// <param name="what">What stands there.</param>
    public static IEnumerable<string> Pointer(AuditResult result, string kind, string what) =>
        result.Appendices.FirstOrDefault(appendix => appendix.File == $"evidence/{kind}.json") is { } appendix
            ? [$"{what} stand in the appendix “{Text(appendix.Title)}”."]
            : [];

    private static string Line(AuditResult result, Finding finding) =>
        $"- **{Words.Of(finding.Severity)}: {Text(finding.Title)}** at {Code(FindingFacts.Place(finding))}: "
        + Text(Fixes.GainOf(result, finding));
}
