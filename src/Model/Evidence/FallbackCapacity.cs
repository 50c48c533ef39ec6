using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>
/// What a service bears while a dependency is gone and its requests are answered nevertheless, by a cache, a default or another source: the
/// same requests at growing rates without the dependency, and with it.
/// </summary>
public sealed record FallbackCapacity
{
    /// <summary>The endpoints whose requests were answered while the dependency was gone.</summary>
    public required IReadOnlyList<string> Endpoints { get; init => field = value ?? []; }

    /// <summary>Requests a second to these endpoints in the load of the audit, mean over its window.</summary>
    public required PerSecond NormalRate { get; init; }

    /// <summary>With the dependency, by rate: what this load costs anyway.</summary>
    public IReadOnlyList<FallbackStep> With { get; init => field = value ?? []; } = [];

    /// <summary>Without it, by rate.</summary>
    public IReadOnlyList<FallbackStep> Without { get; init => field = value ?? []; } = [];

    /// <summary>Why it was not measured, or null.</summary>
    public string? Missing { get; init; }
}

/// <summary>Some seconds of requests at a fixed rate.</summary>
public sealed record FallbackStep
{
    /// <summary>Requests a second that were due.</summary>
    public required PerSecond Rate { get; init; }

    /// <summary>Requests that were never sent because the sender itself was late: then the step says nothing.</summary>
    public required long DroppedByGenerator { get; init; }

    /// <summary>Requests that were never sent because all of the sender's users waited for the service.</summary>
    public required long DroppedByTarget { get; init; }

    /// <summary>What came back, by endpoint.</summary>
    public required IReadOnlyList<EndpointMetrics> Endpoints { get; init => field = value ?? []; }
}
