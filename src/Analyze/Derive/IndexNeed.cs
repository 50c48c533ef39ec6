using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>An index that statements under load would be served by, and that does not exist.</summary>
public sealed record IndexNeed
{
    /// <summary>The table.</summary>
    public required TableFacts Table { get; init; }

    /// <summary>Key columns: equality first, then a range or the sort.</summary>
    public required IReadOnlyList<IndexKey> Keys { get; init; }

    /// <summary>How many of the keys are compared for equality.</summary>
    public required int EqualityKeys { get; init; }

    /// <summary>Whether the keys after the equality ones give an order that the statement sorts for.</summary>
    public required bool ServesSort { get; init; }

    /// <summary>Predicates without values that every statement has: the index may be partial.</summary>
    public required IReadOnlyList<Predicate> Constant { get; init; }

    /// <summary>The statements that need it, the costliest first.</summary>
    public required IReadOnlyList<StatementNeed> Statements { get; init; }

    /// <summary>Names of the key columns.</summary>
    public IReadOnlyList<string> Columns => [.. Keys.Select(key => key.Column!)];
}

/// <summary>What one statement wastes for want of an index.</summary>
/// <param name="StatementId">The statement.</param>
/// <param name="RowsRead">Rows that the scan looked at, all loops, in the plan that shows it worst.</param>
/// <param name="RowsUsed">Rows that were used of them.</param>
/// <param name="Node">The plan's node that shows it.</param>
public sealed record StatementNeed(string StatementId, double RowsRead, double RowsUsed, string Node);
