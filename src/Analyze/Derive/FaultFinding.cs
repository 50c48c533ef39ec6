using Headroom.Model.Findings;

namespace Headroom.Analyze.Derive;

/// <summary>A finding about what a service does while something is at fault: what differs from one to the next.</summary>
internal sealed record FaultFinding
{
    /// <summary>The detector's id.</summary>
    public required string Detector { get; init; }

    /// <summary>What follows the detector's id in the fingerprint; null: the dependency.</summary>
    public string? Key { get; init; }

    /// <summary>The dependency at fault; null: it is the service itself.</summary>
    public string? Dependency { get; init; }

    /// <summary>The table that it is about; null: none.</summary>
    public string? Table { get; init; }

    /// <summary>How bad.</summary>
    public required Severity Severity { get; init; }

    /// <summary>How sure: a probe with a control beside it is.</summary>
    public Confidence Confidence { get; init; } = Confidence.High;

    /// <summary>What is wrong.</summary>
    public required string Title { get; init; }

    /// <summary>What the evidence shows.</summary>
    public required string Explanation { get; init; }

    /// <summary>Its numbers.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>The endpoints that it reaches; it is about the only one.</summary>
    public required IReadOnlyList<string> Endpoints { get; init; }

    /// <summary>Pointers into the run folder.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>What to change in the code.</summary>
    public required string Up { get; init; }

    /// <summary>What can go wrong with that.</summary>
    public required string Risk { get; init; }

    /// <summary>The finding.</summary>
    public Finding ToFinding() => new()
    {
        Detector = Detector,
        Fingerprint = $"{Detector}:{Key ?? Dependency}",
        Severity = Severity,
        Confidence = Confidence,
        Title = Title,
        Explanation = Explanation,
        Facts = Facts,
        Subject = new Subject { Endpoint = Endpoints.Count == 1 ? Endpoints[0] : null, Table = Table, Dependency = Dependency },
        Endpoints = Endpoints,
        Evidence = Evidence,
        Remedies = [new Remedy { Kind = RemedyKind.Code, Scope = RemedyScope.Code, Up = Up, Risk = Risk }],
        Effect = new Effect.Unknown("it is a change of the code"),
    };
}
