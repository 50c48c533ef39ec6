namespace Headroom.Model.Evidence;

/// <summary>
/// The throttle probe: under a steady load of the requests that ask it, a dependency answers late and slowly for a while, then as before.
/// </summary>
public sealed record ThrottleProbe : IEvidence<ThrottleProbe>
{
    internal const string KindName = "throttle-probe";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>By how much each answer of the dependency was late.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>The rate of each connection's answers, in 1,000 bytes a second.</summary>
    public required long KilobytesPerSecond { get; init; }

    /// <summary>How long an answer of the service was waited for.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>By dependency, by name.</summary>
    public required IReadOnlyList<OutageWire> Wires { get; init => field = value ?? []; }
}
