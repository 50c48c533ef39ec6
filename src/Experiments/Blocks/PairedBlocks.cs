using Headroom.Collect;
using Headroom.Collect.Host;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Experiments.Blocks;

/// <summary>With which load two arms are held against each other, and for how long at most.</summary>
public sealed record BlockRequest
{
    /// <summary>The load, which <see cref="BlockLoad.Refusal"/> found fit.</summary>
    public required LoadPlan Load { get; init; }

    /// <summary>The quantile of the latency that decides: p50, p95 or p99.</summary>
    public required Ratio Quantile { get; init; }

    /// <summary>The relative change of it that must not be missed, above 0: 0.1 is 10 %.</summary>
    public required double Effect { get; init; }

    /// <summary>The most time that the pairs may take; the pilot, restarts and warm-ups are left out.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>How long a block is recorded.</summary>
    public required TimeSpan Block { get; init; }

    /// <summary>The load before each block that is not recorded.</summary>
    public TimeSpan Settle { get; init; } = PairPlan.UsualSettle;

    /// <summary>The seed of the order and of the load.</summary>
    public required ulong Seed { get; init; }
}

/// <summary>
/// Puts two arms under the same load in turns, block by block, in an order drawn by chance,
/// so that whatever the machine does falls on both.
/// </summary>
/// <remarks>
/// <code>
///   pilot        | quarter 1      look | quarter 2      look | quarter 3 ... | quarter 4
///   A B  B A  .. | A B  A B  B A  ...  | (restart, warm) ... |
/// </code>
/// The pilot says how many pairs the wanted effect needs; when they do not fit into the budget, the experiment ends there, unless the pilot
/// itself shows an effect for which the budget is enough. Both halves of a pair get the same requests at the same instants; each pair has
/// values of its own.
/// <para><b>Source:</b> Laaber et al., "Software microbenchmarking in the cloud" (EMSE 24, 2019);
/// Bulej et al., "Duet benchmarking" (ICPE 2020).</para>
/// </remarks>
public sealed class PairedBlocks(BlockRequest request, ArmService a, ArmService b, TimeProvider time)
{
    /// <summary>Times at which the experiment may end because it is decided, all pairs included.</summary>
    private const int Quarters = 4;

    private const int FewestOfQuarter = PairedDecision.FewestPairs / Quarters;

    private const int FewestPilotPairs = 8, MostPilotPairs = 12;

    /// <summary>
    /// How far pairs may overrun the budget (a ratio): answers that are waited for at a block's end are not known beforehand.
    /// </summary>
    private const double MostOverrun = 1.1;

    private static readonly TimeSpan s_pilot = TimeSpan.FromSeconds(45);

    /// <summary>Runs the experiment.</summary>
    /// <param name="isDecided">Looks at what there is after each quarter but the last; true ends the experiment.</param>
    /// <param name="progress">Is told what goes on.</param>
    /// <param name="stop">Ends it early: what was measured comes back, marked as interrupted.</param>
    public async Task<BlockExperiment> RunAsync(Func<BlockExperiment, bool> isDecided, IProgress<string> progress, CancellationToken stop)
    {
        var window = new RunningWindow(time);
        using var bench = await BlockBench.OpenAsync(request, a, b, time, stop);
        var (pilot, perPair, ended) = await PilotAsync(bench, progress, stop);
        var planned = ended is null ? Planned(pilot, [.. pilot.Pairs.Select(LogRatio)], (int)(request.Budget / perPair)) : 0;
        List<PairOfBlocks> pairs = [];
        BlockExperiment Result() => new()
        {
            Window = window.SoFar,
            Provenance = $"blocks of {request.Block.TotalSeconds:0.###} s after {request.Settle.TotalSeconds:0.###} s, in pairs, "
                + $"seed {request.Seed}",
            A = a.Request.Described,
            B = b.Request.Described,
            Quantile = request.Quantile,
            Block = request.Block,
            Settle = request.Settle,
            Rate = BlockLoad.Rate(request.Load),
            Pilot = pilot,
            PlannedPairs = planned,
            Pairs = [.. pairs],
            EndedBecause = ended,
            UncountedBecause = a.UncountedBecause ?? b.UncountedBecause,
            UntimedBecause = a.UntimedBecause ?? b.UntimedBecause,
            Interrupted = stop.IsCancellationRequested,
        };
        var spent = TimeSpan.Zero;
        bool IsTimeUp() => spent >= MostOverrun * request.Budget;
        bool GoesOn() => ended is null && !stop.IsCancellationRequested && !IsTimeUp();
        for (var quarter = 1; quarter <= Quarters && planned > 0 && GoesOn(); quarter++)
        {
            if (quarter > 1)
            {
                ended = await RestartAsync(bench, stop);
            }

            progress.Report(
                $"quarter {quarter} of {Quarters}: pairs {pairs.Count + 1} to {planned * quarter / Quarters}, "
                + $"{(planned / Quarters * perPair).TotalSeconds:0} s");
            while (pairs.Count < planned * quarter / Quarters && GoesOn())
            {
                var begun = time.GetTimestamp();
                if (await bench.PairAsync(pairs.Count + MostPilotPairs, stop) is { } pair)
                {
                    pairs.Add(pair);
                    ended = Ending(pair);
                }

                spent += time.GetElapsedTime(begun);
            }

            if (quarter < Quarters && ended is null && isDecided(Result()))
            {
                break;
            }
        }

        return Result();
    }

