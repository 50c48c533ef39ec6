using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A condition computes with the column in place of the value: <c>WHERE date(created_at) = $1</c> beside an index on created_at.</summary>
public static class FunctionOnColumn
{
    private const string Id = "function-on-column";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load compares a function of a column, though a range on the column itself would use its index.",
            Why = "The whole table is read and computed row by row at each execution, though an index has the rows in order.",
            How = """
                A scan of a table with at least 1,000 pages or more than 10,000 rows (or the join above it) throws away more than 90 % and
                more than 1,000 of the rows that it reads, and its condition is on a date, date_trunc, a year, coalesce, to_char or a sum of
                a column with which a usable index or the primary key begins. The statement has at least 1 % of the database's execution
                time under load (above 10 %: critical). PostgreSQL manual, 11.7 (Indexes on Expressions), 9.9 (Date/Time Functions).
                """,
            Cure = "The range that the function stands for, on the column itself.",
            Silence = """
                Functions that keep no order (lower, md5, a month of any year): an index on the expression serves them. Columns without an
                index, and conditions that keep most rows.
                """,
        },
        Detect);

    private static Outcome Detect(StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics? statements, EndpointStatements? endpoints) =>
        new PlanAudit(Id, plans, statements, endpoints).Of(
            (plan, sample) => WastedScans.Of(sample, catalogue).SelectMany(scan =>
                ConditionParts.Conjuncts(scan.Condition).Select(part => SightingOf(plan, sample, scan, part, catalogue)).OfType<Sighting>()),
            _ => false);

    private static Sighting? SightingOf(StatementPlan plan, PlanSample sample, WastedScan scan, SqlToken[] part, DatabaseCatalogue catalogue)
    {
        if (ConditionParts.Compared(part) is not { } comparison || ColumnRewrite.Of(comparison, scan.Table, scan.Scan.Alias, plan.Query) is not { } rewrite
            || !IndexedColumns.IsLeading(rewrite.Column.Name, scan.Table, catalogue))
        {
            return null;
        }

        var table = PlanTree.Name(scan.Table);
        return new Sighting
        {
            Key = $"{table}({rewrite.Column.Name})",
            Plan = plan,
            Table = table,
            Columns = [rewrite.Column.Name],
            Severity = Severity.High,
            DecidesCapacity = sample.Executed,
            Confidence = sample.Executed ? Confidence.High : Confidence.Medium,
            Title = $"A condition computes with {table}.{rewrite.Column.Name} row by row, and its index is not used",
            Explanation = $"The condition {ConditionParts.Text(part)} must be computed for every row; the index has the column, not what is computed from it.",
            Facts = [new Fact("rows read in one execution", scan.Read, "rows"), new Fact("rows used of them", scan.Used, "rows")],
            Remedies =
            [
                Sighting.Rewrite(
                    $"Compare the column itself: {rewrite.Condition}",
                    "The bounds must mean the same: time zone of the session, first day of the period, nulls; months differ in length. $0 stands for a constant of the statement."),
            ],
            NotTried = "not tried: the statement with the condition on the column",
            Saves = 1 - (scan.Used / scan.Read),
            Weight = scan.Read,
            Pointers = ["evidence/catalogue.json#/indexes"],
        };
    }
}
