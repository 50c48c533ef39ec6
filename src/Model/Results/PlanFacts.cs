using System.Text.Json.Serialization;
using Headroom.Model.Findings;
using Headroom.Model.Plans;

namespace Headroom.Model.Results;

/// <summary>What documents need to know of the plan; commands, addresses and secrets stay out of it.</summary>
public sealed record PlanFacts
{
    /// <summary>The load: one sentence a scenario, in the plan's order; empty when the plan names none.</summary>
    public required IReadOnlyList<string> Load { get; init; }

    /// <summary>
    /// The options of the audit of a database by itself, as they are typed: "--window 60"; null in other results, and where they were not
    /// recorded.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>What the service depends on: "database (postgres)", by name.</summary>
    public required IReadOnlyList<string> Dependencies { get; init; }

    /// <summary>The project's own test command; null when the plan names none.</summary>
    public string? Test { get; init; }

    /// <summary>Whether it names a command that starts the service; null in results that do not tell.</summary>
    public bool? HasStart { get; init; }

    /// <summary>Whether the service and its database were Headroom's own and ended with the run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTemporary { get; init; }

    /// <summary>Which kinds of change are within reach.</summary>
    public required ScopePlan Scope { get; init; }

    /// <summary>The least severity of an unwaived finding that blocks.</summary>
    public required Severity FailOn { get; init; }

    /// <summary>Findings that are accepted for a time.</summary>
    public required IReadOnlyList<Waiver> Waivers { get; init; }

    /// <summary>What work and outages cost; null when the plan does not say.</summary>
    public CostPlan? Cost { get; init; }
}

/// <summary>A part of the evidence as text, cut to a bound.</summary>
public sealed record Appendix
{
    /// <summary>What it is: "costliest statements".</summary>
    public required string Title { get; init; }

    /// <summary>The file of the run folder that holds the whole: "evidence/plans.json".</summary>
    public required string File { get; init; }

    /// <summary>The first lines of it.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>Lines that were cut off.</summary>
    public required long Left { get; init; }
}
