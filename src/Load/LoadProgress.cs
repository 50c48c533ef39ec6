namespace Headroom.Load;

/// <summary>Where a run stands; reported about once a second.</summary>
public sealed record LoadProgress
{
    /// <summary>Time since the start.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How long iterations start, warm-up included; the drain comes on top.</summary>
    public required TimeSpan Total { get; init; }

    /// <summary>What the run does.</summary>
    public required LoadPhase Phase { get; init; }

    /// <summary>Requests that ended in the last full second, warm-up included.</summary>
    public required long RequestsPerSecond { get; init; }

    /// <summary>Requests of the window so far.</summary>
    public long Requests { get; init; }

    /// <summary>Iterations in flight.</summary>
    public required int InFlight { get; init; }

    /// <summary>Requests that failed so far, warm-up included.</summary>
    public required long Errors { get; init; }

    /// <summary>Transport errors of the window so far, by kind.</summary>
    public IReadOnlyDictionary<string, long> ErrorsByKind { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Arrivals that were never sent, so far.</summary>
    public long Dropped { get; init; }

    /// <summary>Median from the intended start of the requests that ended in the last full second; null when none ended.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>p95 of the same.</summary>
    public required TimeSpan? P95 { get; init; }

    /// <summary>p99 of the same.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>Per endpoint since the end of the warm-up, in the plan's order.</summary>
    public IReadOnlyList<EndpointProgress> Endpoints { get; init; } = [];
}

/// <summary>One endpoint so far, warm-up left out.</summary>
/// <param name="Name">"METHOD /route/{template}".</param>
/// <param name="Requests">Requests that ended.</param>
/// <param name="Failed">Requests that failed.</param>
/// <param name="P50">Median from the intended start; null when nothing was timed.</param>
/// <param name="P95">p95 from the intended start.</param>
/// <param name="P99">p99 from the intended start.</param>
/// <param name="Status">Responses by status.</param>
public sealed record EndpointProgress(
    string Name, long Requests, long Failed, TimeSpan? P50, TimeSpan? P95, TimeSpan? P99, IReadOnlyDictionary<string, long> Status);

/// <summary>The phases of a run.</summary>
public enum LoadPhase
{
    /// <summary>Requests are sent but not recorded.</summary>
    WarmUp,

    /// <summary>Requests are recorded.</summary>
    Recording,

    /// <summary>Nothing new starts; what is in flight may end.</summary>
    Draining,
}
