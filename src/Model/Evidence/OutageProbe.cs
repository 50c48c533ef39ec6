using System.Text.Json.Serialization;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Model.Evidence;

/// <summary>
/// The outage probe: under a steady load of the requests that ask it, a dependency resets every connection for a while, then is back.
/// </summary>
public sealed record OutageProbe : IEvidence<OutageProbe>
{
    internal const string KindName = "outage-probe";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>By dependency, by name.</summary>
    public required IReadOnlyList<OutageWire> Wires { get; init => field = value ?? []; }
}

/// <summary>
/// What became of the load while one dependency was gone, or answered late and slowly. Times and seconds count from the start of the load.
/// </summary>
public sealed record OutageWire
{
    /// <summary>The first second of the baseline, which ends where the fault begins: the seconds before it warm up.</summary>
    public const int BaselineFrom = 2;

    /// <summary>The dependency's name in the plan.</summary>
    public required string Name { get; init; }

    /// <summary>What it speaks.</summary>
    public required DependencyKind Dependency { get; init; }

    /// <summary>The endpoints that the load asked in turn.</summary>
    public IReadOnlyList<string> Endpoints { get; init => field = value ?? []; } = [];

    /// <summary>When the fault began: the moment at which the proxy had changed.</summary>
    public TimeSpan From { get; init; }

    /// <summary>When it had ended.</summary>
    public TimeSpan Until { get; init; }

    /// <summary>
    /// Round trips of a request alone on a service that just started, whose caches hold nothing yet; mean over its kinds.
    /// </summary>
    public double CallsAlone { get; init; }

    /// <summary>Round trips a second while nothing is asked: work of the service's own.</summary>
    public double IdleRoundTrips { get; init; }

    /// <summary>The load, second by second from 0.</summary>
    public IReadOnlyList<OutageSecond> Seconds { get; init => field = value ?? []; } = [];

    /// <summary>The different answers during the fault; their times are of the first of each.</summary>
    public IReadOnlyList<OutageAnswer> Answers { get; init => field = value ?? []; } = [];

    /// <summary>
    /// What the service bears without the dependency; null when no request was answered then, or when it was not asked for.
    /// </summary>
    public FallbackCapacity? Fallback { get; init; }

    /// <summary>Why it was not looked at, or null.</summary>
    public string? Missing { get; init; }

    /// <summary>What recovery is judged by.</summary>
    [JsonIgnore]
    public FaultedLoad Load => new(From, Until, Seconds);
}

/// <summary>A steady load during which something was at fault for a while.</summary>
/// <param name="From">When the fault began, from the start of the load.</param>
/// <param name="Until">When it had ended.</param>
/// <param name="Seconds">The load, second by second from 0.</param>
public sealed record FaultedLoad(TimeSpan From, TimeSpan Until, IReadOnlyList<OutageSecond> Seconds);

/// <summary>One second of the load and of the wire.</summary>
public sealed record OutageSecond
{
    /// <summary>The second, from 0.</summary>
    public required int Second { get; init; }

    /// <summary>Requests that began in it, whatever the service did.</summary>
    public required int Sent { get; init; }

    /// <summary>Requests that ended in it.</summary>
    public required int Ended { get; init; }

    /// <summary>
    /// Of those that ended, the ones that failed: no answer within the load's time limit, a closed connection, a status of 400 and above
    /// but 429.
    /// </summary>
    public required int Failed { get; init; }

    /// <summary>Of those that ended, the ones that a rate limit refused (429): they say nothing of the dependency.</summary>
    public int Refused { get; init; }

    /// <summary>Of those that began in it, the ones that had no answer within the time limit.</summary>
    public int Unanswered { get; init; }

    /// <summary>Of those that began in it, the ones that a rate limit refused, whenever it did.</summary>
    public int SentAndRefused { get; init; }

    /// <summary>p95 of those that ended; null when none did.</summary>
    public TimeSpan? P95 { get; init; }

    /// <summary>Connections that the service opened to the dependency.</summary>
    public required long Connections { get; init; }

    /// <summary>Round trips to the dependency: how often it answered.</summary>
    public required long RoundTrips { get; init; }

    /// <summary>
    /// What a recovery is judged by: failures alone, since on a machine that others use, too, a second is slow by chance.
    /// </summary>
    public ServiceSecond ToServiceSecond() => new(Ended - Refused, Failed, P95: null);
}

/// <summary>One kind of answer during a fault.</summary>
/// <param name="Endpoint">"METHOD /route/{template}".</param>
/// <param name="Count">How many of it: of one status or transport error, with the same leaks.</param>
/// <param name="Before">How many of it there were before the fault: these are not its doing.</param>
/// <param name="Answer">The first of it.</param>
public sealed record OutageAnswer(string Endpoint, int Count, int Before, FaultAnswer Answer);
