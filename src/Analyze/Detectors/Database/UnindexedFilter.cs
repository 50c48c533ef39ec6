using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A scan throws away nearly all that it reads: <c>Seq Scan on votes; Filter: user_id = $1; Rows Removed: 999,950</c>.</summary>
public static class UnindexedFilter
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements, IndexSearch>(
        new DetectorInfo
        {
            Id = "unindexed-filter",
            IsVital = true,
            Summary = "A statement under load finds its rows by reading many others, because no index starts with the columns of its filter.",
            Why = "The time of the statement grows with the table, not with what it returns, and every execution takes processor and cache from all others.",
            How = """
                The search on a clone of the database: candidates are read off the plans with real values and the catalogue (equality first, then the order or one range; at most three
                columns, partial by constants of the statement), each is built, the statements are executed with and without it, and the simplest that saves as much as any is kept
                (at least 20 % of its statements' time and 1 % of the load; above 10 % of the load: critical). Its proof: at least 12 interleaved pairs, buffers and time with a 99 % interval,
                the table's writes counted against it. Without a clone: plans whose scan throws away more than 90 % and more than 1,000 of the rows that it reads, on a table with
                at least 1,000 pages or more than 10,000 rows; the advice is then unverified.
                PostgreSQL manual, 11.3 (Multicolumn Indexes), 11.8 (Partial Indexes), 14.1 (Using EXPLAIN).
                """,
            Cure = "An index on the columns of the filter, built with CREATE INDEX CONCURRENTLY; partial where every statement has the same constant predicate and few rows fulfil it.",
            Silence = "Small tables, filters that keep most rows, a usable index that exists (also as a prefix), indexes whose upkeep costs more than they save, and those that the planner takes though they are slower: these are listed as rejected, with their numbers.",
        },
        Detect);

    private static Outcome Detect(
        StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics statements, EndpointStatements? endpoints, IndexSearch? search) =>
        MissingIndex.Of("unindexed-filter", plans, catalogue, statements, endpoints, search);
}
