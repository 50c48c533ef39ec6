using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Found by an index, read from everywhere: <c>Index Scan; 2,671 buffers for 2,600 rows of two columns</c>.</summary>
public static class UncoveredLookup
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements, IndexSearch>(
        new DetectorInfo
        {
            Id = "uncovered-lookup",
            Summary = "A statement under load finds its rows by an index and then visits as many pages of the table, for columns that an index could hold.",
            Why = "Rows that were written at different times lie on different pages: each costs a page.",
            How = """
                The search on a clone of the database: candidates are read off the plans with real values and the catalogue (equality first, then the order or one range; at most three
                columns, partial by constants of the statement), each is built, the statements are executed with and without it, and the simplest that saves as much as any is kept
                (at least 20 % of its statements' time and 1 % of the load; above 10 % of the load: critical). Its proof: at least 12 interleaved pairs, buffers and time with a 99 % interval,
                the table's writes counted against it. Without a clone: plans whose scan throws away more than 90 % and more than 1,000 of the rows that it reads, on a table with
                at least 1,000 pages or more than 10,000 rows; the advice is then unverified.
                PostgreSQL manual, 11.3 (Multicolumn Indexes), 11.8 (Partial Indexes), 14.1 (Using EXPLAIN).
                """,
            Cure = "An index with the columns in INCLUDE; it serves only while the table is vacuumed often enough.",
            Silence = "More than three columns, wide types, savings below five times the buffers, tables whose pages are not all-visible.",
        },
        Detect);

    private static Outcome Detect(
        StatementPlans? plans, DatabaseCatalogue catalogue, StatementStatistics statements, EndpointStatements? endpoints, IndexSearch? search) =>
        MissingIndex.Of("uncovered-lookup", plans, catalogue, statements, endpoints, search);
}
