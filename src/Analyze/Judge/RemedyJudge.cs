using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Analyze.Judge;

/// <summary>
/// Says what a remedy of code or settings did, from the service with it and without it under the same load, and from what the finding's
/// probes saw of it.
/// </summary>
/// <remarks>
/// A finding of a probe is cured where the probe does not show it any more, whatever the noise of the load leaves open. What the load
/// decides against the remedy stands: other answers, more errors, a worse latency.
/// </remarks>
public static class RemedyJudge
{
    /// <summary>The two arms as <c>headroom compare</c> judges them.</summary>
    public static ArmComparison Compare(RemedyExperiment experiment) => experiment.Blocks is { } blocks
        ? ComparisonJudge.Judge(blocks, experiment.Contract)
        : ComparisonJudge.Contradicted(experiment.Base, experiment.WithRemedy, experiment.Rate, experiment.Contract);

    /// <summary>
    /// The same as a proof: the quantile that decides first, then the other quantiles, then work a request; before them the count of a
    /// probe that does not show the finding any more, else it comes last.
    /// </summary>
    /// <param name="experiment">The measurements.</param>
    /// <param name="probed">What the finding's probes say of the service with the remedy; null where they did not run.</param>
    public static Proof Judge(RemedyExperiment experiment, FindingTrial? probed = null)
    {
        var comparison = Compare(experiment);
        IReadOnlyList<MeasuredChange> load = comparison.Primary is { } primary ? [primary, .. comparison.Latency, .. comparison.Work] : [];
        var (verdict, reason) = (comparison.Verdict, comparison.Reason);
        if (experiment.Blocks is { } blocks && probed is not null)
        {
            (verdict, reason) = Joined(comparison, IsBorne(blocks), probed);
            load = probed.Verdict == FindingVerdict.Refuted ? [.. CountOf(probed), .. load] : [.. load, .. CountOf(probed)];
        }

        return new Proof
        {
            Fingerprint = experiment.Fingerprint,
            Verdict = verdict,
            Reason = reason,
            Arms = [RemedyExperiment.Unchanged, $"with {experiment.Remedy}"],
            Changes = load,
            Costs = [],
            Evidence = $"evidence/{EvidenceSet.RemedyName(experiment.Fingerprint)}.json",
        };
    }

    private static (ProofVerdict Verdict, string Reason) Joined(ArmComparison load, bool isBorne, FindingTrial probed)
    {
        var said = probed.Verdict switch
        {
            FindingVerdict.Refuted => $"with the remedy the probe does not show it any more{Counted(probed)}",
            FindingVerdict.Confirmed => $"with the remedy the probe still shows it{Counted(probed)}",
            _ => $"of the remedy the probe cannot tell: {probed.Reason}",
        };
        return (probed.Verdict, load.Verdict) switch
        {
            (FindingVerdict.Refuted, ProofVerdict.Improved or ProofVerdict.Equivalent) =>
                (ProofVerdict.Improved, $"{said}; under load {load.Reason}"),
            (FindingVerdict.Refuted, ProofVerdict.Inconclusive or ProofVerdict.Unfit) when isBorne =>
                (ProofVerdict.Improved, $"{said}; what the load gains is open: {load.Reason}"),
            (FindingVerdict.Confirmed, ProofVerdict.Inconclusive or ProofVerdict.Unfit) when isBorne =>
                (ProofVerdict.Equivalent, $"{said}; what the load gains is open: {load.Reason}"),
            _ => (load.Verdict, $"{load.Reason}; {said}"),
        };
    }

    // The service with the remedy took what was sent until the end, and failed no more of it than the service as it is.
    private static bool IsBorne(BlockExperiment blocks)
    {
        List<PairOfBlocks> all = [.. blocks.Pilot.Pairs, .. blocks.Pairs];
        return blocks.EndedBecause is null && all.Count > 0
            && all.Sum(static pair => pair.B.Failed) <= all.Sum(static pair => pair.A.Failed);
    }

    private static string Counted(FindingTrial probed) => probed.Facts is [var now, var was]
        ? $" ({ComparisonJudge.Number(was.Value)} → {ComparisonJudge.Number(now.Value)} {now.Unit})"
        : "";

    private static IEnumerable<MeasuredChange> CountOf(FindingTrial probed) => probed.Facts is not [var now, var was] ? [] :
    [
        new MeasuredChange
        {
            Metric = now.Unit == "ms" ? "processor_alone_ms" : "statements_per_request_alone",
            Base = was.Value,
            Remedy = now.Value,
            Change = was.Value > 0 && now.Value > 0 ? (now.Value / was.Value) - 1 : null,
            Pairs = 1,
        },
    ];
}
