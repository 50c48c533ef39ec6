using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>One load run as <c>headroom load --json</c> prints it: a contract that scripts depend on. The warm-up is left out.</summary>
public sealed record LoadResult
{
    /// <summary>Requests that ended, in whatever way.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests a second over the window.</summary>
    public required PerSecond Rate { get; init; }

    /// <summary>Arrivals that were never sent, whoever was to blame.</summary>
    public required long Dropped { get; init; }

    /// <summary>Transport errors by kind.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>Both latencies of all requests.</summary>
    public required LoadLatency Latency { get; init; }

    /// <summary>The endpoints, in the run's order.</summary>
    public required IReadOnlyList<LoadEndpoint> Endpoints { get; init; }

    /// <summary>Whether the run can be believed.</summary>
    public required LoadTrustResult Trust { get; init; }

    /// <summary>The plan's thresholds, in its order.</summary>
    public required IReadOnlyList<ThresholdMetrics> Thresholds { get; init; }

    /// <summary>The groups.</summary>
    public required IReadOnlyList<LoadGroup> Groups { get; init; }

    /// <summary>Iterations that started.</summary>
    public required long Iterations { get; init; }

    /// <summary>Most physical memory that the generator held; null where the system does not tell.</summary>
    public Bytes? PeakRss { get; init; }

    /// <summary>When the run began, warm-up included: the instant of arrival 0, as ISO 8601 in UTC with seven decimals.</summary>
    public required string StartedAt { get; init; }

    /// <summary>The window's length in seconds.</summary>
    public required double DurationS { get; init; }

    /// <summary>Whether it was stopped before its end.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>Why the run ended itself before its end, or null.</summary>
    public string? EndedBecause { get; init; }
}

/// <summary>Two latencies side by side.</summary>
/// <param name="Intended">From the moment at which the request was meant to start: what a client feels.</param>
/// <param name="Service">From the moment at which it was sent: what the target says of itself.</param>
public sealed record LoadLatency(LatencyFigures Intended, LatencyFigures Service);

/// <summary>Figures of one latency; null when nothing was measured.</summary>
public sealed record LatencyFigures
{
    /// <summary>Median.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>90th percentile.</summary>
    public TimeSpan? P90 { get; init; }

    /// <summary>95th percentile.</summary>
    public TimeSpan? P95 { get; init; }

    /// <summary>99th percentile.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>99.9th percentile.</summary>
    public TimeSpan? P999 { get; init; }

    /// <summary>Mean.</summary>
    public TimeSpan? Mean { get; init; }

    /// <summary>Greatest.</summary>
    public TimeSpan? Max { get; init; }
}

/// <summary>One endpoint of a load run.</summary>
public sealed record LoadEndpoint
{
    /// <summary>"METHOD /route/{template}".</summary>
    public required string Name { get; init; }

    /// <summary>Requests that ended.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Responses by status.</summary>
    public required IReadOnlyDictionary<string, long> Status { get; init; }

    /// <summary>Both latencies.</summary>
    public required LoadLatency Latency { get; init; }

    /// <summary>How often each check held.</summary>
    public required IReadOnlyList<CheckMetrics> Checks { get; init; }

    /// <summary>Transport errors by kind.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }
}

/// <summary>Requests of one group that followed each other, timed together.</summary>
/// <param name="Name">The group.</param>
/// <param name="Count">How often it was gone through.</param>
/// <param name="Duration">From the start of its first request to the end of its last.</param>
public sealed record LoadGroup(string Name, long Count, LatencyFigures Duration);

/// <summary>Whether a load run can be believed.</summary>
public sealed record LoadTrustResult
{
    /// <summary>Whether it can be believed.</summary>
    public required bool Valid { get; init; }

    /// <summary>Why not; empty when valid.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>What was odd, but does not spoil the run.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>p99 of the time between due and sent; null when nothing was sent.</summary>
    public TimeSpan? SendLagP99 { get; init; }

    /// <summary>Processor time of the generator in the window, in seconds.</summary>
    public required double GeneratorCpuS { get; init; }
}
