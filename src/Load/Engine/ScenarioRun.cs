using Headroom.Load.Schedules;
using Headroom.Model.Plans;

namespace Headroom.Load.Engine;

/// <summary>What the workers share of one scenario.</summary>
internal sealed class ScenarioRun(Scenario scenario, ulong seed)
{
    private long _started;

    /// <summary>The scenario.</summary>
    public Scenario Scenario => scenario;

    /// <summary>The seed of its draws.</summary>
    public ulong Seed => seed;

    /// <summary>Its start, nanoseconds since the start of the run.</summary>
    public long StartNs { get; } = RunClock.Ns(scenario.StartTime);

    /// <summary>Whether iterations start whatever the target does.</summary>
    public bool IsOpen => scenario.Executor.IsOpen;

    /// <summary>The arrivals of an open model.</summary>
    public ArrivalSchedule? Arrivals { get; } = ArrivalSchedule.Of(scenario.Executor, seed);

    /// <summary>The virtual users of a closed model.</summary>
    public VuSchedule? Users { get; } = VuSchedule.Of(scenario.Executor);

    /// <summary>The most virtual users at once.</summary>
    public int Vus => scenario.Executor switch
    {
        Executor.ConstantArrivalRate open => open.MaxVus,
        Executor.RampingArrivalRate open => open.MaxVus,
        _ => Users!.MaxVus,
    };

    /// <summary>
    /// When iterations may start until, from the start of the run, unless their number ends them; null when only that does.
    /// </summary>
    public TimeSpan? Until => Users is { SharedIterations: not null } or { IterationsPerVu: not null }
        ? null
        : scenario.StartTime + scenario.Executor.TotalDuration;

    /// <summary>The number of an iteration of a closed model that starts.</summary>
    public long TakeNumber() => Interlocked.Increment(ref _started) - 1;

    /// <summary>Arrivals due between two instants of the run.</summary>
    public long DueBetween(TimeSpan from, TimeSpan to) => Arrivals is { } arrivals ? Before(arrivals, to) - Before(arrivals, from) : 0;

    private long Before(ArrivalSchedule arrivals, TimeSpan instant) =>
        arrivals.CountBefore(Max(instant - scenario.StartTime, TimeSpan.Zero));

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
