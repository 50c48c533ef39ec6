using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Statistics;

namespace Headroom.Analyze.Judge;

/// <summary>Turns two paired comparisons into a verdict: the work done (buffers) first, then time.</summary>
/// <remarks>
/// Buffers hardly vary between executions of the same plan, time does; so less work is proof enough where the interval of time excludes
/// that it has become worse: it holds no change, and its upper end is below the least change that matters. The order of the rules matters.
/// Executions that touch exactly as many buffers with an index as without ran without it, whatever a noisy clock says: an index that is
/// used has pages of its own. (A stray pair, in which the server looked something up in its catalogue, does not widen the interval of the
/// others.) And what makes the load slower is never an improvement, however much work it saves.
/// </remarks>
internal static class ProofRule
{
    /// <summary>
    /// The least change that matters, as a ratio of the base (0.1 is a tenth): smaller ones are not worth an index's upkeep on every write.
    /// </summary>
    /// <remarks>
    /// It is also the least change that interleaved measurements on one machine find reliably.
    /// <para><b>Source:</b> Laaber, Scheuner and Leitner, "Software microbenchmarking in the cloud. How bad is it really?",
    /// Empirical Software Engineering 24 (2019): interleaved test and control on one instance detect changes of 10 % and less.</para>
    /// </remarks>
    public const double Material = 0.10;

    /// <summary>
    /// What one statement may lose, as a ratio of what the load as a whole gains, before the remedy counts as harm: a small loss of a rare
    /// statement is told and not more.
    /// </summary>
    public const double SmallLoss = 0.01;

    /// <summary>The fewest pairs that are fit to judge by, a count.</summary>
    public const int FewestPairs = IndexExperiment.FewestPairs;

    /// <summary>The verdict and its reason.</summary>
    /// <param name="time">Time with the remedy over time without.</param>
    /// <param name="work">Buffers with the remedy over buffers without, or null when they were not counted everywhere.</param>
    public static (ProofVerdict Verdict, string Reason) Of(PairedRatio time, PairedRatio? work) => (Falls(work), Falls(time)) switch
    {
        _ when work is { Low: 1, High: 1 } =>
            (ProofVerdict.Equivalent,
                "the load's statements touch exactly as many buffers with the remedy as without: the planner has no use for it"),
        _ when Rises(time) => (ProofVerdict.Regressed,
            "the load's statements take longer with the remedy, and the interval excludes no change"),
        (true, true) => (ProofVerdict.Improved,
            "the load's statements do less work and take less time, and both intervals exclude no change"),
        (true, false) when time is { Low: <= 1, High: <= 1 + Material } => (ProofVerdict.Improved,
            "proved by work: the load's statements touch fewer buffers, and the interval of their time excludes a loss that matters"),
        (true, false) => (ProofVerdict.Inconclusive,
            $"the load's statements touch fewer buffers, but {MissingOf(time)}: the interval of their time is {Times(time.Low)} to "
                + $"{Times(time.High)} of the base"),
        (false, true) => (ProofVerdict.Improved,
            "the load's statements take less time, and the interval excludes no change; "
            + (work is null ? "not all buffers that they touch were counted" : "the buffers that they touch do not fall")),
        _ when IsEquivalent(time) => (ProofVerdict.Equivalent,
            "the load's statements take as long with the remedy as without, within the least change that matters"),
        _ => (ProofVerdict.Inconclusive,
            "the interval of the time holds both a change that matters and none, and the work does not decide"),
    };

    private static string MissingOf(PairedRatio time) => time.Low > 1
        ? "they take longer"
        : "it is not shown that they do not take longer";

    private static string Times(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Whether a statement became slower by itself.</summary>
    public static bool Rises(PairedRatio? ratio) => ratio is { Low: > 1, Ratio: > 1 + Material };

    private static bool Falls(PairedRatio? ratio) => ratio is { High: < 1, Ratio: < 1 - Material };

    // Two one-sided tests: the whole interval lies where changes do not matter (Schuirmann, J. Pharmacokinetics Biopharmaceutics 15, 1987).
    private static bool IsEquivalent(PairedRatio ratio) => ratio is { Low: >= 1 - Material, High: <= 1 + Material };
}
