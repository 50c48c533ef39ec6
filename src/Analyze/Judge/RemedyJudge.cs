using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Analyze.Judge;

/// <summary>Says what a remedy of code or settings did, from the service with it and without it under the same load.</summary>
public static class RemedyJudge
{
    /// <summary>The two arms as <c>headroom compare</c> judges them.</summary>
    public static ArmComparison Compare(RemedyExperiment experiment) => experiment.Blocks is { } blocks
        ? ComparisonJudge.Judge(blocks, experiment.Contract)
        : ComparisonJudge.Contradicted(experiment.Base, experiment.WithRemedy, experiment.Rate, experiment.Contract);

    /// <summary>The same as a proof: the quantile that decides first, then the other quantiles, then work a request.</summary>
    public static Proof Judge(RemedyExperiment experiment)
    {
        var comparison = Compare(experiment);
        return new Proof
        {
            Fingerprint = experiment.Fingerprint,
            Verdict = comparison.Verdict,
            Reason = comparison.Reason,
            Arms = [RemedyExperiment.Unchanged, $"with {experiment.Remedy}"],
            Changes = comparison.Primary is { } primary ? [primary, .. comparison.Latency, .. comparison.Work] : [],
            Costs = [],
            Evidence = $"evidence/{EvidenceSet.RemedyName(experiment.Fingerprint)}.json",
        };
    }
}
