using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>Where the time of one request goes when it runs alone, from the delay probe.</summary>
public sealed record EndpointLayers
{
    /// <summary>"METHOD /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>The request's path with its placeholders.</summary>
    public required string Request { get; init; }

    /// <summary>Median time of the request alone, through the proxies, nothing delayed.</summary>
    public required TimeSpan Service { get; init; }

    /// <summary>Requests that it rests on, the delayed ones included.</summary>
    public required int Requests { get; init; }

    /// <summary>
    /// The dependencies by name, then the application, then what is not explained; their shares make up the whole unless
    /// <see cref="Remark"/> says why not.
    /// </summary>
    public required IReadOnlyList<LayerShare> Layers { get; init; }

    /// <summary>What the shares do not tell, in one sentence; null when nothing.</summary>
    public string? Remark { get; init; }
}

/// <summary>Where the p95 of an endpoint under load goes.</summary>
public sealed record EndpointUnderLoad
{
    /// <summary>"METHOD /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>The request whose layers divide it: of several that the scenario sends, the slowest alone.</summary>
    public required string Request { get; init; }

    /// <summary>p95 under load, from the actual start.</summary>
    public required TimeSpan P95 { get; init; }

    /// <summary>Lower end of its 95 % interval.</summary>
    public required TimeSpan P95Low { get; init; }

    /// <summary>Upper end of its 95 % interval.</summary>
    public required TimeSpan P95High { get; init; }

    /// <summary>Requests under load.</summary>
    public required long Requests { get; init; }

    /// <summary>p95 of the same requests alone, through the proxies.</summary>
    public required TimeSpan Alone { get; init; }

    /// <summary>
    /// The dependencies by name, the application, what is not explained, and last "queueing": what the request takes longer than alone.
    /// </summary>
    public required IReadOnlyList<LayerShare> Layers { get; init; }

    /// <summary>What the shares do not tell, in one sentence; null when nothing.</summary>
    public string? Remark { get; init; }
}

/// <summary>A layer's share of the time of a request.</summary>
public sealed record LayerShare
{
    /// <summary>The dependency's name, "application", "unexplained" or "queueing".</summary>
    public required string Layer { get; init; }

    /// <summary>"dependency", "application", "unexplained" or "queueing".</summary>
    public required string Kind { get; init; }

    /// <summary>Share of the time on the critical path; null when it is not known.</summary>
    public Ratio? Share { get; init; }

    /// <summary>Lower end of its interval, of at least 90 %.</summary>
    public Ratio? Low { get; init; }

    /// <summary>Upper end of its interval.</summary>
    public Ratio? High { get; init; }

    /// <summary>Of a dependency: round trips one after the other, the slope of the request's time on the delay; else null.</summary>
    public double? SerialRoundTrips { get; init; }

    /// <summary>Lower end of the slope's 95 % interval.</summary>
    public double? SerialRoundTripsLow { get; init; }

    /// <summary>Upper end of the slope's 95 % interval.</summary>
    public double? SerialRoundTripsHigh { get; init; }

    /// <summary>Of a dependency: round trips a request, those at the same time too; else null.</summary>
    public double? RoundTrips { get; init; }
}
