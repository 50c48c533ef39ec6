using Headroom.Model.Findings;

namespace Headroom.Model.Results;

/// <summary>What came of trying one finding of a recorded run again; the form of <c>headroom prove --json</c>.</summary>
public sealed record FindingTrial
{
    /// <summary>The name and version of the form.</summary>
    public string Format { get; init; } = "headroom.prove/1";

    /// <summary>The run that the finding is of.</summary>
    public required string RunId { get; init; }

    /// <summary>The finding.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Its sentence.</summary>
    public required string Title { get; init; }

    /// <summary>What the experiment says.</summary>
    public required FindingVerdict Verdict { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether the run's evidence holds the experiment now; what could not be measured leaves the run as it was.</summary>
    public required bool IsKept { get; init; }

    /// <summary>The judged experiment with a remedy; null for a probe, and where nothing was measured.</summary>
    public Proof? Proof { get; init; }

    /// <summary>Two arms under load, when the remedy was tried in this way; else null.</summary>
    public ArmComparison? Comparison { get; init; }

    /// <summary>
    /// The finding's numbers as the probe shows them now, the most telling first; where it does not show it, its count now and in the run,
    /// or nothing where none is known; empty for a remedy.
    /// </summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];
}

/// <summary>What trying a finding again says of it.</summary>
public enum FindingVerdict
{
    /// <summary>The remedy helps, or the probe shows the fault again.</summary>
    Confirmed,

    /// <summary>The remedy harms or makes no difference that matters, or the probe does not show the fault.</summary>
    Refuted,

    /// <summary>The measurement decides nothing, or could not be made.</summary>
    CannotTell,
}
