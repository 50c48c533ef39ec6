using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>One multiple of the load that was held for a while, and what became of the latency.</summary>
public sealed record RungResult
{
    /// <summary>The multiple of the plan's rate.</summary>
    public required double Factor { get; init; }

    /// <summary>Iterations that were offered a second.</summary>
    public required PerSecond Offered { get; init; }

    /// <summary>Requests that ended.</summary>
    public required long Requests { get; init; }

    /// <summary>Of those, the ones that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Median from the intended start; null when nothing was timed.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>p95 from the intended start; null when nothing was timed.</summary>
    public TimeSpan? P95 { get; init; }

    /// <summary>Whether the service bore it: nearly every arrival was let in, and nearly every request answered well.</summary>
    public required bool IsBorne { get; init; }
}
