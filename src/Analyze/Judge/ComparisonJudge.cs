using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Analyze.Judge;

/// <summary>Says what B does beside A, from the blocks that were measured and from the answers to the same requests.</summary>
/// <remarks>
/// First what makes every latency worthless: answers that differ, a generator that was late. Then the paired decision; then the guards,
/// which can only take a verdict away. Work counters witness it; they do not decide.
/// </remarks>
public static class ComparisonJudge
{
    /// <summary>
    /// Above this share of the processors in foreign use (a ratio), a pilot that wants more than the budget says that the machine
    /// is unfit.
    /// </summary>
    private const double MostForeign = 0.25;

    /// <summary>Arrivals that the generator may miss (a ratio) before what it measured is its own doing.</summary>
    private const double MostLost = 0.001;

    private const string Relief = "lower the rate, end other programs, or use a machine with more processors";

    /// <summary>Blocks of A that may have no quantile (a ratio), since too many of their requests failed.</summary>
    internal const double MostFailed = 0.5;

    /// <summary>Whether the blocks decide already; asked after each quarter.</summary>
    /// <remarks>An improvement whose guards are still open is measured on; what spoils everything ends it.</remarks>
    public static bool IsDecided(BlockExperiment blocks)
    {
        var guards = new ComparisonGuards(blocks);
        return blocks.PlannedPairs > 0
            && (guards.Failing is not null || SpoiledByGenerator(blocks) is not null
                || PairedDecision.Of(ComparisonChanges.PairsOf(blocks, block => block.At(blocks.Quantile)), PlanOf(blocks))
                    ?.With(guards.All).Verdict is not (null or PairedVerdict.Inconclusive));
    }

    /// <summary>The comparison.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="contract">What the arms answered to the same requests: alike.</param>
    public static ArmComparison Judge(BlockExperiment blocks, ContractReplay contract)
    {
        var decision = blocks.PlannedPairs > 0 && blocks.Pairs.Count > 0
            ? PairedDecision.CutShort(ComparisonChanges.PairsOf(blocks, block => block.At(blocks.Quantile)), PlanOf(blocks))
            : null;
        var guards = new ComparisonGuards(blocks);
        var guarded = decision?.With(guards.All);
        var (verdict, reason) = guards.Failing is { } failing
            ? (ProofVerdict.Regressed, blocks.EndedBecause is { } end ? $"{failing}; {end}" : failing)
            : Unmeasured(blocks) ?? Of(guarded!, blocks);
        var work = ComparisonChanges.OfWork(blocks);
        return new ArmComparison
        {
            Verdict = verdict,
            Reason = reason,
            IsWitnessed = ComparisonChanges.Witnesses(verdict, work),
            A = blocks.A,
            B = blocks.B,
            Rate = blocks.Rate,
            Primary = decision is null ? null : ComparisonChanges.OfQuantile(blocks, blocks.Quantile, decision.Ratio),
            Latency = ComparisonChanges.OfOtherQuantiles(blocks),
            Pilot = ComparisonChanges.OfPilot(blocks),
            Work = work,
            Guards = [.. ComparisonGuards.OfContract(contract), .. guards.Told()],
            Course = new ComparisonCourse
            {
                PlannedPairs = blocks.PlannedPairs,
                TakenPairs = blocks.Pairs.Count,
                DroppedPairs = decision?.Dropped ?? 0,
                Look = decision is null || decision.Verdict is PairedVerdict.Inconclusive && blocks.EndedBecause is not null
                    ? null
                    : decision.Look.Number,
                PValue = decision?.PValue,
                ControlPValue = decision?.NegativeControl,
                ControlFound = decision?.DetectsEffect,
                BudgetNeeded = BudgetNeeded(verdict, guarded, blocks),
            },
        };
    }

    /// <summary>What B does otherwise than A: its answers, what its writes leave, the project's own tests; null when nothing.</summary>
    public static string? Contradiction(ContractReplay contract) =>
        contract.Endpoints.FirstOrDefault(static endpoint => endpoint.Different > 0) is { } endpoint
            ? $"B answers otherwise than A: {ComparisonGuards.Text(endpoint)}"
            : contract.Rows is { Differences: [var first, ..] }
                ? $"B's writes leave something else than A's: {ComparisonGuards.Text(first)}"
            : contract.Tests is { A.HasPassed: true, B.HasPassed: false } tests
                ? $"B fails the project's own tests, which A passes: {ComparisonGuards.Text(tests.B)}"
                : null;

