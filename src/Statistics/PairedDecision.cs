namespace Headroom.Statistics;

/// <summary>What a paired experiment decides at a look, from the pairs as they were recorded.</summary>
/// <remarks>
/// At each look, in this order: disturbed pairs are dropped unread; the negative control; the exact signed-rank test of the ln-ratios with
/// the look's own alpha; at the last look the interval. The first look that decides ends the experiment, so that the decision on a recorded
/// series is the same whenever it is asked for.
/// <para>
/// The controls cost no measurement: neighbouring blocks of the base arm alone are paired, the earlier one as "base", the later one as
/// "remedy". The negative control is the same test on them at a tenth of the look's alpha: over all looks it calls some 0.1 % of sound
/// experiments Unfit. (Strictness here buys no fewer false positives: the order within pairs is drawn by a coin, and that alone bounds
/// them.) Earlier against later, not a coin's choice: signs drawn by a coin would pass on any machine, while an arm that still warms up,
/// or alternates between two states, fails. The positive control adds ln(1.1) to them and must be detected, or "no difference" may mean
/// "not seen": without it no experiment is Equivalent.
/// </para>
/// <para><b>Source:</b> Bulej et al., "Duet benchmarking", ICPE 2020 (pairs); Kohavi, Tang and Xu, Trustworthy Online Controlled
/// Experiments (2020), chapter 19 (A/A tests); Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987) (equivalence by
/// interval).</para>
/// </remarks>
public sealed record PairedDecision
{
    /// <summary>
    /// The fewest pairs of a plan, a count: below, the negative control could never fail, since 2 / 2^(pairs / 2) must not exceed its
    /// alpha.
    /// </summary>
    public const int FewestPairs = 24;

    /// <summary>More pairs than this, a count, are no advice: weeks of measuring.</summary>
    private const int MostPairs = 100_000;

    /// <summary>The alpha of the negative control as a share of the look's.</summary>
    public const double ControlShare = 0.1;

    /// <summary>The least effect that is called one, as a ratio: -3 % is Improved, +3 % is Regressed.</summary>
    public const double LeastEffect = 0.03;

    /// <summary>How near to no change the whole interval must lie to be Equivalent, as a ratio.</summary>
    public const double EquivalenceMargin = 0.05;

    /// <summary>The verdict.</summary>
    public required PairedVerdict Verdict { get; init; }

    /// <summary>The look at which the experiment ended.</summary>
    public required Look Look { get; init; }

    /// <summary>Remedy over base, its interval at the confidence of <see cref="Look"/>; null when no pair was kept.</summary>
    public PairedRatio? Ratio { get; init; }

    /// <summary>Two-sided p value of the exact signed-rank test, to be held against the alpha of <see cref="Look"/>.</summary>
    public required double PValue { get; init; }

    /// <summary>Pairs that were judged.</summary>
    public required int Kept { get; init; }

    /// <summary>Pairs that were dropped because the machine changed between their halves.</summary>
    public required int Dropped { get; init; }

    /// <summary>Two-sided p value of the base arm against itself.</summary>
    public required double NegativeControl { get; init; }

    /// <summary>
    /// Whether +10 %, added to one half of the base arm's own blocks, was detected: the minimum detectable effect was met.
    /// </summary>
    public required bool DetectsEffect { get; init; }

    /// <summary>The decision on the pairs measured so far, or null when no look that is due has decided: measure on.</summary>
    /// <param name="pairs">Pairs in the order in which they were measured, at most as many as planned.</param>
    /// <param name="plan">What was planned before the first of them.</param>
    public static PairedDecision? Of(IReadOnlyList<MetricPair> pairs, PairPlan plan)
    {
        Check(pairs, plan);
        return OBrienFleming.Looks
            .Where(look => look.PairsOf(plan.Pairs) <= pairs.Count)
            .Select(look => At(look, [.. pairs.Take(look.PairsOf(plan.Pairs))], plan))
            .FirstOrDefault(decision => decision is not null);
    }

    /// <summary>The decision when no more pairs will come: that of a look, or Inconclusive.</summary>
    public static PairedDecision CutShort(IReadOnlyList<MetricPair> pairs, PairPlan plan)
    {
        if (Of(pairs, plan) is { } decided)
        {
            return decided;
        }

        // A look of its own, on the same boundary: z falls with the root of the share.
        var last = OBrienFleming.Looks[^1];
        var share = Math.Max(1.0, pairs.Count) / plan.Pairs;
        var seen = new Sight(new Look(OBrienFleming.Looks.Count(look => look.Share < share) + 1, share, last.Z / Math.Sqrt(share)), pairs);
        return seen.Decide(seen.Inconclusive("the experiment was cut short before the last look", plan));
    }

    /// <summary>This decision with guards: where they do not all hold, it is neither Improved nor Equivalent.</summary>
    public PairedDecision With(IReadOnlyList<Guard> guards) => (Verdict, Guard.NotHeld(guards)) switch
    {
        (_, []) or (PairedVerdict.Regressed or PairedVerdict.Inconclusive or PairedVerdict.Unfit, _) => this,
        (_, var open) => this with
        {
            Verdict = new PairedVerdict.Inconclusive(
                $"not shown to be harmless: {string.Join(", ", open.Select(static guard => guard.Name))}", null, null),
        },
    };

