using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Load.Schedules;

/// <summary>When iterations of the open model are due: a pure function of the arrival's number, whatever the target does.</summary>
/// <remarks>
/// <code>
///   rate |        ____          A(t) = integral of r from 0 to t
///  r(t)  |      /      \        arrival n (from 0) is due at the last t with A(t) &lt;= n
///        |    /          \      within a ramp that starts at t0 with rate a, slope s and A(t0) &lt;= n:
///        |  /              \      t = t0 + 2m / (a + sqrt(a^2 + 2 s m)),  m = n - A(t0)
///        +------------------- t
/// </code>
/// r = iterations a second, t = seconds since the start, A = iterations, s = iterations a second squared. The form of the root is the one
/// that neither cancels nor divides by a slope of 0. The first arrival is due as soon as the rate is above 0, and a run emits ceil(A(end)).
/// Times are rounded to 100 ns.
/// <para><b>Source:</b> the manner is that of the pacers of vegeta (lib/pacer.go); the root is the
/// numerically stable quadratic formula.</para>
/// </remarks>
public sealed class ArrivalSchedule
{
    private const double Tolerance = 1e-9;

    private readonly Ramp[] _ramps;

    private ArrivalSchedule(Ramp[] ramps, TimeSpan duration) => (_ramps, Duration) = (ramps, duration);

    /// <summary>How long arrivals are due.</summary>
    public TimeSpan Duration { get; }

    /// <summary>A fixed rate.</summary>
    public static ArrivalSchedule Constant(PerSecond rate, TimeSpan duration) => Ramping(rate, [new Stage(duration, rate.Value)]);

    /// <summary>A rate that goes linearly from stage to stage.</summary>
    public static ArrivalSchedule Ramping(PerSecond start, IReadOnlyList<Stage> stages) =>
        new(Ramp.Of(start.Value, stages), stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration));

    /// <summary>The schedule of an executor, or null of a closed one.</summary>
    public static ArrivalSchedule? Of(Executor executor) => executor switch
    {
        Executor.ConstantArrivalRate open => Constant(open.Rate, open.Duration),
        Executor.RampingArrivalRate open => Ramping(open.StartRate, open.Stages),
        _ => null,
    };

    /// <summary>What to do after <paramref name="started"/> arrivals at a time.</summary>
    public Step Next(TimeSpan elapsed, long started) => DueAt(started) switch
    {
        null => new Step(StepKind.Stop, Duration),
        { } due when due <= elapsed => new Step(StepKind.Start, due),
        { } due => new Step(StepKind.Wait, due),
    };

    /// <summary>When an arrival (from 0) is due since the start, or null when the schedule ends before.</summary>
    public TimeSpan? DueAt(long arrival)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(arrival);
        var before = 0.0;
        foreach (var ramp in _ramps)
        {
            if (before + ramp.Area > arrival + (Tolerance * Math.Max(1, arrival)))
            {
                var due = TimeSpan.FromTicks((long)Math.Round((ramp.StartS + Root(ramp, arrival - before)) * TimeSpan.TicksPerSecond));
                return due < Duration ? due : null;
            }

            before += ramp.Area;
        }

        return null;
    }

    /// <summary>How many arrivals are due before a time: the integral of the rate, rounded up.</summary>
    public long CountBefore(TimeSpan elapsed)
    {
        var count = (long)Math.Ceiling(_ramps.Sum(ramp => ramp.AreaUntil(elapsed.TotalSeconds)));
        while (count > 0 && !(DueAt(count - 1) < elapsed))
        {
            count--;
        }

        while (DueAt(count) < elapsed)
        {
            count++;
        }

        return count;
    }

    private static double Root(Ramp ramp, double area)
    {
        var m = Math.Max(0, area);
        var divisor = ramp.From + Math.Sqrt(Math.Max(0, (ramp.From * ramp.From) + (2 * ramp.Slope * m)));
        return divisor > 0 ? Math.Min(2 * m / divisor, ramp.LengthS) : 0;
    }
}
