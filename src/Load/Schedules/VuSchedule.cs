using Headroom.Model.Plans;

namespace Headroom.Load.Schedules;

/// <summary>
/// When each virtual user of the closed model may start an iteration: a pure function of its number and of what was started.
/// </summary>
/// <remarks>
/// VU i (from 0) runs while <c>v(t) >= i + 1/2</c>, where v is the piecewise linear number of VUs at t seconds since the start of the
/// scenario: v rounded half up. So the VU-seconds of all VUs are the integral of v wherever a ramp goes from one whole number to another.
/// A VU that is no longer wanted ends its iteration first. Of the executors that count iterations, a VU stops for good as soon as its
/// own number, or the number that all share, is used up, even before the schedule ends.
/// </remarks>
public sealed class VuSchedule
{
    private const double Tolerance = 1e-9;

    private readonly Ramp[] _ramps;

    private VuSchedule(Ramp[] ramps, TimeSpan duration) => (_ramps, Duration) = (ramps, duration);

    /// <summary>How many iterations each VU does at most; null when only time ends it.</summary>
    public long? IterationsPerVu { get; private init; }

    /// <summary>How many iterations all VUs do together at most; null when only time ends them.</summary>
    public long? SharedIterations { get; private init; }

    /// <summary>How long VUs start iterations.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The most VUs that ever run at once.</summary>
    public int MaxVus => _ramps.Length == 0 ? 0 : (int)Math.Floor(_ramps.Max(ramp => Math.Max(ramp.From, ramp.To)) + 0.5);

    /// <summary>A fixed number of VUs.</summary>
    public static VuSchedule Constant(int vus, TimeSpan duration) => Ramping(vus, [new Stage(duration, vus)]);

    /// <summary>A number of VUs that goes linearly from stage to stage.</summary>
    public static VuSchedule Ramping(int start, IReadOnlyList<Stage> stages) =>
        new(Ramp.Of(start, stages), stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration));

    /// <summary>The schedule of an executor, or null of an open one.</summary>
    public static VuSchedule? Of(Executor executor) => executor switch
    {
        Executor.ConstantVus closed => Constant(closed.Vus, closed.Duration),
        Executor.RampingVus closed => Ramping(closed.StartVus, closed.Stages),
        Executor.SharedIterations closed => WithBudget(closed.Vus, closed.MaxDuration, perVu: null, closed.Iterations),
        Executor.PerVuIterations closed => WithBudget(closed.Vus, closed.MaxDuration, closed.Iterations, shared: null),
        _ => null,
    };

    /// <summary>How many VUs run at a time since the start.</summary>
    public int Wanted(TimeSpan elapsed) =>
        elapsed < Duration && RampAt(elapsed.TotalSeconds) is { } ramp
            ? (int)Math.Floor(ramp.ValueAt(elapsed.TotalSeconds) + 0.5 + Tolerance)
            : 0;

    /// <summary>Whether a VU may start an iteration now.</summary>
    /// <param name="elapsed">Time since the start of the scenario.</param>
    /// <param name="vu">The VU's number, from 0.</param>
    /// <param name="startedByVu">Iterations that it started before this one.</param>
    /// <param name="startedByAll">
    /// Iterations that all VUs started before this one. Where VUs ask at once, each needs a number of its own (one that an atomic
    /// counter gave out), which it uses up when the answer is <see cref="StepKind.Start"/>.
    /// </param>
    public Step Next(TimeSpan elapsed, int vu, long startedByVu, long startedByAll) =>
        startedByVu >= IterationsPerVu || startedByAll >= SharedIterations ? new Step(StepKind.Stop, Duration) : Next(elapsed, vu);

    /// <summary>The same where iterations are not counted: what a VU does between two iterations.</summary>
    public Step Next(TimeSpan elapsed, int vu)
    {
        if (Wanted(elapsed) > vu)
        {
            return new Step(StepKind.Start, elapsed);
        }

        var level = vu + 0.5;
        var ahead = _ramps.Where(ramp => ramp.LengthS > 0 && ramp.EndS > elapsed.TotalSeconds);
        foreach (var ramp in ahead.Where(ramp => Math.Max(ramp.From, ramp.To) >= level))
        {
            // Ramps start on a tick; within one, the number is reached by the first tick that is not before it.
            var at = TimeSpan.FromTicks((long)(ramp.From >= level
                ? Math.Round(ramp.StartS * TimeSpan.TicksPerSecond)
                : Math.Ceiling((ramp.StartS + ((level - ramp.From) / ramp.Slope)) * TimeSpan.TicksPerSecond)));
            if (at > elapsed && at < Duration)
            {
                return new Step(StepKind.Wait, at);
            }
        }

        return new Step(StepKind.Stop, Duration);
    }

    private static VuSchedule WithBudget(int vus, TimeSpan duration, long? perVu, long? shared) =>
        new(Ramp.Of(vus, [new Stage(duration, vus)]), duration) { IterationsPerVu = perVu, SharedIterations = shared };

    private Ramp? RampAt(double seconds)
    {
        foreach (var ramp in _ramps)
        {
            if (ramp.LengthS > 0 && seconds < ramp.EndS)
            {
                return ramp;
            }
        }

        return null;
    }
}
