using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Load.Schedules;

/// <summary>When iterations of the open model are due: a function of the arrival's number alone, whatever the target does.</summary>
/// <remarks>
/// <code>
///   rate |        ____          A(t) = integral of r from 0 to t
///  r(t)  |      /      \        arrival n (from 0) is due at the last t with A(t) &lt;= x(n)
///        |    /          \      within a ramp that starts at t0 with rate a, slope s and A(t0) &lt;= x:
///        |  /              \      t = t0 + 2m / (a + sqrt(a^2 + 2 s m)),  m = x - A(t0)
///        +------------------- t
/// </code>
/// r = iterations a second, t = seconds since the start of the scenario, A = iterations, s = iterations a second squared. Even arrivals
/// have x(n) = n: the first is due as soon as the rate is above 0, and a run emits ceil(A(end)). Poisson arrivals have the points of a
/// Poisson process of rate 1 as x, so that their number in any stretch is Poisson with the integral of the rate as its mean, and what
/// comes in one stretch says nothing about another. The form of the root is the one that neither cancels nor divides by a slope of 0.
/// Times are rounded to 100 ns.
/// <para>
/// Safe for concurrent callers, and the same for all that have the same seed: workers share one, or have one each. Asked with rising
/// numbers, however far apart, an arrival costs O(1) amortised.
/// </para>
/// <para><b>Source:</b> the manner is that of the pacers of vegeta (lib/pacer.go); the root is the numerically stable quadratic formula;
/// Poisson arrivals by inversion of the integrated rate: Cinlar, "Introduction to Stochastic Processes" (1975), chapter 4.</para>
/// </remarks>
public sealed class ArrivalSchedule
{
    private const double Tolerance = 1e-9;
    private const double RelativeTolerance = 1e-13;

    private readonly Ramp[] _ramps;
    private readonly double[] _areas;
    private readonly PoissonPoints? _points;

    private ArrivalSchedule(Ramp[] ramps, TimeSpan duration, PoissonPoints? points)
    {
        (_ramps, Duration, _points) = (ramps, duration, points);
        _areas = new double[ramps.Length + 1];
        for (var i = 0; i < ramps.Length; i++)
        {
            _areas[i + 1] = _areas[i] + ramps[i].Area;
        }
    }

    /// <summary>How long arrivals are due.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Even arrivals at a fixed rate.</summary>
    public static ArrivalSchedule Constant(PerSecond rate, TimeSpan duration) => Ramping(rate, [new Stage(duration, rate.Value)]);

    /// <summary>Even arrivals at a rate that goes linearly from stage to stage.</summary>
    public static ArrivalSchedule Ramping(PerSecond start, IReadOnlyList<Stage> stages) => Make(start, stages, points: null);

    /// <summary>Poisson arrivals at a rate that goes linearly from stage to stage.</summary>
    public static ArrivalSchedule Poisson(PerSecond start, IReadOnlyList<Stage> stages, ulong seed) =>
        Make(start, stages, new PoissonPoints(seed));

    /// <summary>The schedule of an executor, or null of a closed one.</summary>
    /// <param name="executor">The executor.</param>
    /// <param name="seed">What Poisson arrivals are drawn with; one of its own for each scenario.</param>
    public static ArrivalSchedule? Of(Executor executor, ulong seed) => executor switch
    {
        Executor.ConstantArrivalRate open => Make(open.Rate, [new Stage(open.Duration, open.Rate.Value)], PointsOf(open.Arrivals, seed)),
        Executor.RampingArrivalRate open => Make(open.StartRate, open.Stages, PointsOf(open.Arrivals, seed)),
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
        if ((_points is null ? arrival : _points.At(arrival, _areas[^1])) is not { } area)
        {
            return null;
        }

        var ramp = RampAfter(area + Math.Max(Tolerance, RelativeTolerance * area));
        if (ramp == _ramps.Length)
        {
            return null;
        }

        var seconds = _ramps[ramp].StartS + Root(_ramps[ramp], area - _areas[ramp]);
        var due = TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
        return due < Duration ? due : null;
    }

    /// <summary>How many arrivals are due before a time; of even ones the integral of the rate, rounded up.</summary>
    public long CountBefore(TimeSpan elapsed)
    {
        var area = _ramps.Sum(ramp => ramp.AreaUntil(elapsed.TotalSeconds));
        var count = _points?.CountBelow(area) ?? (long)Math.Ceiling(area);
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

    // The first ramp at whose end the area is above; ramps without area are never it.
    private int RampAfter(double area)
    {
        var (low, high) = (0, _ramps.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _areas[middle + 1] > area ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private static double Root(Ramp ramp, double area)
    {
        var m = Math.Max(0, area);
        var divisor = ramp.From + Math.Sqrt(Math.Max(0, (ramp.From * ramp.From) + (2 * ramp.Slope * m)));
        return divisor > 0 ? Math.Min(2 * m / divisor, ramp.LengthS) : 0;
    }

    private static ArrivalSchedule Make(PerSecond start, IReadOnlyList<Stage> stages, PoissonPoints? points) =>
        new(Ramp.Of(start.Value, stages), stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration), points);

    private static PoissonPoints? PointsOf(Arrivals arrivals, ulong seed) => arrivals == Arrivals.Poisson ? new PoissonPoints(seed) : null;
}
