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

    /// <summary>Iterations in flight.</summary>
    public required int InFlight { get; init; }

    /// <summary>Requests that failed so far, warm-up included.</summary>
    public required long Errors { get; init; }

    /// <summary>p95 from the intended start of the requests that ended in the last full second; null when none ended.</summary>
    public required TimeSpan? P95 { get; init; }
}

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
