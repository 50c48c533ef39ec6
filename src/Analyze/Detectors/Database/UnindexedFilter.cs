using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A scan throws away nearly all that it reads: <c>Seq Scan on votes; Filter: user_id = $1; Rows Removed: 999,950</c>.</summary>
public static class UnindexedFilter
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = "unindexed-filter",
            Summary = "A statement under load finds its rows by reading many others, because no index starts with the columns of its filter.",
            Why = "The time of the statement grows with the table, not with what it returns, and every execution takes processor and cache from all others.",
            How = """
                The plan of the statement with real parameter values shows a scan, or the join above it, that throws away more than 90 % and more than 1,000 of the rows that
                it reads, on a table with at least 1,000 pages or more than 10,000 rows, and the statement has at least 1 % of the database's execution
                time under load (above 10 %: critical). Candidate columns: equality first, then = ANY, then one range. PostgreSQL manual, 14.1 (Using EXPLAIN), 11.3 (Multicolumn Indexes).
                """,
            Cure = "An index on the columns of the filter, built with CREATE INDEX CONCURRENTLY; partial where every statement has the same IS NULL or boolean predicate.",
            Silence = "Partitions of partitioned tables (not looked at yet). Small tables, filters that keep most rows, columns inside functions or casts, a usable index that exists (also as a prefix), and filters whose order matters more: unindexed-sort.",
        },
        Detect);

    private static Outcome Detect(StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics statements, EndpointStatements? endpoints) =>
        MissingIndex.Of("unindexed-filter", servesSort: false, plans, catalogue, statements, endpoints);
}
