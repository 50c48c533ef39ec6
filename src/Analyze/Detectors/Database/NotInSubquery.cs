using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A row is kept when its key is not in the result of another query: <c>WHERE id NOT IN (SELECT user_id FROM orders)</c>.
/// </summary>
public static class NotInSubquery
{
    private const string Id = "not-in-subquery";

    /// <summary>A subquery that is searched for fewer rows than this is no burden.</summary>
    private const double FewestLoops = 1000;

    /// <summary>A hashed result with fewer rows fits into memory on every server.</summary>
    private const double FewestHashed = 10_000;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load uses NOT IN with a subquery, which the server cannot turn into a join.",
            Why = """
                While the subquery's result fits into work_mem it is hashed; on the day on which it does not, every row searches the whole
                result, and the time jumps from milliseconds to hours. A single null in the result makes the statement return nothing.
                """,
            How = """
                The text has NOT IN (SELECT or <> ALL (SELECT, and the plan filters by a subplan: one that runs, or is estimated to run, for
                more than 1,000 rows (high), or a hashed one with more than 10,000 rows (medium); the filtering has at least 1 % of the
                database's execution time under load. PostgreSQL manual, 9.23 (Subquery Expressions).
                """,
            Cure = "NOT EXISTS with the keys compared: the planner makes an anti-join of it.",
            Silence = "NOT IN with a list of values, small subqueries that are hashed, and NOT EXISTS.",
        },
        Detect);

    /// <summary>Whether a node filters by NOT IN with a subquery.</summary>
    internal static bool IsIn(StatementPlan plan, PlanNode node) =>
        HasNotIn(plan.Query)
        && Filters(node).Any(part => part.Any(token => token.Is("subplan")) && (part[0].Is("not") || HasAll(plan.Query)));

    private static Outcome Detect(StatementPlans plans, StatementStatistics? statements, EndpointStatements? endpoints) =>
        new PlanAudit(Id, plans, statements, endpoints).Of(
            (plan, sample) => sample.Root.Descendants()
                .Where(node => IsIn(plan, node))
                .Select(node => SightingOf(plan, sample, node))
                .OfType<Sighting>()
                .Take(1),
            _ => false);

    private static IEnumerable<SqlToken[]> Filters(PlanNode node) =>
        ConditionParts.Conjuncts(node.Filter).Concat(ConditionParts.Conjuncts(node.JoinFilter));

    private static bool HasNotIn(string query) => HasAll(query) || Has(query, "not", "in", "(", "select");

    private static bool HasAll(string query) => Has(query, "<>", "all", "(", "select");

    private static bool Has(string query, params string[] words)
    {
        var tokens = StatementText.Tokens(query).ToArray();
        return Enumerable.Range(0, Math.Max(0, tokens.Length - words.Length + 1))
            .Any(at => words.Index().All(word => tokens[at + word.Index].Is(word.Item)));
    }

    private static Sighting? SightingOf(StatementPlan plan, PlanSample sample, PlanNode node)
    {
        var isHashed = Filters(node).Any(part => part.Any(token => token.Is("hashed")));
        var subplan = node.Children.Where(PlanTree.IsSubplan).MaxBy(PlanTree.Rows);
        if (subplan is null)
        {
            return null;
        }

        var searched = sample.Executed ? (node.ActualRows ?? 0) + (node.RowsRemoved ?? 0) : node.EstimatedRows;
        var rows = subplan.ActualRows ?? subplan.EstimatedRows;
        if (isHashed ? rows <= FewestHashed : (subplan.ActualLoops ?? searched) <= FewestLoops)
        {
            return null;
        }

        return new Sighting
        {
            Key = plan.StatementId,
            Plan = plan,
            Severity = isHashed ? Severity.Medium : Severity.High,
            Confidence = sample.Executed ? Confidence.High : Confidence.Medium,
            Title = $"{Sighting.Named(plan.Query)} "
                + (isHashed ? "holds the whole result of a NOT IN in memory" : "searches the whole result of a NOT IN for each row"),
            Explanation = isHashed
                ? "The result of the subquery is hashed once; when it outgrows work_mem the server falls back to searching it for each row."
                : "The result of the subquery does not fit into work_mem or depends on the row, so it is searched for each row.",
            Facts = [new Fact("rows of the subquery", rows, "rows"), new Fact("rows that it is searched for", searched, "rows")],
            Remedies =
            [
                Sighting.Rewrite(
                    "Write NOT EXISTS (SELECT FROM the other table o WHERE o.key = outer.key AND the subquery's own conditions) "
                        + "in place of NOT IN (SELECT key ...).",
                    "They differ where a key is null: NOT IN then returns nothing, NOT EXISTS returns what people expect."),
            ],
            Saves = PlanTree.Part(node, sample) ?? 1,
            Weight = rows * (isHashed ? 1 : searched),
        };
    }
}
