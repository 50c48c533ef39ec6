using System.Text.Json.Serialization;

namespace Headroom.Model.Plans;

/// <summary>What a kind of user does: requests in order.</summary>
public sealed record Flow
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How often it is drawn, relative to the others; above 0.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The requests, in order.</summary>
    public required IReadOnlyList<RequestTemplate> Requests { get; init; }
}

/// <summary>
/// One request with <c>${name}</c> placeholders: feeds, columns of feeds (<c>${users.email}</c>), variables, and what every run knows.
/// </summary>
public sealed record RequestTemplate
{
    /// <summary>The HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query below the service's address, with placeholders.</summary>
    public required string Path { get; init; }

    /// <summary>What it counts as: "METHOD /route/{template}", without query.</summary>
    public required string Endpoint { get; init; }

    /// <summary>What is exchanged.</summary>
    public Exchange Exchange { get; init; }

    /// <summary>Headers besides the plan's, with placeholders.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } =
        new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The body with placeholders, or null. Of a gRPC call: its message as JSON whose names are the numbers of the fields.
    /// </summary>
    public string? Body { get; init; }

    /// <summary>What a WebSocket does once it is connected, in order.</summary>
    public IReadOnlyList<WebSocketStep> Session { get; init; } = [];

    /// <summary>What must hold of the response; a request without a status check expects a status below 400.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>What later requests of the iteration take from the response.</summary>
    public IReadOnlyList<Extraction> Extractions { get; init; } = [];

    /// <summary>The group that it belongs to, or null; requests of a group that follow each other are timed together.</summary>
    public string? Group { get; init; }

    /// <summary>Its labels besides those of the scenario and the plan, by name.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Pause after the response.</summary>
    public TimeSpan ThinkTime { get; init; }
}

/// <summary>What a request exchanges with the service.</summary>
public enum Exchange
{
    /// <summary>An HTTP request and its response.</summary>
    Http,

    /// <summary>A gRPC call: one message, and one or a stream of messages back. Its status is the gRPC status as HTTP has it.</summary>
    Grpc,

    /// <summary>A WebSocket, from its handshake to its close.</summary>
    WebSocket,
}

/// <summary>What a WebSocket does.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(Send), "send")]
[JsonDerivedType(typeof(Expect), "expect")]
[JsonDerivedType(typeof(Hold), "hold")]
public abstract record WebSocketStep
{
    private WebSocketStep()
    {
    }

    /// <summary>Sends a text message, with placeholders.</summary>
    public sealed record Send(string Text) : WebSocketStep;

    /// <summary>Waits for a message that contains a text, within the request's time limit; others are let go.</summary>
    public sealed record Expect(string Text) : WebSocketStep;

    /// <summary>Stays connected for a while.</summary>
    public sealed record Hold(TimeSpan Duration) : WebSocketStep;
}

/// <summary>A variable that is taken from a response. A response that does not hold it ends the iteration.</summary>
public sealed record Extraction(string Variable, ExtractionSource From);

/// <summary>Where in a response a variable is taken from.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "from")]
[JsonDerivedType(typeof(Json), "json")]
[JsonDerivedType(typeof(Header), "header")]
[JsonDerivedType(typeof(Cookie), "cookie")]
[JsonDerivedType(typeof(Regex), "regex")]
public abstract record ExtractionSource
{
    private ExtractionSource()
    {
    }

    /// <summary>The first value at a path such as <c>$.items[0].id</c>.</summary>
    public sealed record Json(string Path) : ExtractionSource;

    /// <summary>A header's value.</summary>
    public sealed record Header(string Name) : ExtractionSource;

    /// <summary>The value of a cookie that the response sets; one that it deletes is none.</summary>
    public sealed record Cookie(string Name) : ExtractionSource;

    /// <summary>A group (0 is the whole) of the first match of a pattern in the body.</summary>
    public sealed record Regex(string Pattern, int Group) : ExtractionSource;
}
