using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Load.Profiles;

/// <summary>How load runs over time.</summary>
/// <remarks>
/// With L the level of a scenario (<see cref="Levels.Of"/>):
/// <code>
///                 ______                        ______ 4L
///     spike      /      \  4L        stress  __/
///     1m    10s /  1m    \ 10s   2m       __/   each stair: 10s up, 2m
///   ___________/          \_____        _/
///        L                   L        L
/// </code>
/// A shape with a course of its own starts all scenarios at once.
/// </remarks>
internal static class Shapes
{
    private const int Peak = 4;
    private const int IterationsOfAFlow = 5;

    private static readonly TimeSpan s_ramp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_stair = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_soak = TimeSpan.FromHours(1);

    /// <summary>One VU, five iterations for each flow of a scenario, for a minute at most; all of it is recorded.</summary>
    public static Change Smoke(LoadPlan load) => new(
        load with
        {
            WarmUp = TimeSpan.Zero,
            Scenarios =
            [
                .. load.Scenarios.Select(static scenario => scenario with
                {
                    StartTime = TimeSpan.Zero,
                    Executor = new Executor.PerVuIterations(1, IterationsOfAFlow * scenario.Flows.Count, s_minute),
                }),
            ],
        },
        null);

    /// <summary>The same course with a multiple of the load.</summary>
    public static Change Scaled(LoadPlan load, double factor)
    {
        Scenario Of(Scenario scenario) => scenario with { Executor = Levels.Scaled(scenario.Executor, factor) };
        return new Change(load with { Scenarios = [.. load.Scenarios.Select(Of)] }, null);
    }

    /// <summary>L for a minute, within 10 s to 4 L, there for a minute, within 10 s back, and two minutes to recover.</summary>
    public static Change Spike(LoadPlan load) => Course(load, static executor => Ramp(
        executor,
        [new(s_minute, 1), new(s_ramp, Peak), new(s_minute, Peak), new(s_ramp, 1), new(s_stair, 1)]));

    /// <summary>Two minutes each at L, 2 L, 3 L and 4 L, with 10 s between them.</summary>
    public static Change Stress(LoadPlan load) => Course(load, static executor => Ramp(
        executor,
        [
            new(s_stair, 1),
            .. Enumerable.Range(2, Peak - 1).SelectMany(static stair => new Stage[] { new(s_ramp, stair), new(s_stair, stair) }),
        ]));

    /// <summary>L for an hour.</summary>
    public static Change Soak(LoadPlan load) => Course(load, static executor => executor switch
    {
        Executor.ConstantArrivalRate open => open with { Duration = s_soak },
        Executor.RampingArrivalRate open =>
            new Executor.ConstantArrivalRate(new PerSecond(Levels.Of(open)), s_soak, open.MaxVus, open.Arrivals),
        _ => new Executor.ConstantVus((int)Levels.Of(executor), s_soak),
    });

    // The warm-up is part of the first stretch, which it must not swallow.
    private static Change Course(LoadPlan load, Func<Executor, Executor> course)
    {
        Scenario Of(Scenario scenario) => scenario with { StartTime = TimeSpan.Zero, Executor = course(scenario.Executor) };
        var changed = load with { Scenarios = [.. load.Scenarios.Select(Of)] };
        var longest = changed.TotalDuration() / 10;
        return new Change(changed with { WarmUp = load.WarmUp < longest ? load.WarmUp : longest }, null);
    }

    private static Executor Ramp(Executor executor, IReadOnlyList<Stage> times)
    {
        var level = Levels.Of(executor);
        Stage[] stages = [.. times.Select(stage => stage with { Target = level * stage.Target })];
        return executor switch
        {
            Executor.ConstantArrivalRate open => Open(open.Arrivals),
            Executor.RampingArrivalRate open => Open(open.Arrivals),
            _ => new Executor.RampingVus((int)level, stages),
        };

        Executor Open(Arrivals arrivals) =>
            new Executor.RampingArrivalRate(new PerSecond(level), stages, Levels.MaxVus(executor, Peak), arrivals);
    }
}
