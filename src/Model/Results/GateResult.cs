using Headroom.Model.Plans;

namespace Headroom.Model.Results;

/// <summary>Whether a recorded run passes; the form of <c>headroom gate --json</c>.</summary>
public sealed record GateResult
{
    /// <summary>The name and version of the form.</summary>
    public string Format { get; init; } = "headroom.gate/1";

    /// <summary>The run that is judged.</summary>
    public required string RunId { get; init; }

    /// <summary>The service, or the database.</summary>
    public required string Service { get; init; }

    /// <summary>When the run started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The day (UTC) on which the gate was asked, by which waivers are judged; never before that of the run.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The decision: the run's own assertions, then those of the gate.</summary>
    public required Decision Decision { get; init; }

    /// <summary>Waivers of the plan that have expired or end soon, the earliest first.</summary>
    public required IReadOnlyList<Waiver> Waivers { get; init; }

    /// <summary>The run beside the one that was recorded before; null without such a one.</summary>
    public BaselineComparison? Comparison { get; init; }
}
