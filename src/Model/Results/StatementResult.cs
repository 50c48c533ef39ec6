using System.Text.Json.Serialization;
using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>One statement under load.</summary>
public sealed record StatementResult
{
    /// <summary>The remark on a statement that a time limit stopped.</summary>
    public const string CutShort = "stopped at the time limit: its time is a lower bound";

    /// <summary>The statement.</summary>
    public required string StatementId { get; init; }

    /// <summary>What people call it: its name in a workload file; null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Its normalised text.</summary>
    public required string Query { get; init; }

    /// <summary>Endpoints that issue it.</summary>
    public required IReadOnlyList<string> Endpoints { get; init; }

    /// <summary>Executions.</summary>
    public required long Calls { get; init; }

    /// <summary>Share of the database's execution time; null when nobody measured it.</summary>
    public required Ratio? Load { get; init; }

    /// <summary>Mean execution time of a call; null when nobody measured it.</summary>
    public required TimeSpan? Mean { get; init; }

    /// <summary>Rows a call; null when nobody measured it.</summary>
    public required double? RowsPerCall { get; init; }

    /// <summary>Shared buffers a call; null when nobody measured it.</summary>
    public required double? BuffersPerCall { get; init; }

    /// <summary>
    /// Where the values that it was planned with came from: "log", "load", "statistics" (guessed), "workload", "none"; null when it was not
    /// planned.
    /// </summary>
    public string? Values { get; init; }

    /// <summary>What limits what is known of it, in one sentence; null when nothing does.</summary>
    public string? Remark { get; init; }

    /// <summary>Its plan, of several sets of values the one that touched most buffers; null when there is none.</summary>
    public PlanStep? Plan { get; init; }

    /// <summary>Whether a time limit stopped it, so that its time is a lower bound.</summary>
    [JsonIgnore] public bool IsCutShort => Remark == CutShort;
}
