using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Analyze.Judge;

/// <summary>Decides a long series of pairs in pieces, each as if it were an experiment of its own, and counts what came out.</summary>
public static class SelfTestJudge
{
    /// <summary>
    /// False positives that are accepted of decisions between equal arms (a ratio): alpha is 1 %, and 2 % is what chance makes of it
    /// in 300.
    /// </summary>
    /// <remarks>Binomial: 300 decisions at 1 % give more than 6 in 3 % of the self-tests.</remarks>
    public const double MostFalse = 0.02;

    /// <summary>Decisions between equal arms that must come to an end on an idle machine (a ratio).</summary>
    public const double FewestConclusive = 0.9;

    /// <summary>Above this share of the processors in foreign use (a ratio) a machine is not idle.</summary>
    public const double Idle = 0.1;

    /// <summary>Changes that must be found (a ratio of the decisions).</summary>
    public const double FewestFound = 0.95;

    /// <summary>The decisions on disjoint pieces of a series.</summary>
    /// <param name="series">The series, all pairs in one.</param>
    /// <param name="pairs">Pairs of a decision, a count; what is left over is not used.</param>
    public static IReadOnlyList<(ProofVerdict Verdict, string Reason)> Decide(BlockExperiment series, int pairs)
    {
        var alike = new ContractReplay { Window = series.Window, Provenance = "", Endpoints = [] };
        return
        [
            .. series.Pairs.Chunk(pairs).Where(piece => piece.Length == pairs)
                .Select(piece => ComparisonJudge.Judge(series with { PlannedPairs = pairs, Pairs = piece }, alike))
                .Select(static comparison => (comparison.Verdict, comparison.Reason)),
        ];
    }

    /// <summary>How often each verdict came out.</summary>
    public static SelfTestVerdicts Count(IReadOnlyList<(ProofVerdict Verdict, string Reason)> decisions)
    {
        int Of(ProofVerdict verdict) => decisions.Count(decision => decision.Verdict == verdict);
        return new SelfTestVerdicts
        {
            Improved = Of(ProofVerdict.Improved),
            Regressed = Of(ProofVerdict.Regressed),
            Equivalent = Of(ProofVerdict.Equivalent),
            Inconclusive = Of(ProofVerdict.Inconclusive),
            Unfit = Of(ProofVerdict.Unfit),
        };
    }

    /// <summary>Whether equal arms were called equal: few false positives, and on an idle machine few decisions left open.</summary>
    /// <returns>Null when there are no decisions, or the second cannot be told on this machine and the first holds.</returns>
    public static bool? AreCalledEqual(SelfTestVerdicts verdicts, Ratio? foreign)
    {
        double all = verdicts.Sum;
        var isIdle = foreign is { Value: <= Idle };
        return all == 0 ? null
            : verdicts.Improved + verdicts.Regressed > Math.Floor(MostFalse * all) ? false
            : isIdle ? all - verdicts.Inconclusive - verdicts.Unfit >= FewestConclusive * all
            : null;
    }

    /// <summary>Whether nothing was concluded that is not so; null without decisions.</summary>
    public static bool? IsNothingConcluded(SelfTestVerdicts verdicts) =>
        verdicts.Sum == 0 ? null : verdicts.Improved + verdicts.Regressed == 0;

    /// <summary>Whether slower arms were found to be; null without decisions.</summary>
    public static bool? AreFoundSlower(SelfTestVerdicts verdicts) =>
        verdicts.Sum == 0 ? null : verdicts.Regressed >= FewestFound * verdicts.Sum;
}
