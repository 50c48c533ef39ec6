using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A subquery that runs once for each row of the query around it: <c>SubPlan 1 ... loops=20000</c>.</summary>
public static class SubplanLoop
{
    private const string Id = "subplan-loop";

    /// <summary>Fewer executions of a subquery are what a page of rows needs.</summary>
    private const double FewestLoops = 1000;

    /// <summary>A subquery with less of the statement's time than this is cheap, however often it runs.</summary>
    private const double LeastPart = 0.1;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load runs a subquery anew for each of many rows.",
            Why = "It is an N+1 inside the database: the planner must run it row by row, and cannot choose a hash or a "
                + "merge for all rows together.",
            How = """
                The plan with real parameter values shows a subplan with more than 1,000 executions that takes at least a tenth of the
                statement's time, and at least 1 % of the database's execution time under load. PostgreSQL manual, 14.1 (Using EXPLAIN).
                """,
            Cure = "A join with a grouped subquery, or LATERAL with an index on the inner side.",
            Silence = """
                Subqueries that run once (InitPlan, hashed SubPlan), run for the rows of a page, or are cheap in total; NOT IN, which
                not-in-subquery tells.
                """,
        },
        Detect);

    private static Outcome Detect(StatementPlans plans, StatementStatistics? statements, EndpointStatements? endpoints) =>
        new PlanAudit(Id, plans, statements, endpoints).Of(
            (plan, sample) => PlanTree.Walk(sample.Root)
                .Where(place => PlanTree.IsSubplan(place.Node)
                    && place.Node.ActualLoops > FewestLoops
                    && PlanTree.Part(place.Node, sample) >= LeastPart)
                .Where(place => !NotInSubquery.IsIn(plan, place.Above[^1]))
                .OrderByDescending(place => PlanTree.Part(place.Node, sample)).Take(1)
                .Select(place => SightingOf(plan, sample, place.Node)),
            PlanTree.IsSubplan);

    private static Sighting SightingOf(StatementPlan plan, PlanSample sample, PlanNode subplan)
    {
        var inner = subplan.Descendants().Select(node => node.Relation).OfType<string>().FirstOrDefault();
        return new Sighting
        {
            Key = plan.StatementId,
            Plan = plan,
            Severity = Severity.High,
            Title = $"{Sighting.Named(plan.Query)} runs a subquery{(inner is null ? "" : $" on {inner}")} once for each row",
            Explanation = "The subquery refers to the row around it, so the server runs it again for each; most of "
                + "the work is starting it.",
            Facts =
            [
                new Fact("executions of the subquery", subplan.ActualLoops!.Value, "loops"),
                new Fact("share of the statement's time", PlanTree.Part(subplan, sample)!.Value, "ratio"),
                new Fact("rows returned by the statement", PlanTree.Rows(sample.Root), "rows"),
            ],
            Remedies =
            [
                Sighting.Rewrite(
                    "Compute the subquery for all rows together: LEFT JOIN (SELECT key, count(*) ... GROUP BY key) "
                        + "AS s ON s.key = outer.key, with coalesce(..., 0) where the subquery gave a number for no rows. "
                        + "Where only a page is returned, take the page first and run the subquery for its rows "
                        + "alone (LEFT JOIN LATERAL).",
                    "A row without a match must stay (LEFT JOIN), and one with several must not be returned twice."),
            ],
            Saves = PlanTree.Part(subplan, sample),
            Weight = subplan.ActualLoops!.Value,
        };
    }
}
