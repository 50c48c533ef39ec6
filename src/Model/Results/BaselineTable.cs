using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>What recorded runs show: a row a run, in the order of the runs.</summary>
/// <param name="Rows">The runs.</param>
public sealed record BaselineTable(IReadOnlyList<BaselineRow> Rows);

/// <summary>What one recorded run shows; what its file does not hold is null.</summary>
public sealed record BaselineRow
{
    /// <summary>The file, or the id of a run of Headroom.</summary>
    public required string Source { get; init; }

    /// <summary>The tool that wrote it.</summary>
    public required string Tool { get; init; }

    /// <summary>When the run began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Requests that ended, in whatever way.</summary>
    public long? Requests { get; init; }

    /// <summary>Requests a second, mean over the run.</summary>
    public PerSecond? Rate { get; init; }

    /// <summary>95th percentile of the latency in milliseconds, as the tool defines it.</summary>
    public double? P95Ms { get; init; }

    /// <summary>Share of the requests that failed.</summary>
    public Ratio? HttpReqFailed { get; init; }

    /// <summary>Share of the checks that held.</summary>
    public Ratio? ChecksPass { get; init; }

    /// <summary>Requests that read (GET, HEAD, OPTIONS); null when the file tells no methods.</summary>
    public FailureShare? Reads { get; init; }

    /// <summary>Requests that write (POST, PUT, PATCH, DELETE); null when the file tells no methods.</summary>
    public FailureShare? Writes { get; init; }

    /// <summary>Endpoints that fail more often than the rest of the run, the most failures first.</summary>
    public required IReadOnlyList<FailureConcentration> Concentrations { get; init; }

    /// <summary>The failures of the endpoints that do not stand out, together; null when none of them failed.</summary>
    public FailureConcentration? Spread { get; init; }

    /// <summary>Why it cannot be told where the failures are, or where a part of them is; null when it can.</summary>
    public string? Untold { get; init; }
}

/// <summary>Requests, and how many of them failed.</summary>
/// <param name="Requests">Requests that ended, in whatever way.</param>
/// <param name="Failed">Those that failed.</param>
public sealed record FailureShare(long Requests, long Failed);

/// <summary>Why requests of a recorded run failed, as far as its file tells.</summary>
public enum FailureVerdict
{
    /// <summary>The file does not tell.</summary>
    Undetermined,

    /// <summary>A rule refused them.</summary>
    RateLimit,

    /// <summary>The service, or what it stands on, had no room left.</summary>
    Saturation,

    /// <summary>The service is at fault.</summary>
    Fault,

    /// <summary>The requests were wrong.</summary>
    Client,
}

/// <summary>Failures that sit in one place.</summary>
public sealed record FailureConcentration
{
    /// <summary>
    /// The endpoint as the tool names it, with its method where the tool tells that apart; or "all endpoints", "all others".
    /// </summary>
    public required string Endpoint { get; init; }

    /// <summary>Whether it writes; null when the method is not known.</summary>
    public bool? IsWrite { get; init; }

    /// <summary>Its requests; 0 where the file tells its failures only.</summary>
    public required long Requests { get; init; }

    /// <summary>Those of them that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Requests of the endpoints that it was held against: all others, without those that had stood out before it.</summary>
    public required long OtherRequests { get; init; }

    /// <summary>Those of them that failed.</summary>
    public required long OtherFailed { get; init; }

    /// <summary>
    /// Probability of so many failures or more if it failed as often as the others (Fisher's exact test), adjusted for the endpoints that
    /// were held against each other (Holm); null where there are no others.
    /// </summary>
    public double? PValue { get; init; }

    /// <summary>Why they failed.</summary>
    public required FailureVerdict Verdict { get; init; }

    /// <summary>What the verdict rests on, the most telling first; never empty.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }
}
