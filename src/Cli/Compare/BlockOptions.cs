using System.Globalization;
using Headroom.Cli.Load;
using Headroom.Experiments.Blocks;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Cli.Compare;

/// <summary>What the options say of an experiment in pairs of blocks.</summary>
internal static class BlockOptions
{
    private static readonly TimeSpan s_budget = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_leastBudget = TimeSpan.FromSeconds(30);

    /// <summary>The most time that the pairs may take.</summary>
    public static TimeSpan Budget(string? text, Mistakes mistakes) =>
        mistakes.Duration("--budget", text, s_leastBudget, Ceilings.Duration) ?? s_budget;

    /// <summary>The experiment, its blocks as long as the load's rate asks for.</summary>
    /// <param name="load">The load, which has blocks.</param>
    /// <param name="quantile">What decides.</param>
    /// <param name="effect">The change that must not be missed, a ratio.</param>
    /// <param name="budget">The most time that the pairs may take.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="BadInputException">The budget holds too few pairs to decide anything.</exception>
    public static BlockRequest RequestOf(LoadPlan load, Ratio quantile, double effect, TimeSpan budget, ulong seed)
    {
        var block = PairPlan.BlockFor(quantile.Value, BlockLoad.RequestRate(load).Value);
        if (new PairPlan(PairedDecision.FewestPairs, block, PairPlan.UsualSettle).Duration is var least && least > budget)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                $"--budget {budget.TotalMinutes:0.#}m: at this rate {PairedDecision.FewestPairs} pairs of blocks, the fewest that decide, "
                    + $"take {least.TotalMinutes:0.#} min; expected at least that, or a higher --rate"));
        }

        return new BlockRequest
        {
            Load = load,
            Quantile = quantile,
            Effect = effect,
            Budget = budget,
            Block = block,
            Seed = seed,
        };
    }
}
