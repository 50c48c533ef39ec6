namespace Headroom.Model.Evidence;

/// <summary>Which statements each endpoint issues, and what it computes: every endpoint alone, on an otherwise idle service.</summary>
public sealed record EndpointStatements : IEvidence<EndpointStatements>
{
    internal const string KindName = "endpoint-statements";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>By endpoint.</summary>
    public required IReadOnlyList<EndpointAlone> Endpoints { get; init; }
}

/// <summary>One endpoint alone.</summary>
/// <param name="Endpoint">"METHOD /route/{template}".</param>
/// <param name="Requests">Requests that succeeded.</param>
/// <param name="Statements">What its requests made the database do, those that failed among them; empty when none succeeded.</param>
public sealed record EndpointAlone(string Endpoint, int Requests, IReadOnlyList<StatementPerRequest> Statements)
{
    /// <summary>What they cost; null when a request failed, or the service's processes were not seen.</summary>
    public AloneCost? Cost { get; init; }

    /// <summary>Whether a request holds a password.</summary>
    public bool SendsPassword { get; init; }

    /// <summary>Why none of its requests succeeded, or null when one did.</summary>
    public string? Missing { get; init; }
}

/// <summary>What the requests of an endpoint cost that ran alone.</summary>
/// <param name="Processor">What the service's own processes computed for them.</param>
/// <param name="Database">Time in which the database executed statements for them, summed up.</param>
public sealed record AloneCost(ProcessorUse Processor, TimeSpan Database);

/// <summary>A statement's work for one endpoint.</summary>
/// <param name="StatementId">The statement.</param>
/// <param name="CallsPerRequest">Executions a request, mean; of requests that failed, too, unless they were refused (429, 503).</param>
/// <param name="RowsPerCall">Rows returned or changed a call, mean.</param>
/// <param name="BuffersPerCall">Shared buffers a call, mean.</param>
public sealed record StatementPerRequest(string StatementId, double CallsPerRequest, double RowsPerCall, double BuffersPerCall);

/// <summary>
/// The scaling probe: the number of rows that an endpoint returns is varied, and the statements that it issues are counted.
/// </summary>
public sealed record ScalingProbe : IEvidence<ScalingProbe>
{
    internal const string KindName = "scaling-probe";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>By endpoint and request: an endpoint that the scenario asks in several ways stands here several times.</summary>
    public required IReadOnlyList<EndpointScaling> Endpoints { get; init; }
}

/// <summary>One request of an endpoint in the scaling probe.</summary>
public sealed record EndpointScaling
{
    /// <summary>"METHOD /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>The request's path with its placeholders: "/clips?sort=hot&amp;limit=20".</summary>
    public required string Request { get; init; }

    /// <summary>What was varied: "query parameter limit", or "requests" where only the data differs; null when nothing could be.</summary>
    public string? Factor { get; init; }

    /// <summary>The measurements, by rising rows.</summary>
    public required IReadOnlyList<ScalingPoint> Points { get; init; }

    /// <summary>Why there are too few measurements, or null.</summary>
    public string? Missing { get; init; }

    /// <summary>
    /// Whether they are missing because the endpoint did not answer with success, or not in the time for it: it was not seen.
    /// </summary>
    public bool Failed { get; init; }
}

/// <summary>One level of the scaling probe.</summary>
/// <param name="Requests">Requests at this level.</param>
/// <param name="RowsReturned">
/// Elements of the list that the page size bounds, or of the largest array in the response; mean over the requests.
/// </param>
/// <param name="CallsPerRequest">Executions a request, by statement.</param>
public sealed record ScalingPoint(int Requests, double RowsReturned, IReadOnlyDictionary<string, double> CallsPerRequest);
