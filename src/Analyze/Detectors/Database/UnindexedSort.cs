using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Rows are sorted, or skipped along an index, to return a few: <c>Limit 20 &lt;- Sort by created_at DESC &lt;- Seq Scan; 200,000 rows</c>.</summary>
public static class UnindexedSort
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements, IndexSearch>(
        new DetectorInfo
        {
            Id = "unindexed-sort",
            IsVital = true,
            Summary = "A statement under load reads and sorts many rows to return a few, because no index has the columns of its filter followed by its order.",
            Why = "The page that users open most often (the newest twenty) costs as much as reading everything.",
            How = """
                The search on a clone of the database: candidates are read off the plans with real values and the catalogue (equality first, then the order or one range; at most three
                columns, partial by constants of the statement), each is built, the statements are executed with and without it, and the simplest that saves as much as any is kept
                (at least 20 % of its statements' time and 1 % of the load; above 10 % of the load: critical). Its proof: at least 12 interleaved pairs, buffers and time with a 99 % interval,
                the table's writes counted against it. Without a clone: plans whose scan throws away more than 90 % and more than 1,000 of the rows that it reads, on a table with
                at least 1,000 pages or more than 10,000 rows; the advice is then unverified.
                PostgreSQL manual, 11.3 (Multicolumn Indexes), 11.8 (Partial Indexes), 14.1 (Using EXPLAIN).
                """,
            Cure = "An index on the equality columns followed by the order, in its exact direction and with its place of nulls.",
            Silence = "Orders that an index gives already, read from either end; sorts of a join's result; small tables.",
        },
        Detect);

    private static Outcome Detect(
        StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics statements, EndpointStatements? endpoints, IndexSearch? search) =>
        MissingIndex.Of("unindexed-sort", plans, catalogue, statements, endpoints, search);
}
