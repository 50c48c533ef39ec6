using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Analyze.Judge;

/// <summary>What the remedy on B's clone adds to a comparison: whether it changed anything, and whether it can be taken back.</summary>
public static class ComparisonRemedy
{
    /// <summary>More objects are not named in one sentence.</summary>
    private const int MostNamed = 5;

    /// <summary>The comparison with the guards of the remedy. A way back that fails makes it worse, however fast it is.</summary>
    /// <remarks>What was not fit to measure stays so, with the failed way back beside it: nobody knows what the remedy does.</remarks>
    /// <param name="comparison">The comparison of the arms.</param>
    /// <param name="remedy">What became of the remedy.</param>
    public static ArmComparison With(ArmComparison comparison, RemedyRun remedy)
    {
        IReadOnlyList<ComparisonGuard> guards = [.. comparison.Guards, OfChange(remedy), OfDown(remedy)];
        return (Failure(remedy), comparison.Verdict) switch
        {
            (null, _) => comparison with { Guards = guards },
            ({ } failure, ProofVerdict.Unfit) => comparison with
            {
                Reason = $"{comparison.Reason}; beside that, the remedy cannot be taken back: {failure}",
                Guards = guards,
            },
            ({ } failure, var verdict) => comparison with
            {
                Verdict = ProofVerdict.Regressed,
                Reason = $"the remedy cannot be taken back: {failure}; "
                    + $"without regard to that, {verdict.ToString().ToLowerInvariant()}: {comparison.Reason}",
                IsWitnessed = null,
                Guards = guards,
            },
        };
    }

    private static ComparisonGuard OfChange(RemedyRun remedy) => remedy.Changed.Count > 0
        ? new ComparisonGuard("remedy", true, $"{remedy.Up} changes {Named(remedy.Changed)}")
        : new ComparisonGuard(
            "remedy", null, $"{remedy.Up} leaves the schema as it is: unless it changes rows or statistics, the arms are identical");

    private static ComparisonGuard OfDown(RemedyRun remedy) => remedy.Down is not { } down
        ? new ComparisonGuard("down", null, "no --down was given: nobody knows whether the remedy can be taken back")
        : Failure(remedy) is { } failure ? new ComparisonGuard("down", false, failure)
        : new ComparisonGuard("down", true, $"{down} leads back to the schema that was there before");

    private static string? Failure(RemedyRun remedy) => remedy.DownFailure
        ?? (remedy.Left.Count == 0 ? null : $"{remedy.Down} does not lead back to the schema that was there before: {Named(remedy.Left)}");

    private static string Named(IReadOnlyList<string> objects) => objects.Count <= MostNamed
        ? string.Join(", ", objects)
        : $"{string.Join(", ", objects.Take(MostNamed))} and {ComparisonJudge.Number(objects.Count - MostNamed)} more";
}
