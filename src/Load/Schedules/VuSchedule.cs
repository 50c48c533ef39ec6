using Headroom.Model.Plans;

namespace Headroom.Load.Schedules;

/// <summary>When each virtual user of the closed model runs: a pure function of its number.</summary>
/// <remarks>
/// VU i (from 0) runs while <c>v(t) >= i + 1/2</c>, where v is the piecewise linear number of VUs at t seconds since the start: v rounded
/// half up. So the VU-seconds of all VUs are the integral of v wherever a ramp goes from one whole number to another.
/// A VU that is no longer wanted ends its iteration first.
/// </remarks>
public sealed class VuSchedule
{
    private const double Tolerance = 1e-9;

    private readonly Ramp[] _ramps;

    private VuSchedule(Ramp[] ramps, TimeSpan duration) => (_ramps, Duration) = (ramps, duration);

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
        _ => null,
    };

    /// <summary>How many VUs run at a time since the start.</summary>
    public int Wanted(TimeSpan elapsed) =>
        elapsed < Duration && RampAt(elapsed.TotalSeconds) is { } ramp
            ? (int)Math.Floor(ramp.ValueAt(elapsed.TotalSeconds) + 0.5 + Tolerance)
            : 0;

    /// <summary>What VU number <paramref name="vu"/> (from 0: so many started before it) does between two iterations.</summary>
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
            var reached = ramp.From >= level ? ramp.StartS : ramp.StartS + ((level - ramp.From) / ramp.Slope);
            var at = TimeSpan.FromTicks((long)Math.Ceiling(reached * TimeSpan.TicksPerSecond));
            if (at > elapsed && at < Duration)
            {
                return new Step(StepKind.Wait, at);
            }
        }

        return new Step(StepKind.Stop, Duration);
    }

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
