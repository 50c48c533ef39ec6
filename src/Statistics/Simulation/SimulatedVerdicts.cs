namespace Headroom.Statistics.Simulation;

/// <summary>How often each verdict came out of simulated experiments.</summary>
/// <param name="Runs">Experiments.</param>
/// <param name="Improved">How many were Improved.</param>
/// <param name="Regressed">How many were Regressed.</param>
/// <param name="Equivalent">How many were Equivalent.</param>
/// <param name="Inconclusive">How many were Inconclusive.</param>
/// <param name="Unfit">How many were Unfit.</param>
/// <param name="Measured">Pairs measured in all until each experiment's decision.</param>
public sealed record SimulatedVerdicts(int Runs, int Improved, int Regressed, int Equivalent, int Inconclusive, int Unfit, long Measured)
{
    /// <summary>Decides simulated experiments with <see cref="PairedDecision"/>, each with chances of its own.</summary>
    public static SimulatedVerdicts Of(BlockSimulator simulator, int runs, ulong seed)
    {
        var random = new SeededRandom(seed);
        var verdicts = new SimulatedVerdicts(runs, 0, 0, 0, 0, 0, 0);
        for (var run = 0; run < runs; run++)
        {
            verdicts = verdicts.And(PairedDecision.CutShort(simulator.Run(random.Fork((ulong)run)), simulator.Plan));
        }

        return verdicts;
    }

    private SimulatedVerdicts And(PairedDecision decision)
    {
        var counted = this with { Measured = Measured + decision.Kept + decision.Dropped };
        return decision.Verdict switch
        {
            PairedVerdict.Improved => counted with { Improved = Improved + 1 },
            PairedVerdict.Regressed => counted with { Regressed = Regressed + 1 },
            PairedVerdict.Equivalent => counted with { Equivalent = Equivalent + 1 },
            PairedVerdict.Inconclusive => counted with { Inconclusive = Inconclusive + 1 },
            _ => counted with { Unfit = Unfit + 1 },
        };
    }
}
