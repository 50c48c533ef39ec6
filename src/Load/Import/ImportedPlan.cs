using Headroom.Load.Scenarios;
using Headroom.Model.Plans;

namespace Headroom.Load.Import;

/// <summary>A load plan that was made from a log, a recording or a description, and what a person should know of it.</summary>
public sealed record ImportedPlan
{
    /// <summary>The plan; it has at least a request.</summary>
    public required LoadPlan Plan { get; init; }

    /// <summary>What stands beside it in its file.</summary>
    public required LoadPlanNotes Notes { get; init; }

    /// <summary>Scheme, host and port of the service, or null when the source names none.</summary>
    public Uri? Origin { get; init; }

    /// <summary>What was used, in a line each.</summary>
    public IReadOnlyList<string> Used { get; init; } = [];

    /// <summary>What was left out and why, in a line each.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}

/// <summary>A source cannot be used: where, what was found and what was expected.</summary>
public sealed class ImportException(string message) : Exception(message);
