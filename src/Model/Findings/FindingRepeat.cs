namespace Headroom.Model.Findings;

/// <summary>What the probes of a finding said when they ran again after the run.</summary>
public sealed record FindingRepeat
{
    /// <summary>When they began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether they showed the finding again.</summary>
    public required bool IsShown { get; init; }

    /// <summary>What that means, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>
    /// Its numbers then, the most telling first; where it was not shown, its count then and in the run, or nothing where none is known.
    /// </summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>Where the raw measurements are.</summary>
    public required string Evidence { get; init; }
}
