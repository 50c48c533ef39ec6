using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Load.Profiles;

/// <summary>How much load an executor stands for, and the same executor with more or less of it.</summary>
internal static class Levels
{
    /// <summary>
    /// The VUs, or the iterations a second, that an executor is about: of a ramping one the target that it holds longest (of equally long
    /// ones the higher), or the highest when it holds none.
    /// </summary>
    public static double Of(Executor executor) => executor switch
    {
        Executor.ConstantArrivalRate open => open.Rate.Value,
        Executor.RampingArrivalRate open => Held(open.StartRate.Value, open.Stages),
        Executor.RampingVus closed => Held(closed.StartVus, closed.Stages),
        _ => FeedUse.Vus(executor),
    };

    /// <summary>The most VUs, or iterations a second, that an executor reaches.</summary>
    public static double Highest(Executor executor) => executor switch
    {
        Executor.ConstantArrivalRate open => open.Rate.Value,
        Executor.RampingArrivalRate open => Math.Max(open.StartRate.Value, open.Stages.Max(static stage => stage.Target)),
        _ => FeedUse.Vus(executor),
    };

    /// <summary>An executor with its load multiplied; VUs are rounded up, times stay.</summary>
    public static Executor Scaled(Executor executor, double factor) => executor switch
    {
        Executor.ConstantVus closed => closed with { Vus = Up(closed.Vus * factor) },
        Executor.RampingVus closed => closed with
        {
            StartVus = Up(closed.StartVus * factor),
            Stages = [.. closed.Stages.Select(stage => stage with { Target = Up(stage.Target * factor) })],
        },
        Executor.SharedIterations closed => closed with
        {
            Vus = Up(closed.Vus * factor),
            Iterations = Math.Max(Up(closed.Vus * factor), (long)Math.Ceiling(closed.Iterations * factor)),
        },
        Executor.PerVuIterations closed => closed with { Vus = Up(closed.Vus * factor) },
        _ => WithRate(executor, factor, MaxVus(executor, factor)),
    };

    /// <summary>An executor of the open model with its rate multiplied and its VUs as they are; one of the closed model as it is.</summary>
    public static Executor WithRate(Executor executor, double factor) =>
        executor.IsOpen ? WithRate(executor, factor, FeedUse.Vus(executor)) : executor;

    /// <summary>
    /// How many iterations at once a multiple of the load may need: in proportion, but never fewer and never beyond what a plan may ask.
    /// </summary>
    public static int MaxVus(Executor executor, double factor) =>
        (int)Math.Min(Ceilings.Vus, WantedVus(executor, factor));

    /// <summary>The same where a plan may ask for any number.</summary>
    public static double WantedVus(Executor executor, double factor) => Math.Ceiling(FeedUse.Vus(executor) * Math.Max(1, factor));

    /// <summary>VUs, rounded up.</summary>
    public static int Up(double vus) => (int)Math.Ceiling(vus);

    private static Executor WithRate(Executor executor, double factor, int maxVus) => executor switch
    {
        Executor.ConstantArrivalRate open => open with { Rate = Times(open.Rate, factor), MaxVus = maxVus },
        Executor.RampingArrivalRate open => open with
        {
            StartRate = Times(open.StartRate, factor),
            Stages = [.. open.Stages.Select(stage => stage with { Target = stage.Target * factor })],
            MaxVus = maxVus,
        },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static PerSecond Times(PerSecond rate, double factor) => new(rate.Value * factor);

    private static double Held(double start, IReadOnlyList<Stage> stages)
    {
        var held = stages.Zip([start, .. stages.Select(static stage => stage.Target)])
            .Where(static pair => pair.First.Target.Equals(pair.Second) && pair.Second > 0)
            .GroupBy(static pair => pair.Second, static pair => pair.First.Duration)
            .Select(static group => (Target: group.Key, Time: group.Aggregate(TimeSpan.Zero, static (sum, time) => sum + time)))
            .OrderByDescending(static hold => hold.Time).ThenByDescending(static hold => hold.Target).ToArray();
        return held is [var longest, ..] ? longest.Target : Math.Max(start, stages.Max(static stage => stage.Target));
    }
}
