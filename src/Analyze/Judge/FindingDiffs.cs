using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Analyze.Judge;

/// <summary>Findings of two recorded runs.</summary>
internal static class FindingDiffs
{
    /// <summary>The findings of either run: the new ones first, then those that are gone, the gravest first.</summary>
    public static IReadOnlyList<FindingDiff> Of(RecordedRun earlier, RecordedRun later)
    {
        var before = Worst(earlier);
        var after = Worst(later);
        return
        [
            .. before.Keys.Union(after.Keys, StringComparer.Ordinal)
                .Select(id => DiffOf(id, before.GetValueOrDefault(id), after.GetValueOrDefault(id), earlier, later))
                .OrderByDescending(diff => diff.Base is null).ThenByDescending(diff => diff.Head is null)
                .ThenByDescending(diff => diff.Head ?? diff.Base).ThenBy(diff => diff.Fingerprint, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Whether a finding is a reason to stop: a grave one, which the earlier run looked for and did not have. Lighter ones come and go with
    /// the noise of one run.
    /// </summary>
    public static bool IsNew(FindingDiff finding) => finding is { Base: null, Head: >= Severity.High, Unseen: null };

    // Earlier runs gave two partial indexes on the same columns one fingerprint.
    private static Dictionary<string, Finding> Worst(RecordedRun run) =>
        run.Result.Findings.GroupBy(finding => finding.Fingerprint)
            .ToDictionary(same => same.Key, same => same.MaxBy(finding => finding.Severity)!);

    private static FindingDiff DiffOf(string id, Finding? before, Finding? after, RecordedRun earlier, RecordedRun later) => new(
        id, (after ?? before)!.Title, before?.Severity, after?.Severity,
        before is null ? Unseen(after!, earlier) : after is null ? Unseen(before, later) : null);

    private static string? Unseen(Finding finding, RecordedRun run)
    {
        if (run.Result.Rejected.Any(rejected => rejected.Fingerprint == finding.Fingerprint))
        {
            return "it was tried there, and refuted";
        }

        if (finding.Remedies is [{ Kind: RemedyKind.Index }, ..] && run.Evidence.Find<IndexSearch>() is { Cut: { } cut })
        {
            return cut;
        }

        return run.Result.Outcomes.FirstOrDefault(outcome => outcome.Detector == finding.Detector) switch
        {
            null => "that run knew no such detector",
            { Outcome: "clean" } => null,
            { Outcome: "found" } => run.Result.Findings.Any(other => other.Detector == finding.Detector)
                ? null
                : "what it found there is told with another finding",
            var silent => silent.Reason ?? silent.Outcome,
        };
    }
}
