using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Analyze.Judge;

/// <summary>Findings of two recorded runs.</summary>
internal static class FindingDiffs
{
    /// <summary>The findings of either run: the new ones first, then those that are gone, the gravest first.</summary>
    /// <remarks>A finding is known by its fingerprint; one of a missing index also by what <see cref="SameAdvice"/> calls one.</remarks>
    public static IReadOnlyList<FindingDiff> Of(RecordedRun earlier, RecordedRun later)
    {
        var before = Worst(earlier);
        var after = Worst(later);
        var renamed = Renamed(before, after, new SameAdvice(earlier, later));
        var ground = new CommonGround(earlier, later);
        var told = renamed.Values.Select(static finding => finding.Fingerprint).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. before.Keys.Union(after.Keys, StringComparer.Ordinal)
                .Where(id => after.ContainsKey(id) || !told.Contains(id))
                .Select(id => DiffOf(
                    id, before.GetValueOrDefault(id) ?? renamed.GetValueOrDefault(id), after.GetValueOrDefault(id), earlier, later,
                    ground))
                .OrderByDescending(diff => diff.Base is null).ThenByDescending(diff => diff.Head is null)
                .ThenByDescending(diff => diff.Head ?? diff.Base).ThenBy(diff => diff.Fingerprint, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Whether a finding is a reason to stop: a grave one, which the earlier run looked for, there too, and did not have. Lighter ones come
    /// and go with the noise of one run.
    /// </summary>
    public static bool IsNew(FindingDiff finding) => finding is { Base: null, Head: >= Severity.High, Unseen: null };

    // Earlier runs gave two partial indexes on the same columns one fingerprint.
    private static Dictionary<string, Finding> Worst(RecordedRun run) =>
        run.Result.Findings.GroupBy(finding => finding.Fingerprint)
            .ToDictionary(same => same.Key, same => same.MaxBy(finding => finding.Severity)!);

    // What the earlier run called the same defect, by the later one's fingerprints; of several first one that has no other counterpart.
    private static Dictionary<string, Finding> Renamed(
        Dictionary<string, Finding> before, Dictionary<string, Finding> after, SameAdvice advice) =>
        after.Values.Where(finding => !before.ContainsKey(finding.Fingerprint))
            .Select(finding => (finding.Fingerprint, Base: before.Values.Where(other => advice.IsOne(other, finding))
                .OrderBy(other => after.ContainsKey(other.Fingerprint)).ThenBy(static other => other.Fingerprint, StringComparer.Ordinal)
                .FirstOrDefault()))
            .Where(static pair => pair.Base is not null)
            .ToDictionary(static pair => pair.Fingerprint, static pair => pair.Base!, StringComparer.Ordinal);

    private static FindingDiff DiffOf(
        string id, Finding? before, Finding? after, RecordedRun earlier, RecordedRun later, CommonGround ground) => new(
        id, (after ?? before)!.Title, before?.Severity, after?.Severity,
        before is null ? Unseen(after!, earlier, ground.WhyNone(after!, isLater: true))
            : after is null ? Unseen(before, later, ground.WhyNone(before, isLater: false))
            : null,
        before is null || before.Fingerprint == id ? null : before.Fingerprint);

    // Why a run that does not have a finding did not look for it, or could not find it there; null: it looked and found nothing.
    private static string? Unseen(Finding finding, RecordedRun run, string? notAsked)
    {
        if (run.Result.Rejected.Any(rejected => rejected.Fingerprint == finding.Fingerprint))
        {
            return "it was tried there, and refuted";
        }

        if (notAsked is not null)
        {
            return notAsked;
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
