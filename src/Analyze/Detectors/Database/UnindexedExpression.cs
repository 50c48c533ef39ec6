namespace Headroom.Analyze.Detectors.Database;

/// <summary>A condition on an expression: <c>Seq Scan on users; Filter: lower(email) = $1</c>.</summary>
public static class UnindexedExpression
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = MissingIndex.DetectorOf(
        new DetectorInfo
        {
            Id = "unindexed-expression",
            Summary = "A statement under load compares an expression that no index holds.",
            Why = "The expression is computed for every row of the table at each execution.",
            How = MissingIndex.How,
            Cure = "An index on the expression, then ANALYZE, so that the planner knows its values.",
            Silence = "Casts and functions of time on a column that has an index: there the condition should be rewritten. Arithmetic. "
                + "Expressions that are not immutable.",
        });
}
