using Headroom.Model.Plans;

namespace Headroom.Model.Evidence;

/// <summary>
/// The hang probe: one dependency at a time takes connections and never answers, and requests are sent to the service meanwhile: first one
/// of each kind that asks it, then waves of many of one kind at once, and requests that do not ask it besides. Before it hangs, one such
/// wave tells what so many at once cost anyway.
/// </summary>
public sealed record HangProbe : IEvidence<HangProbe>
{
    internal const string KindName = "hang-probe";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>How long an answer was waited for.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>By dependency, by name.</summary>
    public required IReadOnlyList<HungWire> Wires { get; init => field = value ?? []; }
}

/// <summary>What requests met while one dependency hung.</summary>
public sealed record HungWire
{
    /// <summary>The dependency's name in the plan.</summary>
    public required string Name { get; init; }

    /// <summary>What it speaks.</summary>
    public required DependencyKind Dependency { get; init; }

    /// <summary>The first request of each kind that asks the dependency, all of them at once.</summary>
    public IReadOnlyList<HungRequest> Requests { get; init => field = value ?? []; } = [];

    /// <summary>The endpoint that the waves ask.</summary>
    public string? WaveEndpoint { get; init; }

    /// <summary>The wave before the dependency hung.</summary>
    public HungWave? Control { get; init; }

    /// <summary>Those while it did, one after the other; a wave that nobody answered is the last.</summary>
    public IReadOnlyList<HungWave> Waves { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Reads that do not ask the dependency, sent during the last wave; what they took before is from the wave before the fault.
    /// </summary>
    public IReadOnlyList<HungRequest> Bystanders { get; init => field = value ?? []; } = [];

    /// <summary>Why it was not looked at, or null.</summary>
    public string? Missing { get; init; }
}

/// <summary>One request while a dependency hung.</summary>
/// <param name="Endpoint">"METHOD /route/{template}".</param>
/// <param name="Before">What it took before: alone, median of a few, or beside the wave before the fault.</param>
/// <param name="Answer">What came now.</param>
public sealed record HungRequest(string Endpoint, TimeSpan Before, FaultAnswer Answer);

/// <summary>Many requests of one kind at once.</summary>
public sealed record HungWave
{
    /// <summary>Requests that were sent.</summary>
    public required int Sent { get; init; }

    /// <summary>Of them, those that a rate limit refused (429): they say nothing of the dependency.</summary>
    public required int Refused { get; init; }

    /// <summary>Those that had no answer within the patience.</summary>
    public required int Unanswered { get; init; }

    /// <summary>Those that were answered with an error, or whose connection was closed.</summary>
    public required int Failed { get; init; }

    /// <summary>Median time to the answer, or to the end of the patience, of those that were not refused; null when all were.</summary>
    public TimeSpan? Median { get; init; }

    /// <summary>Whether nobody was answered within the patience.</summary>
    public bool IsSilent() => Unanswered > 0 && Unanswered == Sent - Refused;
}