    private async Task<(BlockPilot Pilot, TimeSpan PerPair, string? Ended)> PilotAsync(
        BlockBench bench, IProgress<string> progress, CancellationToken stop)
    {
        var meter = HostMeter.Start(time);
        var count = Math.Clamp((int)(s_pilot / PairTime), FewestPilotPairs, MostPilotPairs);
        List<PairOfBlocks> pairs = [];
        string? ended = null;
        progress.Report($"pilot: {count} pairs, {(count * PairTime).TotalSeconds:0} s");
        await bench.WarmAsync(stop);
        var begun = time.GetTimestamp();
        while (pairs.Count < count && ended is null && !stop.IsCancellationRequested)
        {
            if (await bench.PairAsync(pairs.Count, stop) is { } pair)
            {
                pairs.Add(pair);
                ended = Ending(pair);
            }
        }

        var perPair = pairs.Count == 0 ? PairTime : time.GetElapsedTime(begun) / pairs.Count;
        var spread = PairPower.Deviation([.. pairs.Select(LogRatio)]);
        var needed = spread is { } s ? Math.Max(Quarters * FewestOfQuarter, PairPower.PairsNeeded(s, request.Effect)) : (int?)null;
        var pilot = new BlockPilot
        {
            Pairs = pairs,
            Spread = spread,
            Foreign = bench.Parties() is { } parties ? meter.Stop(parties).Foreign : null,
            PairsNeeded = needed,
            TimeNeeded = needed * perPair,
        };
        return (pilot, perPair, ended);
    }

    /// <summary>
    /// The pairs to take, a multiple of the quarters; 0 when the wanted effect needs more than the budget has, and the pilot shows none that
    /// is so large that the budget is enough for it. What the pilot shows is no part of the verdict, which rests on other pairs.
    /// </summary>
    /// <param name="pilot">The pilot.</param>
    /// <param name="logRatios">The ln-ratios of its pairs.</param>
    /// <param name="affordable">Pairs that fit into the budget.</param>
    internal static int Planned(BlockPilot pilot, IReadOnlyList<double> logRatios, int affordable)
    {
        if (pilot.Spread is not { } spread || (pilot.PairsNeeded > affordable && NeededAsShown(spread, logRatios) > affordable))
        {
            return 0;
        }

        var wanted = Math.Max(pilot.PairsNeeded ?? 0, PairPower.PairsForEquivalence(spread, PairedDecision.EquivalenceMargin));
        return Quarters * Math.Max(FewestOfQuarter, Math.Min((wanted + Quarters - 1) / Quarters, affordable / Quarters));
    }

    private static int NeededAsShown(double spread, IReadOnlyList<double> logRatios) =>
        PairPower.EffectShown(logRatios) is { } shown
            ? Math.Max(Quarters * FewestOfQuarter, PairPower.PairsNeeded(spread, shown))
            : int.MaxValue;

    // Why an arm did not come back, or null: what was measured until then is kept.
    private async Task<string?> RestartAsync(BlockBench bench, CancellationToken stop)
    {
        if (a.Request.Start is null && b.Request.Start is null)
        {
            return null;
        }

        try
        {
            await a.RestartAsync(stop);
            await b.RestartAsync(stop);
            await bench.WarmAsync(stop);
            return null;
        }
        catch (Processes.StartFailedException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private TimeSpan PairTime => new PairPlan(1, request.Block, request.Settle).PerPair;

    private double LogRatio(PairOfBlocks pair) => new MetricPair(Milliseconds(pair.A), Milliseconds(pair.B)).LogRatio;

    private double Milliseconds(Block block) => block.At(request.Quantile)?.TotalMilliseconds ?? double.PositiveInfinity;

    // An arm that is gone or answers nothing but errors has no latency to speak of.
    private string? Ending(PairOfBlocks pair) => Ending(a, pair.A) ?? Ending(b, pair.B);

    private static string? Ending(ArmService arm, Block block) =>
        arm.HasEnded ? $"{arm.Request.Name} ended by itself. Its last lines:\n{arm.LastLines}"
        : block.Requests == 0 ? $"{arm.Request.Name} got no request in a block of {block.StartedAt:HH:mm:ss}; the rate is too low for it"
        : block.Failed == block.Requests
            ? $"{arm.Request.Name} answered only errors: {block.Failed} of {block.Requests} requests failed in one block"
        : null;
}
