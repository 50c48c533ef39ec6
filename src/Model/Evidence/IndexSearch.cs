using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>Which indexes were tried on a clone, what each did to the statements, and which were kept.</summary>
public sealed record IndexSearch : IEvidence<IndexSearch>
{
    internal const string KindName = "index-search";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The statements before any index was made, by id.</summary>
    public required IReadOnlyList<StatementWork> Baseline { get; init; }

    /// <summary>Every candidate that was built, in the order in which it was tried.</summary>
    public required IReadOnlyList<CandidateTrial> Trials { get; init; }

    /// <summary>The indexes that were kept, in the order in which they were chosen.</summary>
    public required IReadOnlyList<ChosenIndex> Chosen { get; init; }

    /// <summary>
    /// Indexes that looked worth it, or that the planner takes, and that did not hold what they promised when they were measured closely.
    /// </summary>
    public required IReadOnlyList<ChosenIndex> Refuted { get; init; }

    /// <summary>Why candidates were left untried; null when none was.</summary>
    public string? Cut { get; init; }
}

/// <summary>What one execution of a statement does, the mean over its sets of values.</summary>
/// <param name="StatementId">The statement.</param>
/// <param name="Time">Execution time: of each set the least of several.</param>
/// <param name="Buffers">Shared buffers hit and read.</param>
/// <param name="Shape">The plans in short: "Limit Sort Seq Scan:orders".</param>
/// <param name="IsCutShort">
/// Whether an execution reached the time limit: then the time is a lower bound, and nobody counted the buffers.
/// </param>
public sealed record StatementWork(string StatementId, TimeSpan Time, double Buffers, string Shape, bool IsCutShort = false);

/// <summary>One candidate on the clone.</summary>
public sealed record CandidateTrial
{
    /// <summary>The candidate.</summary>
    public required IndexCandidate Candidate { get; init; }

    /// <summary>The round, from 1: in the second round the index chosen in the first is there.</summary>
    public required int Round { get; init; }

    /// <summary>Why it could not be built, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>Size of its indexes.</summary>
    public Bytes Size { get; init; }

    /// <summary>The statements with it.</summary>
    public IReadOnlyList<StatementWork> With { get; init; } = [];
}

/// <summary>An index of the search's result.</summary>
public sealed record ChosenIndex
{
    /// <summary>What it is.</summary>
    public required IndexDefinition Index { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is there for an order.</summary>
    public required bool ServesOrder { get; init; }

    /// <summary>Whether it is there for the deletes and key changes of a referenced table.</summary>
    public required bool ServesForeignKey { get; init; }

    /// <summary>
    /// Whether the database has no index that begins with its keys: then it is not there for the columns alone that it stores.
    /// </summary>
    public bool HasNewKeys { get; init; }

    /// <summary>The statements whose plans it changes, those that gain most first.</summary>
    public required IReadOnlyList<string> Statements { get; init; }

    /// <summary>The other indexes of the set that it was chosen together with, by name: without them it may be of no use.</summary>
    public IReadOnlyList<string> Together { get; init; } = [];
}