    /// <summary>What leaves nothing to compare: an arm that answers nothing at all, tests that both fail; null when nothing.</summary>
    public static string? Silence(ContractReplay contract)
    {
        var requests = contract.Endpoints.Sum(static endpoint => endpoint.Requests);
        return requests > 0 && contract.Endpoints.Sum(static endpoint => endpoint.UnansweredByA) == requests
            ? "A does not answer: not one of its requests got a response"
            : requests > 0 && contract.Endpoints.Sum(static endpoint => endpoint.UnansweredByB) == requests
            ? "B does not answer: not one of its requests got a response"
            : contract.Tests is { A.HasPassed: false, B.HasPassed: false } tests
            ? $"the project's own tests are unusable, since A fails them as B does: {ComparisonGuards.Text(tests.A)}"
            : null;
    }

    /// <summary>The comparison of arms that <see cref="Silence"/> or <see cref="Contradiction"/> keeps from being measured.</summary>
    public static ArmComparison Contradicted(BlockArm a, BlockArm b, PerSecond rate, ContractReplay contract) => new()
    {
        Verdict = Silence(contract) is null ? ProofVerdict.Regressed : ProofVerdict.Unfit,
        Reason = Silence(contract) ?? Contradiction(contract) ?? throw new ArgumentException("the arms answer alike", nameof(contract)),
        A = a,
        B = b,
        Rate = rate,
        Primary = null,
        Latency = [],
        Work = [],
        Guards = ComparisonGuards.OfContract(contract),
        Course = new ComparisonCourse { PlannedPairs = 0, TakenPairs = 0, DroppedPairs = 0 },
    };

    // More time cures noise alone: neither a generator that is late, nor what ended the experiment, nor a guard that fails.
    private static TimeSpan? BudgetNeeded(ProofVerdict verdict, PairedDecision? guarded, BlockExperiment blocks) =>
        verdict is ProofVerdict.Regressed || blocks.EndedBecause is not null ? null
        : blocks.PlannedPairs == 0 ? blocks.Pilot.TimeNeeded
        : verdict is ProofVerdict.Inconclusive && guarded?.Verdict is PairedVerdict.Inconclusive { TimeNeeded: { } needed }
            ? (blocks.Pairs.Count * PlanOf(blocks).PerPair) + needed
        : null;

    private static (ProofVerdict, string)? Unmeasured(BlockExperiment blocks) => blocks switch
    {
        { EndedBecause: { } cause } => (ProofVerdict.Unfit, cause),
        { Interrupted: true, Pairs: [] } => (ProofVerdict.Inconclusive, "it was interrupted before the pilot was over"),
        _ when FailedBlocksOfBase(blocks) is var share and > MostFailed =>
            (ProofVerdict.Unfit, $"A itself fails so many requests that {Percent(share)} of its blocks have no "
                + $"{ComparisonChanges.NameOf(blocks.Quantile)[..^3]}"),
        { Pilot: { Spread: null } pilot } =>
            (ProofVerdict.Unfit, $"the pilot's pairs differ without bounds: {Failed("A", pilot.Pairs.Select(static pair => pair.A))}, "
                + $"{Failed("B", pilot.Pairs.Select(static pair => pair.B))}{Others(pilot)}"),
        { PlannedPairs: 0, Pilot: { Foreign: { Value: > MostForeign } foreign } pilot } =>
            (ProofVerdict.Unfit, $"others use {Percent(foreign.Value)} of this machine's processors, and in such noise {Needed(pilot)}"),
        { PlannedPairs: 0, Pilot: var pilot } => (ProofVerdict.Inconclusive, $"the budget is too small: {Needed(pilot)}"),
        _ when SpoiledByGenerator(blocks) is { } late => (ProofVerdict.Unfit, late),
        _ => null,
    };

