namespace Headroom.Model.Findings;

/// <summary>
/// What a priority is made of, besides the risk and the effort of the first remedy: impact times certainty over risk times the square root
/// of effort.
/// </summary>
public sealed record PriorityParts
{
    /// <summary>
    /// What the load or the people who use the service gain by the cure: a pure number, -ln(1 - share saved), or a convention.
    /// </summary>
    public required double Impact { get; init; }

    /// <summary>Whether the impact is a convention by severity, because no share of the load is known.</summary>
    public required bool IsConvention { get; init; }

    /// <summary>How sure it is that the cure gains it, 0..1: 1 was measured.</summary>
    public required double Certainty { get; init; }
}
