namespace Headroom.Model.Evidence;

/// <summary>
/// The expiry probe: many entries of a cached GET are filled at one moment, then asked for again and again until all were filled anew, to
/// see whether that happens to all of them at one moment, too.
/// </summary>
public sealed record ExpiryProbe : IEvidence<ExpiryProbe>
{
    internal const string KindName = "expiry-probe";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>By endpoint, in the plan's order.</summary>
    public required IReadOnlyList<EndpointExpiry> Endpoints { get; init; }
}

/// <summary>One cached GET, an entry for each of its different requests.</summary>
public sealed record EndpointExpiry
{
    /// <summary>"GET /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>How long an entry lives, as the plan says.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>Different requests: as many entries.</summary>
    public required int Entries { get; init; }

    /// <summary>The statements that fill an entry: executed for the first request of it, not for the one after.</summary>
    public required IReadOnlyList<string> Fill { get; init; }

    /// <summary>The rounds.</summary>
    public required IReadOnlyList<ExpiryRound> Rounds { get; init; }

    /// <summary>Why there are no rounds, or null.</summary>
    public string? Missing { get; init; }
}

/// <summary>All entries asked for at once after they were gone, and again and again after that.</summary>
/// <param name="Filled">How many of them were filled at once.</param>
/// <param name="Filling">How long that took.</param>
/// <param name="Sweeps">What came after, in order.</param>
public sealed record ExpiryRound(double Filled, TimeSpan Filling, IReadOnlyList<ExpirySweep> Sweeps);

/// <summary>Every entry asked for once, at once.</summary>
/// <param name="Begun">When it began, from the beginning of the round: the entries were filled then.</param>
/// <param name="Ended">When its last answer came, from the same moment.</param>
/// <param name="Fills">How many entries were filled anew meanwhile.</param>
public sealed record ExpirySweep(TimeSpan Begun, TimeSpan Ended, double Fills);
