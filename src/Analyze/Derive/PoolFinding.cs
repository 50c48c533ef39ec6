using Headroom.Model.Findings;

namespace Headroom.Analyze.Derive;

/// <summary>A finding about the size of connection pools: what differs from one to the next.</summary>
internal sealed record PoolFinding
{
    /// <summary>The detector's id.</summary>
    public required string Detector { get; init; }

    /// <summary>What follows the detector's id in the fingerprint.</summary>
    public required string Key { get; init; }

    /// <summary>The role that connects; null: all of them.</summary>
    public string? Role { get; init; }

    /// <summary>How bad.</summary>
    public required Severity Severity { get; init; }

    /// <summary>How sure.</summary>
    public Confidence Confidence { get; init; } = Confidence.High;

    /// <summary>What is wrong.</summary>
    public required string Title { get; init; }

    /// <summary>What the evidence shows.</summary>
    public required string Explanation { get; init; }

    /// <summary>Its numbers.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>Pointers into the run folder.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>The setting to change.</summary>
    public required string Up { get; init; }

    /// <summary>What can go wrong with that.</summary>
    public required string Risk { get; init; }

    /// <summary>What else cures it.</summary>
    public IReadOnlyList<Remedy> Others { get; init; } = [];

    /// <summary>Why nobody knows what the cure saves.</summary>
    public required string Unmeasured { get; init; }

    /// <summary>The finding.</summary>
    public Finding ToFinding() => new()
    {
        Detector = Detector,
        Fingerprint = $"{Detector}:{Key}",
        Severity = Severity,
        Confidence = Confidence,
        Title = Title,
        Explanation = Explanation,
        Facts = Facts,
        Subject = new Subject { Role = Role },
        Evidence = Evidence,
        Remedies = [new Remedy { Kind = RemedyKind.Setting, Scope = RemedyScope.Config, Up = Up, Risk = Risk }, .. Others],
        Effect = new Effect.Unknown(Unmeasured),
    };
}
