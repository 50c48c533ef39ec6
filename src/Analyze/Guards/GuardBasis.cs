using Headroom.Model.Guards;

namespace Headroom.Analyze.Guards;

/// <summary>What a comparison rests on.</summary>
public sealed record GuardBasis
{
    /// <summary>What the statements did when somebody found it good.</summary>
    public required GuardBaseline Baseline { get; init; }

    /// <summary>What they do now.</summary>
    public required GuardObservation Now { get; init; }

    /// <summary>What is accepted for a time.</summary>
    public IReadOnlyList<GuardWaiver> Waivers { get; init; } = [];

    /// <summary>The day, in UTC, on which waivers are held against their last one.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>From where on a difference counts.</summary>
    public GuardLimits Limits { get; init; } = new();

    /// <summary>What the files are called, for whoever looks for a remark's place.</summary>
    public required GuardFiles Files { get; init; }
}

/// <summary>The files of a comparison, as the user named them.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Baseline">The baseline.</param>
/// <param name="Waivers">The waivers, or null when there are none.</param>
public sealed record GuardFiles(string Workload, string Baseline, string? Waivers = null);
