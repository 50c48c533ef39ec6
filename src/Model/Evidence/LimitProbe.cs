namespace Headroom.Model.Evidence;

/// <summary>The limit probe: each write of the load in a short burst from one client, and what of it was refused.</summary>
public sealed record LimitProbe : IEvidence<LimitProbe>
{
    internal const string KindName = "limit-probe";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>By endpoint.</summary>
    public required IReadOnlyList<EndpointBurst> Endpoints { get; init; }
}

/// <summary>The burst to one endpoint.</summary>
public sealed record EndpointBurst
{
    /// <summary>"METHOD /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>Requests that were sent; the burst ends early once enough of them are refused.</summary>
    public required int Sent { get; init; }

    /// <summary>Requests that were answered with a status below 400.</summary>
    public required int Accepted { get; init; }

    /// <summary>Requests that were accepted before the first refusal; null when none was refused.</summary>
    public int? AcceptedBeforeRefusal { get; init; }

    /// <summary>From the first send to the last answer.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The refusals, by status: 429 and 503.</summary>
    public required IReadOnlyList<BurstRefusals> Refusals { get; init; }

    /// <summary>Whether accepted answers tell of a limit by a RateLimit header.</summary>
    public bool AnnouncesLimit { get; init; }

    /// <summary>Whether the request carries a password: a login or a registration.</summary>
    public bool SendsPassword { get; init; }

    /// <summary>Why there is no burst, or null.</summary>
    public string? Missing { get; init; }
}

/// <summary>Refusals of one status.</summary>
/// <param name="Status">429 or 503.</param>
/// <param name="Count">How many.</param>
/// <param name="WithRetryAfter">How many of them say when to come back.</param>
public sealed record BurstRefusals(int Status, int Count, int WithRetryAfter);
