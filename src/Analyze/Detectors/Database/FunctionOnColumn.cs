using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A condition computes with the column in place of the value: <c>WHERE date(created_at) = $1</c> with an index on created_at, or with
/// none.
/// </summary>
public static class FunctionOnColumn
{
    private const string Id = "function-on-column";

    /// <summary>
    /// Where the column has no index either, only a statement with more than this share of the database's time is worth both changes.
    /// </summary>
    private const double HeavyLoad = 0.10;

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
                time under load (above 10 %: critical). Where no index begins with the column: the condition is a day, date_trunc or a year
                of a timestamp with time zone, which no index on an expression can hold, and the statement has more than 10 % of the time.
                PostgreSQL manual, 11.7 (Indexes on Expressions), 9.9 (Date/Time Functions).
                """,
            Cure = "The range that the function stands for, on the column itself; where it has none, an index on the column.",
            Silence = """
                Functions that keep no order (lower, md5, a month of any year): an index on the expression serves them. Columns
                without an index in statements with a tenth of the time or less, and conditions that keep most rows.
                """,
        },
        Detect);

    private static Outcome Detect(
        StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics? statements, EndpointStatements? endpoints)
    {
        var shares = statements is null ? null : new LoadShares(statements, endpoints);
        return new PlanAudit(Id, plans, statements, endpoints).Of(
            (plan, sample) => WastedScans.Of(sample, catalogue).SelectMany(scan => ConditionParts.Conjuncts(scan.Condition)
                .Select(part => SightingOf(plan, sample, scan, part, catalogue, shares)).OfType<Sighting>()),
            _ => false);
    }

    private static Sighting? SightingOf(
        StatementPlan plan, PlanSample sample, WastedScan scan, SqlToken[] part, DatabaseCatalogue catalogue, LoadShares? shares)
    {
        if (ConditionParts.Compared(part) is not { } comparison
            || ColumnRewrite.Of(comparison, scan.Table, scan.Scan.Alias, plan.Query) is not { } rewrite)
        {
            return null;
        }

        var isIndexed = IndexedColumns.IsLeading(rewrite.Column.Name, scan.Table, catalogue);
        if (!isIndexed && !(IsPeriodWithoutIndex(rewrite, scan.Table, catalogue) && shares?.Of(plan.StatementId).Value > HeavyLoad))
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
            Confidence = sample.Executed && isIndexed ? Confidence.High : Confidence.Medium,
            Title = $"A condition computes with {table}.{rewrite.Column.Name} row by row, "
                + $"and {(isIndexed ? "its index is not used" : "no index could serve it")}",
            Explanation = $"The condition {ConditionParts.Text(part)} must be computed for every row; "
                + (isIndexed
                    ? "the index has the column, not what is computed from it."
                    : "what it computes depends on the session's time zone, so that no index can hold it."),
            Facts = [new Fact("rows read in one execution", scan.Read, "rows"), new Fact("rows used of them", scan.Used, "rows")],
            Remedies =
            [
                Sighting.Rewrite(
                    "Compare the column itself: "
                        + $"{rewrite.Condition}{(isIndexed ? "" : $"; then index it: {IndexOn(rewrite.Column, scan.Table)}")}",
                    "The bounds must mean the same: time zone of the session, first day of the period, nulls; months differ in length. "
                        + "$0 stands for a constant of the statement."),
            ],
            NotTried = $"the statement with the condition on the column{(isIndexed ? "" : ", and an index on it")}",
            Saves = 1 - (scan.Used / scan.Read),
            Weight = scan.Read,
            Pointers = ["evidence/catalogue.json#/indexes"],
        };
    }

    // Of a time without zone, or in a named one, an index can hold the day itself: the search for indexes tells that one.
    private static bool IsPeriodWithoutIndex(Rewrite rewrite, TableFacts table, DatabaseCatalogue catalogue) => rewrite.IsPeriod
        && !rewrite.Condition.Contains("AT TIME ZONE", StringComparison.OrdinalIgnoreCase)
        && rewrite.Column.Type.EndsWith("with time zone", StringComparison.Ordinal)
        && !catalogue.Indexes.Any(index => index.Schema == table.Schema && index.Table == table.Name && index.Valid
            && index.Keys is [{ Column: null } key, ..]
            && key.Expression.Contains(rewrite.Column.Name, StringComparison.OrdinalIgnoreCase));

    private static string IndexOn(ColumnFacts column, TableFacts table) =>
        $"CREATE INDEX {(table.IsPartitioned ? "" : "CONCURRENTLY ")}ON {Relation.InSql(table.Schema, table.Name)} "
            + $"({Sql.Readable(column.Name)});";
}
