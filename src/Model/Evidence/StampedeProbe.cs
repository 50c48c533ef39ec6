namespace Headroom.Model.Evidence;

/// <summary>
/// The stampede probe: a cached GET asked for by many at once just after its entry was dropped, and how often the database was asked.
/// </summary>
public sealed record StampedeProbe : IEvidence<StampedeProbe>
{
    internal const string KindName = "stampede-probe";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>By endpoint, in the plan's order.</summary>
    public required IReadOnlyList<EndpointStampede> Endpoints { get; init; }
}

/// <summary>One cached GET.</summary>
public sealed record EndpointStampede
{
    /// <summary>"GET /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>How its entry was dropped: "after its 2 s", or the request that drops it.</summary>
    public required string Dropped { get; init; }

    /// <summary>Requests at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>The statements that fill the entry: executed for the first request after the drop, not for the one after it.</summary>
    public required IReadOnlyList<string> Fill { get; init; }

    /// <summary>The rounds.</summary>
    public required IReadOnlyList<StampedeRound> Rounds { get; init; }

    /// <summary>Why there are no rounds, or null.</summary>
    public string? Missing { get; init; }
}

/// <summary>One drop, and the requests at once after it.</summary>
/// <param name="Answered">Requests that were answered with success.</param>
/// <param name="Fills">How often the entry was filled: executions of its statements over those of one fill, the greatest of them.</param>
public sealed record StampedeRound(int Answered, double Fills);
