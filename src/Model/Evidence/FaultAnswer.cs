namespace Headroom.Model.Evidence;

/// <summary>What a caller got from a service while one of its dependencies was at fault; the body itself is not kept.</summary>
public sealed record FaultAnswer
{
    /// <summary>The status; null: no whole response came.</summary>
    public int? Status { get; init; }

    /// <summary>
    /// The kind of transport error: <c>timeout</c> (nothing within the time that was waited), <c>reset</c>, ...; null when a response came.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>From the first byte sent to the last one received, or to the error.</summary>
    public required TimeSpan After { get; init; }

    /// <summary>The media type of the body, without parameters; null when none was named.</summary>
    public string? MediaType { get; init; }

    /// <summary>Bytes of the body.</summary>
    public long BodyBytes { get; init; }

    /// <summary>What of the service's inside stands in the body: see <see cref="ErrorBody"/>.</summary>
    public IReadOnlyList<string> Leaks { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Why the body of an error could not be looked at, or not to its end: a content coding that is not known, or damage; else null.
    /// </summary>
    public string? Unreadable { get; init; }

    /// <summary>Whether nothing came within the time that was waited.</summary>
    public bool IsUnanswered() => Error == "timeout";

    /// <summary>
    /// Whether the service refused the connection, or closed it before its response was whole; the sender's own transport errors are none.
    /// </summary>
    public bool IsClosed() => Error is "refused" or "reset";

    /// <summary>Whether a rate limit turned the caller away, which says nothing of the dependency.</summary>
    public bool IsRefused() => Status == 429;

    /// <summary>Whether the service said or did that it failed: an error status, or a connection that was closed.</summary>
    public bool IsFailed() => !IsUnanswered() && !IsRefused() && Status is null or >= 400;
}
