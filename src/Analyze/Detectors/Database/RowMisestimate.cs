using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// The planner expects another number of rows than there are: <c>Seq Scan on clips (rows=12) (actual rows=48000)</c>, and plans the rest
/// for it.
/// </summary>
public static class RowMisestimate
{
    private const string Id = "row-misestimate";

    /// <summary>
    /// The greater of estimate and actual over the smaller, above which plans go wrong. <b>Source:</b> Leis et al., "How Good Are Query
    /// Optimizers, Really?", VLDB 2015.
    /// </summary>
    private const double WrongFactor = 10;

    /// <summary>Fewer rows, estimated or actual, make every plan cheap.</summary>
    private const double FewestRows = 1000;

    /// <summary>An inner side that runs more often under a wrong estimate is the plan that a right one would not have chosen.</summary>
    private const double RunawayLoops = 10_000;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "The planner misjudges by more than ten times how many rows a condition of a statement under load leaves.",
            Why = "Joins, sorts and memory are planned for the estimate: a nested loop for one row becomes a nested "
                + "loop for fifty thousand.",
            How = """
                The plan with real parameter values shows a scan whose estimate and actual rows differ by more than 10 times, with more than
                1,000 rows on either side, in a statement with at least 1 % of the database's execution time under load: the scan itself,
                not what is planned above it. Low where nothing is planned on top, high where a nested loop ran its inner side more than
                10,000 times for it. PostgreSQL manual, 14.2 (Statistics Used by the Planner). Leis et al., VLDB 2015 (the factor is called
                q-error).
                """,
            Cure = """
                ANALYZE; a greater statistics target for one column; extended statistics for columns that depend on each other. Only a
                measurement shows whether it helps.
                """,
            Silence = "Nodes that are stopped early (below a limit, a merge join, EXISTS, a join to one row at most), bitmaps that are "
                + "combined, and what never ran.",
        },
        Detect);

    private static Outcome Detect(
        StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics? statements, EndpointStatements? endpoints) =>
        new PlanAudit(Id, plans, statements, endpoints).Of(
            (plan, sample) => sample.Executed
                ? PlanTree.Walk(sample.Root).Where(place => IsWrong(place.Node) && !IsCutShort(place.Node, place.Above))
                    .Select(place => SightingOf(plan, place.Node, place.Above, catalogue)).OfType<Sighting>()
                : [],
            node => node is { Relation: not null, NodeType: not "ModifyTable" });

    // What changes a table names it, too, and before PostgreSQL 14 expects the rows that it changes, of which it returns none.
    private static bool IsWrong(PlanNode node) =>
        node is { ActualLoops: > 0, Relation: not null, ActualRows: not null, NodeType: not "ModifyTable" }
        && Factor(node) > WrongFactor && Math.Max(node.EstimatedRows, node.ActualRows.Value) * node.ActualLoops > FewestRows;

    // The planner itself never expects less than one row.
    private static double Factor(PlanNode node)
    {
        var estimated = Math.Max(1, node.EstimatedRows);
        var actual = Math.Max(1, node.ActualRows ?? 0);
        return Math.Max(estimated / actual, actual / estimated);
    }

    // A node that reads all of its input before it returns a row hides that those above it stop early.
    private static bool IsCutShort(PlanNode node, IReadOnlyList<PlanNode> above)
    {
        var child = node;
        foreach (var parent in above.Reverse())
        {
            if (parent.NodeType == "Limit" || parent.NodeType == "Merge Join" || child.ParentRelationship is "SubPlan" or "InitPlan"
                || (child.ParentRelationship == "Inner"
                    && parent is { NodeType: "Nested Loop" } and ({ JoinType: "Semi" or "Anti" } or { IsInnerUnique: true })))
            {
                return true;
            }

            if (parent.NodeType is "Sort" or "Hash" || parent is { NodeType: "Aggregate", Strategy: "Hashed" or "Plain" })
            {
                return false;
            }

            child = parent;
        }

        return false;
    }

    private static Sighting? SightingOf(StatementPlan plan, PlanNode scan, IReadOnlyList<PlanNode> above, DatabaseCatalogue catalogue)
    {
        if (PlanTree.TableOf(scan, catalogue) is not { } table)
        {
            return null;
        }

        var columns = MisjudgedColumns.Of(scan, table);
        var runaway = Runaway(scan, above);
        var name = PlanTree.Name(table);
        var isAlone = !above.Any(node => node.JoinType is not null);
        return new Sighting
        {
            Key = $"{name}({string.Join(',', columns.All)})",
            Plan = plan,
            Table = name,
            Columns = columns.All,
            Severity = runaway is not null ? Severity.High : isAlone ? Severity.Low : Severity.Medium,
            Title = columns.All.Count == 0
                ? $"The planner misjudges how many rows {name} has"
                : $"The planner misjudges how many rows of {name} a condition on {string.Join(", ", columns.All)} leaves",
            Explanation = "The estimate of the scan differs from what it returned by more than ten times, and all that stands above it "
                + "is planned for the estimate."
                + (runaway is null ? "" : " A nested loop was chosen for few rows and ran its inner side for many."),
            Facts =
            [
                new Fact("rows estimated", scan.EstimatedRows, "rows"),
                new Fact("rows returned", scan.ActualRows!.Value, "rows"),
                new Fact("factor between them", Factor(scan), "times"),
                .. runaway is { } loops ? [new Fact("executions of the inner side of the nested loop", loops, "loops")] : (Fact[])[],
            ],
            Remedies = MisjudgedColumns.Remedies(columns, table, catalogue.ServerVersion),
            NotTried = "the plan with other statistics; only a measurement shows whether it gets better",
            Weight = Factor(scan),
            Pointers = ["evidence/catalogue.json#/tables"],
        };
    }

    // The nested loop that the scan feeds, when its other side ran for each of the rows that nobody expected.
    private static double? Runaway(PlanNode scan, IReadOnlyList<PlanNode> above)
    {
        var child = scan;
        foreach (var parent in above.Reverse())
        {
            if (parent.NodeType == "Nested Loop" && child.ParentRelationship == "Outer" && scan.ActualRows > scan.EstimatedRows)
            {
                return parent.Children.Where(c => c.ParentRelationship == "Inner")
                    .Select(c => c.ActualLoops)
                    .FirstOrDefault(loops => loops > RunawayLoops);
            }

            child = parent;
        }

        return null;
    }
}
