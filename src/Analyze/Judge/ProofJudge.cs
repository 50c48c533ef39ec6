using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Statistics;

namespace Headroom.Analyze.Judge;

/// <summary>Findings after the experiments.</summary>
/// <param name="Findings">Those that stand, in the order in which they came.</param>
/// <param name="Rejected">Those whose remedy was refuted, with the proof, in the order in which they came.</param>
/// <param name="Proofs">Every experiment that ended, in the order of its finding.</param>
public sealed record Judgement(IReadOnlyList<Finding> Findings, IReadOnlyList<Finding> Rejected, IReadOnlyList<Proof> Proofs);

/// <summary>
/// Judges the experiments with remedies: what they showed, and what becomes of the findings; <see cref="CacheJudge"/> those with caches.
/// </summary>
/// <remarks>
/// Each statement is compared with itself, pair by pair: the ratio of the two arms, its Hodges-Lehmann estimate and its 99 % interval. The
/// verdict rests on the load as a whole: the k-th pairs of all statements, weighted by their calls under load. A proof lists the primary
/// statement first (the greatest calls times base time): <c>buffers_per_call</c>, <c>time_ms</c>; then <c>net_buffers</c> and
/// <c>net_time_ms</c>, the whole load window, when there are several statements; then each other statement as <c>statement_ID_...</c>.
/// Buffers are listed from the pairs that were counted in both arms, and not at all when there are none; an execution that was cut short
/// counts with the time limit, and the reason says that this is a bound.
/// <para><b>Source:</b> Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., sections 3.2 and 3.3.</para>
/// </remarks>
public static class ProofJudge
{
    private const string NotTried = "not tried: ";

    private static readonly string[] Arms = ["without the index", "with the index"];

    /// <summary>What the experiments mean for the findings.</summary>
    /// <param name="findings">The findings of all detectors.</param>
    /// <param name="evidence">Where the experiments are; a finding that has none there was not tried and stays as it is.</param>
    /// <remarks>
    /// Improved: the finding gets the measured effect and the proof. Regressed, equivalent and inconclusive: it is rejected, with the
    /// proof, since it was measured and did not help. Otherwise it stays, and its effect says why it is not proven. A remedy of code or
    /// settings is somebody's own, and stands beside the finding's: where it alone improved, the finding stays, with its proof; that it
    /// does not help refutes the remedy, never the finding.
    /// </remarks>
    public static Judgement Apply(IReadOnlyList<Finding> findings, EvidenceSet evidence) =>
        Apply(findings, evidence, static (_, own) => RemedyJudge.Judge(own));

    /// <summary>The same, with a judge of remedies of somebody's own who knows what the finding's probes say of them.</summary>
    internal static Judgement Apply(
        IReadOnlyList<Finding> findings, EvidenceSet evidence, Func<Finding, RemedyExperiment, Proof> judge)
    {
        List<Finding> standing = [];
        List<Finding> rejected = [];
        List<Proof> proofs = [];
        foreach (var finding in findings)
        {
            var experiment = evidence.Named(EvidenceSet.ProofName(finding.Fingerprint));
            var proof = ProofOf(finding, experiment);
            var (own, disproof) = OwnOf(evidence.Named(EvidenceSet.RemedyName(finding.Fingerprint)), one => judge(finding, one));
            proofs.AddRange(new[] { proof, own }.OfType<Proof>());
            if (own is { Verdict: ProofVerdict.Improved } && proof is not { Verdict: ProofVerdict.Improved })
            {
                standing.Add(WithProof(finding, own));
            }
            else if (proof is not null)
            {
                var isRefuted = proof.Verdict is ProofVerdict.Regressed or ProofVerdict.Equivalent or ProofVerdict.Inconclusive;
                (isRefuted ? rejected : standing).Add(WithProof(finding, proof));
            }
            else if ((disproof ?? (experiment as Collected.Failed)?.Cause) is { } why)
            {
                standing.Add(finding with { Effect = NotProven(why) });
            }
            else
            {
                standing.Add(IsIndex(finding) && evidence.Named(IndexSearch.Kind) is Collected.Failed search
                    ? finding with { Effect = new Effect.Unknown($"unverified: {search.Cause}") }
                    : finding);
            }
        }

        return new Judgement(standing, rejected, proofs);
    }

    /// <summary>Whether an experiment leaves its remedy standing: it improved, or could not be judged.</summary>
    /// <param name="experiment">The measurements.</param>
    public static bool Holds(IndexExperiment experiment) => Judge(experiment).Verdict is ProofVerdict.Improved or ProofVerdict.Unfit;

