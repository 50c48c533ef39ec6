using Headroom.Model.Plans;

namespace Headroom.Model.Evidence;

/// <summary>
/// The delay probe: every endpoint alone, one request after the other, while the answers of one dependency at a time arrive some
/// milliseconds later. How much longer a request then takes tells how often it waits for that dependency, one wait after the other.
/// </summary>
public sealed record DelayProbe : IEvidence<DelayProbe>
{
    internal const string KindName = "delay-probe";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The wires, by name.</summary>
    public required IReadOnlyList<ProbedWire> Wires { get; init; }

    /// <summary>By endpoint and request: an endpoint that the scenario asks in several ways stands here several times.</summary>
    public required IReadOnlyList<EndpointDelays> Endpoints { get; init; }
}

/// <summary>A wire between the service and a dependency.</summary>
/// <param name="Name">The dependency's name in the plan.</param>
/// <param name="Dependency">What it speaks.</param>
/// <param name="Address">Where it is, "host:port".</param>
public sealed record ProbedWire(string Name, DependencyKind Dependency, string Address);

/// <summary>One request of an endpoint in the delay probe.</summary>
public sealed record EndpointDelays
{
    /// <summary>"METHOD /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>The request's path with its placeholders.</summary>
    public required string Request { get; init; }

    /// <summary>Requests while no wire was delayed, one a round.</summary>
    public required IReadOnlyList<BareRequest> Bare { get; init; }

    /// <summary>Requests while one wire was delayed: each level of each wire once a round.</summary>
    public required IReadOnlyList<DelayedRequest> Delayed { get; init; }

    /// <summary>What the service's own processes computed; null when that was not seen.</summary>
    public ProcessorUse? Processor { get; init; }

    /// <summary>Why there are too few measurements, or null.</summary>
    public string? Missing { get; init; }
}

/// <summary>One request through the proxies, no wire delayed.</summary>
/// <param name="Round">The round, from 0.</param>
/// <param name="Service">From its first byte sent to the last one received.</param>
/// <param name="Wires">What it did on each wire.</param>
public sealed record BareRequest(int Round, TimeSpan Service, IReadOnlyList<WireUse> Wires);

/// <summary>What one request did on one wire.</summary>
/// <param name="Wire">The dependency's name.</param>
/// <param name="RoundTrips">How often the dependency was asked and answered, by whichever connection.</param>
/// <param name="Waiting">From asked to answered, all of them together: those at the same time count each.</param>
/// <param name="Longest">The longest of them.</param>
public sealed record WireUse(string Wire, long RoundTrips, TimeSpan Waiting, TimeSpan Longest);

/// <summary>One request while a wire was delayed.</summary>
/// <param name="Round">The round, from 0.</param>
/// <param name="Wire">The wire.</param>
/// <param name="Delay">How much later the dependency's answers were to arrive.</param>
/// <param name="Held">How much later they did, mean of the pieces that the wire carried; null when it carried none.</param>
/// <param name="Service">From its first byte sent to the last one received.</param>
public sealed record DelayedRequest(int Round, string Wire, TimeSpan Delay, TimeSpan? Held, TimeSpan Service);

/// <summary>Processor time of the service's processes during some requests, one after the other.</summary>
/// <param name="Requests">How many.</param>
/// <param name="Service">What they took together.</param>
/// <param name="Used">Processor time.</param>
/// <param name="Resolution">How far that may be off: the kernel counts in ticks.</param>
public sealed record ProcessorUse(int Requests, TimeSpan Service, TimeSpan Used, TimeSpan Resolution);
