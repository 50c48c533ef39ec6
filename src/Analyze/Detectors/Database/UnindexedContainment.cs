using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Looking into documents and arrays: <c>Seq Scan on events; Filter: payload @&gt; $1</c>.</summary>
public static class UnindexedContainment
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements, IndexSearch>(
        new DetectorInfo
        {
            Id = "unindexed-containment",
            Summary = "A statement under load looks for what documents, arrays or texts contain, without an inverted index.",
            Why = "Every value of the table is opened, often from TOAST, at each execution.",
            How = """
                The search on a clone of the database: candidates are read off the plans with real values and the catalogue (equality first, then the order or one range; at most three
                columns, partial by constants of the statement), each is built, the statements are executed with and without it, and the simplest that saves as much as any is kept
                (at least 20 % of its statements' time and 1 % of the load; above 10 % of the load: critical). Its proof: at least 12 interleaved pairs, buffers and time with a 99 % interval,
                the table's writes counted against it. Without a clone: plans whose scan throws away more than 90 % and more than 1,000 of the rows that it reads, on a table with
                at least 1,000 pages or more than 10,000 rows; the advice is then unverified.
                PostgreSQL manual, 11.3 (Multicolumn Indexes), 11.8 (Partial Indexes), 14.1 (Using EXPLAIN).
                """,
            Cure = "A GIN index: jsonb_path_ops where only containment is asked for, the default class for keys, arrays and text search; GiST for ranges.",
            Silence = "Small tables; conditions that keep most rows.",
        },
        Detect);

    private static Outcome Detect(
        StatementPlans? plans, DatabaseCatalogue catalogue, StatementStatistics statements, EndpointStatements? endpoints, IndexSearch? search) =>
        MissingIndex.Of("unindexed-containment", plans, catalogue, statements, endpoints, search);
}