    private static void Check(IReadOnlyList<MetricPair> pairs, PairPlan plan)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Pairs, FewestPairs, nameof(plan));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pairs.Count, plan.Pairs, nameof(pairs));
        if (pairs.Any(static pair => !(pair.Base >= 0 && pair.Remedy >= 0)))
        {
            throw new ArgumentException("a block's metric is not a number of 0 or above", nameof(pairs));
        }
    }

    private static PairedDecision? At(Look look, IReadOnlyList<MetricPair> pairs, PairPlan plan)
    {
        var seen = new Sight(look, pairs);
        PairedVerdict? verdict = seen switch
        {
            _ when 2 * seen.Dropped > plan.Pairs => new PairedVerdict.Unfit("more than half of the pairs were disturbed"),
            _ when 2 * seen.Dropped > pairs.Count => null,
            { NegativeControl: var p } when p < ControlShare * look.Alpha => new PairedVerdict.Unfit("the base arm differs from itself"),
            { IsSignificant: true, Ratio.Ratio: <= 1 - LeastEffect } => new PairedVerdict.Improved(),
            { IsSignificant: true, Ratio.Ratio: >= 1 + LeastEffect } => new PairedVerdict.Regressed(),
            _ when !look.IsLast => null,
            { DetectsEffect: true, Ratio: { Low: >= 1 - EquivalenceMargin, High: <= 1 + EquivalenceMargin } } =>
                new PairedVerdict.Equivalent(),
            { DetectsEffect: false } => seen.Inconclusive("the minimum detectable effect was not met", plan),
            _ => seen.Inconclusive("neither a difference of 3 % nor its absence within 5 % is shown", plan),
        };
        return verdict is null ? null : seen.Decide(verdict);
    }

    /// <summary>What the pairs up to a look show; intervals are worked out when they are asked for.</summary>
    private sealed class Sight
    {
        private readonly Lazy<PairedRatio?> _ratio;
        private readonly double[] _logRatios;

        public Sight(Look look, IReadOnlyList<MetricPair> pairs)
        {
            MetricPair[] kept = [.. pairs.Where(static pair => !pair.IsDisturbed)];
            Look = look;
            Dropped = pairs.Count - kept.Length;
            _logRatios = [.. kept.Select(static pair => pair.LogRatio)];
            var confidence = Math.Min(look.Confidence, Math.BitDecrement(1.0)); // after a pair of many it rounds to the whole
            _ratio = new(() => _logRatios.Length == 0 ? null : PairedRatio.OfLogarithms(_logRatios, confidence));
            PValue = SignedRankTest.Of(_logRatios).TwoSided;
            double[] same =
            [
                .. Enumerable.Range(0, kept.Length / 2).Select(i => MetricPair.Logarithm(kept[2 * i].Base, kept[(2 * i) + 1].Base)),
            ];
            double[] slowed = [.. same.Select(static ratio => ratio + Math.Log(1 + PairPower.Effect))];
            NegativeControl = SignedRankTest.Of(same).TwoSided;
            DetectsEffect = 2 * SignedRankTest.Of(slowed).Greater < look.Alpha;
        }

        public Look Look { get; }

        public int Dropped { get; }

        public double PValue { get; }

        public double NegativeControl { get; }

        public bool DetectsEffect { get; }

        public bool IsSignificant => PValue < Look.Alpha;

        public PairedRatio? Ratio => _ratio.Value;

        public PairedDecision Decide(PairedVerdict verdict) => new()
        {
            Verdict = verdict,
            Look = Look,
            Ratio = Ratio,
            PValue = PValue,
            Kept = _logRatios.Length,
            Dropped = Dropped,
            NegativeControl = NegativeControl,
            DetectsEffect = DetectsEffect,
        };

        /// <summary>
        /// Inconclusive, with what is still needed: enough pairs to find +10 %, and enough to tell the ratio as it stands from no change or
        /// to show that it lies within the margin, whichever is less.
        /// </summary>
        public PairedVerdict.Inconclusive Inconclusive(string reason, PairPlan plan)
        {
            if (PairPower.Deviation(_logRatios) is not { } deviation || Ratio is not { } ratio)
            {
                return new PairedVerdict.Inconclusive(reason, null, null);
            }

            var room = Math.Min((1 + EquivalenceMargin) / ratio.Ratio, ratio.Ratio / (1 - EquivalenceMargin)) - 1;
            var change = Math.Max(ratio.Ratio, 1 / ratio.Ratio) - 1;
            var toSettle = Math.Min(
                room > 0 ? PairPower.PairsNeeded(deviation, room) : int.MaxValue,
                change >= LeastEffect ? PairPower.PairsNeeded(deviation, change) : int.MaxValue);
            var pairs = Math.Max(1, Math.Max(toSettle, PairPower.PairsNeeded(deviation)) - _logRatios.Length);
            var measured = Math.Ceiling(pairs * ((double)(_logRatios.Length + Dropped) / _logRatios.Length));
            return measured <= MostPairs
                ? new PairedVerdict.Inconclusive(reason, pairs, measured * plan.PerPair)
                : new PairedVerdict.Inconclusive(reason, null, null);
        }
    }
}
