using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>One endpoint under load.</summary>
public sealed record EndpointResult
{
    /// <summary>"METHOD /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>Requests.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests a second over the window.</summary>
    public required PerSecond Rate { get; init; }

    /// <summary>Share that failed.</summary>
    public required Ratio Error { get; init; }

    /// <summary>Responses by status.</summary>
    public required IReadOnlyDictionary<string, long> Status { get; init; }

    /// <summary>Transport errors by kind.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>Failures by cause: policy, saturation, fault, client, transport.</summary>
    public required IReadOnlyDictionary<string, long> FailedByClass { get; init; }

    /// <summary>From the intended start.</summary>
    public required LatencyQuantiles Latency { get; init; }

    /// <summary>From the actual start.</summary>
    public required LatencyQuantiles Service { get; init; }

    /// <summary>Statements a request, measured alone; null when not measured.</summary>
    public double? StatementsPerRequest { get; init; }

    /// <summary>What the service's own processes computed for a request, measured alone, mean; null when not measured.</summary>
    public TimeSpan? ProcessorPerRequest { get; init; }

    /// <summary>How far <see cref="ProcessorPerRequest"/> may be off; null where that is.</summary>
    public TimeSpan? ProcessorResolution { get; init; }

    /// <summary>Time in which the database executed statements for a request, measured alone, mean; null when not measured.</summary>
    public TimeSpan? DatabasePerRequest { get; init; }
}

/// <summary>Quantiles of a latency; null when nothing was measured.</summary>
public sealed record LatencyQuantiles
{
    /// <summary>Median.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>90th percentile.</summary>
    public TimeSpan? P90 { get; init; }

    /// <summary>95th percentile.</summary>
    public TimeSpan? P95 { get; init; }

    /// <summary>99th percentile.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>Mean.</summary>
    public TimeSpan? Mean { get; init; }

    /// <summary>Greatest.</summary>
    public TimeSpan? Max { get; init; }
}