    private static (ProofVerdict, string) Of(PairedDecision decision, BlockExperiment blocks)
    {
        var metric = ComparisonChanges.NameOf(blocks.Quantile)[..^3];
        var change = decision.Ratio is { } ratio
            ? $"{metric} {Signed(ratio.Ratio - 1)} ({Signed(ratio.Low - 1)} … {Signed(ratio.High - 1)})"
            : $"no {metric}";
        return decision.Verdict switch
        {
            PairedVerdict.Improved => (ProofVerdict.Improved, $"B is faster: {change}"),
            PairedVerdict.Regressed => (ProofVerdict.Regressed, $"B is slower: {change}"),
            PairedVerdict.Equivalent => (ProofVerdict.Equivalent, $"no difference that matters: {change}"),
            PairedVerdict.Unfit unfit => (ProofVerdict.Unfit, $"{unfit.Reason}{Greedy(blocks)}: {change}"),
            PairedVerdict.Inconclusive open =>
                (ProofVerdict.Inconclusive, $"{(blocks.Interrupted ? "it was interrupted" : open.Reason)}: {change}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>That the generator did not send what was to be sent, or null.</summary>
    internal static string? LostArrivals(BlockExperiment blocks)
    {
        var all = blocks.Pairs.SelectMany(static pair => (Block[])[pair.A, pair.B]).ToList();
        var lost = all.Sum(static block => block.DroppedByGenerator);
        return lost > MostLost * all.Sum(static block => block.Requests)
            ? $"the generator was too late for {lost} arrivals: this machine cannot send {Number(blocks.Rate.Value)}/s; {Relief}"
            : null;
    }

    private static string? SpoiledByGenerator(BlockExperiment blocks) => LostArrivals(blocks) ?? OwnLatency(blocks);

    // Latency is from the intended start: a generator that is late makes latency of its own. The work of what it sent is counted as ever.
    private static string? OwnLatency(BlockExperiment blocks)
    {
        var all = blocks.Pairs.SelectMany(static pair => (Block[])[pair.A, pair.B]).ToList();
        var late = all.Count(block => block.At(blocks.Quantile) is { } latency && block.SendLag > latency / 4);
        if (late > all.Count / 2)
        {
            return $"the generator itself was late in {late} of {all.Count} blocks "
                + $"(the {ComparisonChanges.NameOf(blocks.Quantile)[..^3]} of its lag above a quarter of that of the latency); {Relief}";
        }

        var saturated = all.Count(SaturatedGenerator.IsIn);
        return saturated > all.Count / 2
            ? $"the generator had no time left in {saturated} of {all.Count} blocks, so that arrivals may have waited for itself: "
                + $"this machine cannot send {Number(blocks.Rate.Value)}/s; {Relief}"
            : null;
    }

    /// <summary>The share of A's blocks that have no quantile, since too many requests failed.</summary>
    internal static double FailedBlocksOfBase(BlockExperiment blocks) =>
        blocks.Pilot.Pairs.Concat(blocks.Pairs).Select(pair => pair.A.At(blocks.Quantile) is null ? 1.0 : 0).DefaultIfEmpty(0).Average();

    private static string Failed(string name, IEnumerable<Block> blocks) =>
        $"{name} failed {Number(blocks.Sum(static block => block.Failed))} of "
            + $"{Number(blocks.Sum(static block => block.Requests))} requests";

    private static string Others(BlockPilot pilot) =>
        pilot.Foreign is { } foreign ? $"; others use {Percent(foreign.Value)} of this machine's processors" : "";

    // The probe shares the processors with the arms: an arm that takes them looks like a noisy machine, but always in its own half.
    private static string Greedy(BlockExperiment blocks)
    {
        var disturbed = blocks.Pairs
            .Where(static pair => MetricPair.Disturbs(pair.A.Probe.TotalMilliseconds, pair.B.Probe.TotalMilliseconds))
            .ToList();
        var inB = disturbed.Count(static pair => pair.B.Probe > pair.A.Probe);
        return new PairedFailures(disturbed.Count, disturbed.Count - inB, inB).TwoSided >= Guard.Alpha ? ""
            : $" ({(2 * inB > disturbed.Count ? "B" : "A")} itself takes the processors that the probe asks for: lower the rate, "
                + "or compare on a larger machine)";
    }

    private static PairPlan PlanOf(BlockExperiment blocks) => new(blocks.PlannedPairs, blocks.Block, blocks.Settle);

    private static string Needed(BlockPilot pilot) => pilot.TimeNeeded is { } time
        ? $"{Number(Math.Ceiling(time.TotalMinutes))} min are needed ({Number(pilot.PairsNeeded!.Value)} pairs, "
            + $"which vary by {Percent(pilot.Spread!.Value)})"
        : "it is not known how much time is needed";

    /// <summary>A change as a signed percentage.</summary>
    internal static string Signed(double change) =>
        double.IsFinite(change) ? change.ToString("+0.0 %;-0.0 %;0.0 %", CultureInfo.InvariantCulture) : "unbounded";

    internal static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    /// <summary>A ratio in percent.</summary>
    internal static string Percent(double ratio) => (100 * ratio).ToString("0.# ", CultureInfo.InvariantCulture) + "%";
}
