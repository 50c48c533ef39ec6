using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A limit of a few rows above a sort of many (<c>Limit -> Sort by created_at -> scan of one table</c>), or above an index walked only for its order.</summary>
public static class UnindexedSort
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = "unindexed-sort",
            Summary = "A statement under load returns the first rows of an order that no index has together with its filter.",
            Why = "All rows that match must be read and sorted, or an index is walked past the rows of everybody else, to return one page.",
            How = """
                The plan of the statement with real parameter values shows, below a limit, a sort of one table's plain columns whose input is more than
                10 times what the limit lets through (and 1,000 rows more), or an index scan without a condition that throws rows away until the limit is
                full. The table has at least 1,000 pages or more than 10,000 rows, the statement at least 1 % of the database's execution time under load
                (above 10 %: critical). PostgreSQL manual, 11.4 (Indexes and ORDER BY).
                """,
            Cure = "An index on the equality columns of the filter followed by the sort's columns in their exact direction.",
            Silence = "Partitions of partitioned tables (not looked at yet). Sorts by expressions, aggregates or columns of several tables, sorts without a limit, and orders that an existing index gives forwards or backwards.",
        },
        Detect);

    private static Outcome Detect(StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics statements, EndpointStatements? endpoints) =>
        MissingIndex.Of("unindexed-sort", servesSort: true, plans, catalogue, statements, endpoints);
}
