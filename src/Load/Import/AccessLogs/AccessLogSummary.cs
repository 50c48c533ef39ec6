namespace Headroom.Load.Import.AccessLogs;

/// <summary>What access logs say of the traffic of a service.</summary>
public sealed record AccessLogSummary
{
    /// <summary>Lines that are not empty.</summary>
    public required long Lines { get; init; }

    /// <summary>Lines that are requests.</summary>
    public required long Requests { get; init; }

    /// <summary>Lines that are none, or too long: left out of everything.</summary>
    public required long Malformed { get; init; }

    /// <summary>The number, from 1, and the start of the first such line; null without any.</summary>
    public (long Line, string Text)? FirstMalformed { get; init; }

    /// <summary>The earliest and the latest time; null without requests.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Time { get; init; }

    /// <summary>From the first second to the last, both included; null without requests.</summary>
    public TimeSpan? Span => Time is var (from, to) ? to - from + TimeSpan.FromSeconds(1) : null;

    /// <summary>Whether it has no whole minute: its rates are of all of it.</summary>
    public bool IsShort => Span < TimeSpan.FromMinutes(1);

    /// <summary>Peaks of all requests; null without any.</summary>
    public Peaks? All { get; init; }

    /// <summary>Peaks of GET, HEAD and OPTIONS; null without any.</summary>
    public Peaks? Reads { get; init; }

    /// <summary>Peaks of POST, PUT, PATCH and DELETE; null without any.</summary>
    public Peaks? Writes { get; init; }

    /// <summary>
    /// Requests in flight that nine of ten active seconds did not exceed; null: fewer than 95 % of the requests have a duration.
    /// </summary>
    public double? ConcurrencyP90 { get; init; }

    /// <summary>Requests that have a duration.</summary>
    public long Timed { get; init; }

    /// <summary>Requests with a whole number for a duration, whose unit nobody said.</summary>
    public long Unitless { get; init; }

    /// <summary>The largest response in bytes; null: unknown.</summary>
    public long? LargestResponse { get; init; }

    /// <summary>The largest request in bytes; null: unknown.</summary>
    public long? LargestRequest { get; init; }

    /// <summary>Requests by status.</summary>
    public required IReadOnlyDictionary<int, long> Statuses { get; init; }

    /// <summary>The routes, the most frequent first.</summary>
    public required IReadOnlyList<LoggedRoute> Routes { get; init; }

    /// <summary>Requests of no route: unknown to the service, strange addresses, over the bounds.</summary>
    public required long Other { get; init; }

    /// <summary>Requests in no peak, because the logs cover more than 31 days of traffic.</summary>
    public long Beyond { get; init; }
}

/// <summary>Peaks of a kind of request.</summary>
/// <param name="Count">How many there are in all.</param>
/// <param name="Second">The busiest second.</param>
/// <param name="Minute">
/// The busiest minute of the clock, as its mean rate; the busiest sixty seconds in a row of a log that is shorter than two minutes, all of
/// one that is shorter than a minute.
/// </param>
public sealed record Peaks(long Count, Peak Second, Peak Minute);

/// <summary>A rate and when it was.</summary>
/// <param name="PerSecond">Requests a second.</param>
/// <param name="At">Its start.</param>
public sealed record Peak(double PerSecond, DateTimeOffset At);

/// <summary>One method of one route.</summary>
public sealed record LoggedRoute
{
    /// <summary>The method, upper case; OTHER for uncommon ones.</summary>
    public required string Method { get; init; }

    /// <summary>The pieces of its path; null is an id.</summary>
    public required IReadOnlyList<string?> Pieces { get; init; }

    /// <summary>How many requests.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests by status.</summary>
    public required IReadOnlyDictionary<int, long> Statuses { get; init; }

    /// <summary>The largest response in bytes; null: unknown.</summary>
    public long? LargestResponse { get; init; }

    /// <summary>Its queries, the most frequent first.</summary>
    public required IReadOnlyList<LoggedQuery> Queries { get; init; }

    /// <summary>Method and route: <c>GET /clips/{id}</c>.</summary>
    public string Endpoint => $"{Method} /{string.Join('/', Pieces.Select(static piece => piece ?? "{id}"))}";
}

/// <summary>Requests of a route with the same query parameters.</summary>
public sealed record LoggedQuery
{
    /// <summary>Names of the parameters, in order.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Whether a parameter's values are kept: not those of secrets.</summary>
    public required IReadOnlyList<bool> Kept { get; init; }

    /// <summary>How many requests.</summary>
    public required long Requests { get; init; }

    /// <summary>
    /// A sample, encoded as in the log: the ids of the path, then the values of all parameters; that of a secret is empty.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<string>> Rows { get; init; }
}
