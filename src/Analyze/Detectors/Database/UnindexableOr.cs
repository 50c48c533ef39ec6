using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>An OR whose arms are on different tables: <c>WHERE o.number = $1 OR u.email = $2</c>; or on a column and a subquery.</summary>
public static class UnindexableOr
{
    private const string Id = "unindexable-or";

    private const string Subquery = "SubPlan";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load joins everything and filters afterwards, because the arms of an OR are on different tables.",
            Why = "No index can find the rows: whether a row of one table is wanted depends on the other table's, "
                + "so all pairs are made first.",
            How = """
                A join (or a scan with a subplan) checks an OR of which two arms are on different tables, or one on a column and one on a
                subquery, and throws away more than 90 % and more than 1,000 rows; the node has at least 1 % of the database's execution
                time under load (above 10 %: critical). PostgreSQL manual, 11.5 (Combining Multiple Indexes), which is possible within one
                table alone.
                """,
            Cure = "UNION of two statements, one for each arm: each then finds its rows by an index.",
            Silence = """
                OR over columns of one table (an index for each arm serves it), optional parameters ($1 IS NULL OR ...), and arms that name
                both tables.
                """,
        },
        Detect);

    private static Outcome Detect(StatementPlans plans, StatementStatistics? statements, EndpointStatements? endpoints) =>
        new PlanAudit(Id, plans, statements, endpoints).Of(
            (plan, sample) => (from node in sample.Root.Descendants()
                               from check in Conditions(node)
                               where WastedScans.IsWasteful(check.Read, check.Used)
                               from arms in Alternatives(check)
                               select SightingOf(plan, sample, node, check, arms)).Take(1),
            node => Conditions(node).SelectMany(Alternatives).Any());

    private static IEnumerable<IReadOnlyList<SqlToken[]>> Alternatives(Check check) =>
        ConditionParts.Conjuncts(check.Text).Select(ConditionParts.Arms).Where(IsApart);

    private sealed record Check(string Text, double Read, double Used);

    private static IEnumerable<Check> Conditions(PlanNode node)
    {
        var used = PlanTree.Rows(node);
        var loops = node.ActualLoops ?? 1;
        if (node.JoinFilter is { } join)
        {
            yield return new Check(join, used + ((node.RowsRemovedByJoin ?? 0) * loops), used);
        }

        if (node.Filter is { } filter)
        {
            yield return new Check(filter, used + ((node.RowsRemoved ?? 0) * loops), used);
        }
    }

    // Two arms of which neither can be checked where the other is.
    private static bool IsApart(IReadOnlyList<SqlToken[]> arms) =>
        arms.Count > 1
        && arms.Select(Sources)
            .Where(sources => sources.Count == 1)
            .Select(sources => sources[0])
            .Distinct(StringComparer.Ordinal)
            .Count() > 1;

    // A subquery in NOT is one that must be empty: no index finds its rows, and no UNION either.
    private static IReadOnlyList<string> Sources(SqlToken[] arm)
    {
        var hasSubquery = arm.Any(token => token.Is("subplan"));
        return !hasSubquery ? ConditionParts.Qualifiers(arm) : arm.Any(token => token.Is("not")) ? [] : [Subquery];
    }

    private static Sighting SightingOf(
        StatementPlan plan, PlanSample sample, PlanNode node, Check check, IReadOnlyList<SqlToken[]> arms) => new()
        {
            Key = plan.StatementId,
            Plan = plan,
            Severity = Severity.High,
            DecidesCapacity = true,
            Title = $"{Sighting.Named(plan.Query)} filters by an OR that no index can serve",
            Explanation = $"The arms of the OR ({string.Join(" | ", arms.Select(ConditionParts.Text))}) are on different tables or on a "
            + "subquery, so the rows are made first and thrown away afterwards.",
            Facts = [new Fact("rows made in one execution", check.Read, "rows"), new Fact("rows used of them", check.Used, "rows")],
            Remedies =
        [
            Sighting.Rewrite(
                "Write one statement for each arm and put them together: "
                    + string.Join(" UNION ", arms.Select(arm => $"SELECT ... WHERE {Shown(arm)}")),
                "UNION returns equal rows once: select a key, or use UNION ALL and exclude the first arm in the second. "
                    + "ORDER BY and LIMIT move to the outside."),
        ],
            NotTried = "the statement as a UNION",
            Saves = PlanTree.Part(node, sample) * (1 - (check.Used / check.Read)),
            Weight = check.Read,
        };

    private static string Shown(SqlToken[] arm) =>
        arm.Any(token => token.Is("subplan")) ? "(the subquery's condition)" : ConditionParts.Text(arm);
}