    /// <summary>What one experiment showed.</summary>
    public static Proof Judge(IndexExperiment experiment)
    {
        var statements = experiment.Statements
            .OrderByDescending(statement => Math.Max(1, statement.Calls) * PairSeries.Time(statement.Pairs).BaseMedian)
            .ThenBy(statement => statement.StatementId, StringComparer.Ordinal).ToList();
        var fit = statements.Where(statement => statement.Pairs.Count >= ProofRule.FewestPairs).ToList();
        var (verdict, reason) = NetOf(VerdictOf([.. fit.Where(s => !s.Pays)], statements.Count(s => !s.Pays)), fit, experiment);
        return new Proof
        {
            Fingerprint = experiment.Fingerprint,
            Verdict = verdict,
            Reason = reason,
            Arms = Arms,
            Changes = [.. ChangesOf(fit.Count > 0 ? fit : statements)],
            Costs = [.. CostsOf(experiment.InsertBatches)],
            NetSaving = NetSaving(fit, experiment) is { } net ? TimeSpan.FromMilliseconds(net.Difference) : null,
            Size = experiment.IndexSize,
            Apply = experiment.BuildTime,
            Evidence = $"evidence/{EvidenceSet.ProofName(experiment.Fingerprint)}.json",
        };
    }

    private static bool IsIndex(Finding finding) => finding.Remedies.Any(static remedy => remedy.Kind == RemedyKind.Index);

    // What the experiment with the finding's own remedy showed; null where none ended that is for such a remedy.
    private static Proof? ProofOf(Finding finding, Collected? experiment) => experiment switch
    {
        Collected.Present { Evidence: IndexExperiment index } when IsIndex(finding) => Judge(index),
        Collected.Present { Evidence: CacheExperiment cache } => CacheJudge.Judge(cache),
        _ => null,
    };

    // What the trial of somebody's own remedy showed, and why it proves nothing where it did not help; neither where none was tried.
    private static (Proof? Proof, string? Disproof) OwnOf(Collected? trial, Func<RemedyExperiment, Proof> judge)
    {
        switch (trial)
        {
            case Collected.Present { Evidence: RemedyExperiment own }:
                var proof = judge(own);
                return (proof, $"{own.Remedy}: {proof.Reason}");
            case Collected.Failed failed:
                return (null, failed.Cause);
            default:
                return (null, null);
        }
    }

    private static Finding WithProof(Finding finding, Proof proof) => proof.Verdict is ProofVerdict.Unfit
        ? finding with { Effect = NotProven(proof.Reason) }
        : proof is { Changes.Count: 0, Verdict: not ProofVerdict.Improved }
            ? finding with { Effect = new Effect.Unknown(proof.Reason), Proof = proof } // nothing was measured: the answers differ
        : finding with { Effect = new Effect.Measured(proof.Arms, proof.Changes), Proof = proof };

    // The reason of an unknown effect is read after "not tried:", unless it says itself that it was tried in vain.
    private static Effect.Unknown NotProven(string why) =>
        new(why.StartsWith(NotTried, StringComparison.Ordinal) ? why[NotTried.Length..] : $"not proven: {why}");

    private static (ProofVerdict Verdict, string Reason) VerdictOf(List<StatementTrial> fit, int tried)
    {
        if (fit.Count == 0)
        {
            return (ProofVerdict.Unfit, $"no statement has the {ProofRule.FewestPairs} pairs of executions that a verdict needs");
        }

        if (Net(fit, PairSeries.Time).Ratio() is not { } time)
        {
            return (ProofVerdict.Unfit, "an execution has no time: the clock is too coarse to compare by");
        }

        var buffers = fit.ConvertAll(statement => PairSeries.Buffers(statement.Pairs));
        var work = buffers.TrueForAll(series => series.IsComplete) ? Net(fit, PairSeries.Buffers).Ratio() : null;
        var (verdict, reason) = CutShort.Of(fit).Bound(ProofRule.Of(time, work));
        var slower = fit.Count > 1 ? fit.Where(IsSlower).Select(statement => statement.StatementId).ToList() : [];
        return (verdict, string.Concat(
            reason,
            slower.Count == 0 ? "" : $"; slower on its own: {string.Join(", ", slower)}",
            fit.Count == tried ? "" : $"; {tried - fit.Count} of {tried} statements could not be measured"));
    }

