using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>What stands in the file of a load plan besides the plan: where it goes to, and comments for people.</summary>
public sealed record LoadPlanNotes
{
    /// <summary>The address of the service, or null to leave it out.</summary>
    public Uri? Url { get; init; }

    /// <summary>Comment lines at the top.</summary>
    public IReadOnlyList<string> Head { get; init; } = [];

    /// <summary>Comment lines above a flow, by its name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Flows { get; init; } = new SortedDictionary<string,
        IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Comment lines above a feed, by its name.</summary>
    public IReadOnlyDictionary<string, string> Feeds { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Flows that stand at the end as comments, for the user to complete.</summary>
    public IReadOnlyList<Flow> Commented { get; init; } = [];
}
