using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Load.Profiles;

/// <summary>A load at multiples of its rate, each at a constant rate: what its scenarios are about, more of it and less.</summary>
public static class Rungs
{
    /// <summary>Why a load has no rungs, or null when it has.</summary>
    /// <param name="load">The load.</param>
    /// <param name="highest">The greatest multiple.</param>
    public static string? Refusal(LoadPlan load, double highest) =>
        load.Scenarios.FirstOrDefault(static scenario => !scenario.Executor.IsOpen) is { } closed
            ? $"scenario '{closed.Name}' has no rate to multiply; expected `constant-arrival-rate` or `ramping-arrival-rate` in all"
            : Limits.Mistake(At(load, highest));

    /// <summary>The load at a multiple of its rate, in as much time.</summary>
    /// <param name="load">A load without a <see cref="Refusal"/>.</param>
    /// <param name="factor">The multiple.</param>
    public static LoadPlan At(LoadPlan load, double factor) =>
        load with { Scenarios = [.. load.Scenarios.Select(scenario => scenario with { Executor = Constant(scenario.Executor, factor) })] };

    /// <summary>
    /// Which scenario is given fewer iterations at once than its multiple would have, in words, or null: what waits then may wait for the
    /// generator.
    /// </summary>
    /// <param name="load">A load without a <see cref="Refusal"/>.</param>
    /// <param name="factor">The multiple.</param>
    public static string? Cut(LoadPlan load, double factor) =>
        load.Scenarios.FirstOrDefault(scenario => Levels.WantedVus(scenario.Executor, factor) > Ceilings.Vus) is { } cut
            ? $"scenario '{cut.Name}' has {Ceilings.Vus} iterations at once instead of {Levels.WantedVus(cut.Executor, factor)}: "
                + "no plan may ask for more"
            : null;

    private static Executor Constant(Executor executor, double factor) => new Executor.ConstantArrivalRate(
        new PerSecond(Levels.Of(executor) * factor), executor.TotalDuration, Levels.MaxVus(executor, factor), ArrivalsOf(executor));

    private static Arrivals ArrivalsOf(Executor executor) => executor switch
    {
        Executor.ConstantArrivalRate open => open.Arrivals,
        Executor.RampingArrivalRate open => open.Arrivals,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