    // An index that reads gain by is still a loss when the writes that keep it lose more.
    private static (ProofVerdict Verdict, string Reason) NetOf(
        (ProofVerdict Verdict, string Reason) reads, List<StatementTrial> fit, IndexExperiment experiment)
    {
        if (reads.Verdict != ProofVerdict.Improved)
        {
            return reads;
        }

        if (Harmed([.. fit.Where(s => !s.Pays)]) is { } harmed)
        {
            return (ProofVerdict.Regressed,
                $"statement {harmed} takes longer with the remedy, and what it loses is not small against what the others gain");
        }

        var isPaidFor = experiment.Statements.Any(s => s.Pays) || experiment is { OtherRowsWritten: > 0, InsertBatches.Count: > 0 };
        return (isPaidFor ? NetSaving(fit, experiment) : null) switch
        {
            null => reads,
            { Low: > 0 } => reads,
            { High: < 0 } => (ProofVerdict.Regressed, "the writes that keep the remedy up cost more than the load's other statements save"),
            _ => (ProofVerdict.Inconclusive,
                "it is not shown that the load's other statements save more than the writes that keep the remedy up cost"),
        };
    }

    // Milliseconds saved in the load window: each pair's differences times the calls, less what rows written by others cost.
    private static PairedDifference? NetSaving(List<StatementTrial> fit, IndexExperiment experiment)
    {
        if (fit.Count == 0)
        {
            return null;
        }

        var rows = RowsByOthers(fit, experiment) * RowCost(experiment);
        return PairedDifference.Estimate(
        [
            .. Enumerable.Range(0, fit.Min(statement => statement.Pairs.Count)).Select(k =>
                fit.Sum(s => Math.Max(1, s.Calls) * (s.Pairs[k].BaseTime - s.Pairs[k].RemedyTime).TotalMilliseconds) - rows),
        ]);
    }

    // Rows that no measured statement wrote, and those of writers that could not be executed, one for each call.
    private static double RowsByOthers(List<StatementTrial> fit, IndexExperiment experiment)
    {
        var measured = fit.Where(s => s.Pays).Sum(s => s.Calls);
        var unmeasured = experiment.Statements.Where(s => s.Pays && !fit.Contains(s)).Sum(s => s.Calls);
        return Math.Max(unmeasured, (experiment.OtherRowsWritten ?? 0) - measured);
    }

    // Milliseconds that a row of an insert batch pays more; noise may make it less than nothing, which no index is.
    private static double RowCost(IndexExperiment experiment) => experiment.InsertRows == 0 ? 0
        : Math.Max(0, PairedDifference.Estimate([.. experiment.InsertBatches.Select(b =>
            (b.RemedyTime - b.BaseTime).TotalMilliseconds / experiment.InsertRows)])?.Difference ?? 0);

    private static string? Harmed(List<StatementTrial> reads)
    {
        var gain = reads.Sum(statement => Math.Max(0, SavedBy(statement)));
        return reads.Where(statement => IsSlower(statement) && -SavedBy(statement) > ProofRule.SmallLoss * gain)
            .Select(statement => statement.StatementId).FirstOrDefault();
    }

    private static double SavedBy(StatementTrial statement) =>
        Math.Max(1, statement.Calls) * PairSeries.Time(statement.Pairs).MedianDifference;

    private static bool IsSlower(StatementTrial statement) =>
        PairSeries.Buffers(statement.Pairs).Ratio() is not { Low: 1, High: 1 } && ProofRule.Rises(PairSeries.Time(statement.Pairs).Ratio());

    private static PairSeries Net(IEnumerable<StatementTrial> statements, Func<IReadOnlyList<ArmPair>, PairSeries> metric) =>
        PairSeries.Net(statements.Select(statement => (metric(statement.Pairs), statement.Calls)));

    private static IEnumerable<MeasuredChange> CostsOf(IReadOnlyList<ArmPair> batches) =>
        [.. PairSeries.Time(batches).Change("insert_batch_ms"), .. PairSeries.Buffers(batches).Change("insert_batch_buffers")];

    private static IEnumerable<MeasuredChange> ChangesOf(List<StatementTrial> all) =>
        ListOf([.. all.Where(s => !s.Pays), .. all.Where(s => s.Pays)]);

    private static IEnumerable<MeasuredChange> ListOf(List<StatementTrial> statements) => statements.Index().SelectMany(s =>
    {
        var prefix = s.Index == 0 ? "" : $"statement_{s.Item.StatementId}_";
        IEnumerable<MeasuredChange> own =
        [
            .. PairSeries.Buffers(s.Item.Pairs).Change($"{prefix}buffers_per_call"),
            .. PairSeries.Time(s.Item.Pairs).Change($"{prefix}time_ms"),
        ];
        return s.Index > 0 || statements.Count == 1
            ? own
            : [.. own, .. Net(statements, PairSeries.Buffers).Change("net_buffers"),
                .. Net(statements, PairSeries.Time).Change("net_time_ms")];
    });
}
