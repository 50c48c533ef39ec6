namespace Headroom.Model.Evidence;

/// <summary>How many GETs of the load asked for what had just been answered, and whether the answer was still the same.</summary>
/// <remarks>
/// A cache is replayed over the requests of the load: the first answer is kept for <see cref="KeptFor"/>; a GET with the same path, query
/// and headers that begins within that time is a repeat, equal when its body is the same byte for byte, else stale. Then the next one fills
/// it anew.
/// </remarks>
public sealed record RepeatedReads : IEvidence<RepeatedReads>
{
    internal const string KindName = "repeated-reads";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>For how long the replayed cache keeps an answer.</summary>
    public required TimeSpan KeptFor { get; init; }

    /// <summary>GETs that were not looked at for want of room.</summary>
    public long Lost { get; init; }

    /// <summary>Time that the service took for all requests of the load, summed up; what the times below are parts of.</summary>
    public required TimeSpan TotalTime { get; init; }

    /// <summary>By endpoint.</summary>
    public required IReadOnlyList<EndpointRepeats> Endpoints { get; init; }
}

/// <summary>The repeats of one endpoint.</summary>
public sealed record EndpointRepeats
{
    /// <summary>"GET /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>GETs that were answered with 200.</summary>
    public required long Reads { get; init; }

    /// <summary>Different requests among them.</summary>
    public required long Different { get; init; }

    /// <summary>Repeats whose answer was equal.</summary>
    public required long Equal { get; init; }

    /// <summary>Repeats whose answer had changed: a cache would have answered them with an old one.</summary>
    public required long Stale { get; init; }

    /// <summary>Time that the service took for the equal repeats, summed up.</summary>
    public required TimeSpan EqualTime { get; init; }
}
