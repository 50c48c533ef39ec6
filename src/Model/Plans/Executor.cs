using System.Text.Json.Serialization;
using Headroom.Model.Units;

namespace Headroom.Model.Plans;

/// <summary>How iterations start, in the terms of k6.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "executor")]
[JsonDerivedType(typeof(ConstantVus), "constant-vus")]
[JsonDerivedType(typeof(RampingVus), "ramping-vus")]
[JsonDerivedType(typeof(SharedIterations), "shared-iterations")]
[JsonDerivedType(typeof(PerVuIterations), "per-vu-iterations")]
[JsonDerivedType(typeof(ConstantArrivalRate), "constant-arrival-rate")]
[JsonDerivedType(typeof(RampingArrivalRate), "ramping-arrival-rate")]
public abstract record Executor
{
    private Executor()
    {
    }

    /// <summary>How long iterations start at most, warm-up included.</summary>
    [JsonIgnore]
    public TimeSpan TotalDuration => this switch
    {
        ConstantVus closed => closed.Duration,
        SharedIterations closed => closed.MaxDuration,
        PerVuIterations closed => closed.MaxDuration,
        ConstantArrivalRate open => open.Duration,
        RampingVus closed => Sum(closed.Stages),
        RampingArrivalRate open => Sum(open.Stages),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether iterations start whatever the target does.</summary>
    [JsonIgnore]
    public bool IsOpen => this is ConstantArrivalRate or RampingArrivalRate;

    /// <summary>Closed model: each VU starts its next iteration when the last one ended.</summary>
    public sealed record ConstantVus(int Vus, TimeSpan Duration) : Executor;

    /// <summary>Closed model whose number of VUs goes linearly from stage to stage.</summary>
    public sealed record RampingVus(int StartVus, IReadOnlyList<Stage> Stages) : Executor;

    /// <summary>Closed model: the VUs share so many iterations; a faster one does more of them.</summary>
    public sealed record SharedIterations(int Vus, long Iterations, TimeSpan MaxDuration) : Executor;

    /// <summary>Closed model: every VU does so many iterations.</summary>
    public sealed record PerVuIterations(int Vus, long Iterations, TimeSpan MaxDuration) : Executor;

    /// <summary>
    /// Open model: iterations start at a fixed rate, whatever the target does; at most <paramref name="MaxVus"/> run at once, later ones
    /// wait.
    /// </summary>
    public sealed record ConstantArrivalRate(PerSecond Rate, TimeSpan Duration, int MaxVus, Arrivals Arrivals = Arrivals.Even) : Executor;

    /// <summary>Open model whose rate goes linearly from stage to stage.</summary>
    public sealed record RampingArrivalRate(
        PerSecond StartRate, IReadOnlyList<Stage> Stages, int MaxVus, Arrivals Arrivals = Arrivals.Even) : Executor;

    private static TimeSpan Sum(IReadOnlyList<Stage> stages) => stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration);
}

/// <summary>
/// A stretch of time at whose end <see cref="Target"/> (VUs, or iterations a second) is reached; one of length 0 is a jump.
/// </summary>
public sealed record Stage(TimeSpan Duration, double Target);

/// <summary>How arrivals of the open model are spread.</summary>
public enum Arrivals
{
    /// <summary>Evenly: as many as the integral of the rate.</summary>
    Even,

    /// <summary>As a Poisson process of that rate, drawn with the plan's seed: independent people.</summary>
    Poisson,
}
