using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A LIKE that reads everything: <c>Seq Scan on users; Filter: name ~~ $1</c>.</summary>
public static class UnindexedPattern
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements, IndexSearch>(
        new DetectorInfo
        {
            Id = "unindexed-pattern",
            Summary = "A statement under load searches texts by a pattern without an index that can.",
            Why = "Every text of the table is read and compared at each execution.",
            How = """
                The search on a clone of the database: candidates are read off the plans with real values and the catalogue (equality first, then the order or one range; at most three
                columns, partial by constants of the statement), each is built, the statements are executed with and without it, and the simplest that saves as much as any is kept
                (at least 20 % of its statements' time and 1 % of the load; above 10 % of the load: critical). Its proof: at least 12 interleaved pairs, buffers and time with a 99 % interval,
                the table's writes counted against it. Without a clone: plans whose scan throws away more than 90 % and more than 1,000 of the rows that it reads, on a table with
                at least 1,000 pages or more than 10,000 rows; the advice is then unverified.
                PostgreSQL manual, 11.3 (Multicolumn Indexes), 11.8 (Partial Indexes), 14.1 (Using EXPLAIN).
                """,
            Cure = "For a fixed beginning a btree index with text_pattern_ops; for a pattern that begins with a wildcard, or ILIKE, a GIN index with pg_trgm.",
            Silence = "Databases whose collation is C, where a plain index serves a fixed beginning; databases in which pg_trgm is not available.",
        },
        Detect);

    private static Outcome Detect(
        StatementPlans? plans, DatabaseCatalogue catalogue, StatementStatistics statements, EndpointStatements? endpoints, IndexSearch? search) =>
        MissingIndex.Of("unindexed-pattern", plans, catalogue, statements, endpoints, search);
}
