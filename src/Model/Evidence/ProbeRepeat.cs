namespace Headroom.Model.Evidence;

/// <summary>What the probes of a finding saw when they ran again, alone, after the run.</summary>
/// <remarks>
/// It is stored under <see cref="EvidenceSet.ProofName"/> of the finding that it is about, beside what the run itself saw: the service
/// may be another by now.
/// </remarks>
public sealed record ProbeRepeat : IEvidence<ProbeRepeat>
{
    internal const string KindName = "probe-repeat";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The fingerprint of the finding that was tried again.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The commit of the plan's working tree then; null when it is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>What each probe saw, by kind; none of them failed.</summary>
    public required IReadOnlyDictionary<string, IEvidence> Seen { get; init; }
}
