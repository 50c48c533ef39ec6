namespace Headroom.Model.Plans;

/// <summary>What load to send to a service: who does what, how often, for how long, and what must hold.</summary>
public sealed record LoadPlan
{
    /// <summary>Its name in reports.</summary>
    public required string Name { get; init; }

    /// <summary>The scenarios, run at once, each from its own start on; at least one.</summary>
    public required IReadOnlyList<Scenario> Scenarios { get; init; }

    /// <summary>Values that requests draw from, by name.</summary>
    public IReadOnlyList<Feed> Feeds { get; init; } = [];

    /// <summary>Values that are the same in all requests, by name.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Headers of every request, with placeholders.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } =
        new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Requests sent once before the load, in order; what they extract is a variable of all iterations. They are not measured.
    /// </summary>
    public IReadOnlyList<RequestTemplate> Setup { get; init; } = [];

    /// <summary>Requests sent once after the load, in order, even when it was interrupted. They are not measured.</summary>
    public IReadOnlyList<RequestTemplate> Teardown { get; init; } = [];

    /// <summary>What must hold of the run.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>Labels of every request, by name.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The version of HTTP that requests are sent with.</summary>
    public HttpProtocol Protocol { get; init; }

    /// <summary>Whether a certificate that the machine does not trust is an error.</summary>
    public bool VerifyCertificate { get; init; } = true;

    /// <summary>Whether a redirect to the same service is followed (ten times at most) as part of the request.</summary>
    public bool FollowRedirects { get; init; }

    /// <summary>Time at the start whose requests are sent but not recorded.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long requests in flight, and arrivals that wait, may go on after the end.</summary>
    public TimeSpan GracefulStop { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Every request template of the scenarios, each once, in order.</summary>
    public IEnumerable<RequestTemplate> Requests() =>
        Scenarios.SelectMany(static scenario => scenario.Flows).SelectMany(static flow => flow.Requests)
            .Distinct(ReferenceEqualityComparer.Instance).Cast<RequestTemplate>();

    /// <summary>Every request template, those of setup and teardown included.</summary>
    public IEnumerable<RequestTemplate> AllRequests() => Setup.Concat(Requests()).Concat(Teardown);

    /// <summary>From the start of the first scenario to the end of the last, warm-up included, graceful stops left out.</summary>
    public TimeSpan TotalDuration() => Scenarios.Max(static scenario => scenario.StartTime + scenario.Executor.TotalDuration);
}

/// <summary>One way in which load comes: an executor and the flows that it draws from.</summary>
public sealed record Scenario
{
    /// <summary>Its name in reports.</summary>
    public required string Name { get; init; }

    /// <summary>How iterations start over time.</summary>
    public required Executor Executor { get; init; }

    /// <summary>What virtual users do; an iteration is one flow, drawn by weight.</summary>
    public required IReadOnlyList<Flow> Flows { get; init; }

    /// <summary>When it starts, from the start of the run.</summary>
    public TimeSpan StartTime { get; init; }

    /// <summary>Labels of its requests besides the plan's, by name.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>The versions of HTTP.</summary>
public enum HttpProtocol
{
    /// <summary>HTTP/1.1.</summary>
    Http1,

    /// <summary>HTTP/2, over TLS or, for an http address, with prior knowledge.</summary>
    Http2,

    /// <summary>HTTP/3 over QUIC.</summary>
    Http3,
}
