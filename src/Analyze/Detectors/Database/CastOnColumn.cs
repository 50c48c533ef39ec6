using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A parameter of another type makes the server convert the column, row by row: <c>Filter: ((id)::numeric = $1::numeric)</c> beside an
/// index on id.
/// </summary>
public static class CastOnColumn
{
    private const string Id = "cast-on-column";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load compares a converted column, so that the index on the column cannot be used.",
            Why = "The whole table is read and converted row by row at each execution, though an index has the rows; "
                + "one changed type in the service cures it.",
            How = """
                A scan of a table with at least 1,000 pages or more than 10,000 rows (or the join above it) throws away more than 90 % and
                more than 1,000 of the rows that it reads, its condition converts a column with which a usable index or the primary key
                begins, and the conversion changes the value. The statement has at least 1 % of the database's execution time under load
                (above 10 %: critical). PostgreSQL manual, 10.2 (Operators: type conversion), 11.7 (Indexes on Expressions).
                """,
            Cure = "The parameter in the column's own type; or a cast of the parameter in place of the column.",
            Silence = """
                Conversions that keep the binary form (varchar to text), types of extensions, enums and domains; time stamps that are cut to
                dates: function-on-column.
                """,
        },
        Detect);

    // Types whose conversions into each other compute a new value; pg_cast tells the rest apart (castmethod 'b' keeps the form).
    private static readonly string[] Numbers = ["smallint", "integer", "bigint", "numeric", "real", "double precision"];

    private static readonly string[] Texts = ["text", "character varying"];

    private static readonly string[] Times =
    [
        "date", "timestamp without time zone", "timestamp with time zone", "time without time zone", "time with time zone",
    ];

    private static readonly string[] Others = ["character", "uuid", "boolean", "bytea", "json", "jsonb", "interval"];

    private static Outcome Detect(
        StatementPlans plans, DatabaseCatalogue catalogue, StatementStatistics? statements, EndpointStatements? endpoints) =>
        new PlanAudit(Id, plans, statements, endpoints).Of(
            (plan, sample) => WastedScans.Of(sample, catalogue).SelectMany(scan =>
                ConditionParts.Conjuncts(scan.Condition)
                    .Select(part => SightingOf(plan, sample, scan, part, catalogue))
                    .OfType<Sighting>()),
            _ => false);

    private static Sighting? SightingOf(
        StatementPlan plan, PlanSample sample, WastedScan scan, SqlToken[] part, DatabaseCatalogue catalogue)
    {
        if (ConditionParts.Compared(part) is not { } comparison
            || (Converted(comparison, scan) ?? Converted(comparison.Turned, scan)) is not { } cast
            || !IndexedColumns.IsLeading(cast.Column.Name, scan.Table, catalogue))
        {
            return null;
        }

        var table = PlanTree.Name(scan.Table);
        var explicitly = IsCastInText(plan.Query, cast.Column.Name);
        var isJoin = ConditionParts.Qualifiers(cast.Other).Count > 0;
        var cause = explicitly ? "the statement casts the column"
            : isJoin ? "the columns of the join differ in type"
            : "that is the type of the parameter that the service sends";
        return new Sighting
        {
            Key = $"{table}({cast.Column.Name})",
            Plan = plan,
            Table = table,
            Columns = [cast.Column.Name],
            Severity = Severity.High,
            DecidesCapacity = sample.Executed,
            Confidence = sample.Executed ? Confidence.High : Confidence.Medium,
            Title = $"{table}.{cast.Column.Name} is converted to {cast.Target} row by row, and its index is not used",
            Explanation = $"The column is {cast.Column.Type}; the condition {ConditionParts.Text(part)} compares it as "
                + $"{cast.Target}, because {cause}.",
            Facts = [new Fact("rows read in one execution", scan.Read, "rows"), new Fact("rows used of them", scan.Used, "rows")],
            Remedies =
            [
                Sighting.Rewrite(
                    isJoin
                        ? $"Give both columns one type, or cast the other side: {cast.Rewritten}"
                        : $"{(explicitly ? "Take the cast off the column" : $"Send the parameter as {cast.Column.Type}")}: "
                            + cast.Rewritten,
                    $"A value that is no {cast.Column.Type} is then refused, or rounded, where it found nothing before."),
            ],
            NotTried = "the statement with the cast on the other side",
            Saves = 1 - (scan.Used / scan.Read),
            Weight = scan.Read,
            Pointers = ["evidence/catalogue.json#/indexes"],
        };
    }

    private sealed record Cast(ColumnFacts Column, string Target, SqlToken[] Other, string Rewritten);

    private static Cast? Converted(Comparison comparison, WastedScan scan)
    {
        var at = ConditionParts.TopLevel(comparison.Left).LastOrDefault(i => comparison.Left[i].Is("::"), -1);
        if (at < 1 || PatternShapes.IsOperator(new SqlToken(SqlTokenKind.Symbol, comparison.Operator, 0))
            || ConditionParts.Column(comparison.Left[..at], scan.Table, scan.Scan.Alias) is not { } column)
        {
            return null;
        }

        var target = ConditionParts.Text(comparison.Left[(at + 1)..]);
        var plain = ConditionParts.Text(ConditionParts.Stripped(comparison.Left[..at]));
        return !IsConversion(Base(column.Type), Base(target))
            || ConditionParts.ColumnsIn(comparison.Right, scan.Table, scan.Scan.Alias).Count > 0
            ? null
            : new Cast(column, target, comparison.Right, $"{plain} {comparison.Operator} {ValueAs(comparison, column.Type)}");
    }

    private static string ValueAs(Comparison comparison, string type)
    {
        var value = comparison.IsWithList ? ConditionParts.Stripped(comparison.Right[1..]) : comparison.Right;
        var cast = ConditionParts.TopLevel(value).FirstOrDefault(i => value[i].Is("::"), value.Length);
        var plain = ConditionParts.Text(ConditionParts.Stripped(value[..cast]));
        return comparison.IsWithList ? $"{comparison.Right[0].Text} ({plain}::{type}[])" : $"{plain}::{type}";
    }

    private static bool IsConversion(string from, string to) => from != to && IsKnown(from) && IsKnown(to)
        && !(Texts.Contains(from) && Texts.Contains(to))
        && !(from.StartsWith("timestamp", StringComparison.Ordinal)
            && Times.Contains(to)
            && !to.StartsWith("timestamp", StringComparison.Ordinal));

    private static bool IsKnown(string type) =>
        Numbers.Contains(type) || Texts.Contains(type) || Times.Contains(type) || Others.Contains(type);

    // "timestamp(3) with time zone" is "timestamp with time zone".
    private static string Base(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        var close = type.IndexOf(')', StringComparison.Ordinal);
        return open < 0 || close < open ? type : (type[..open] + type[(close + 1)..]).Trim();
    }

    private static bool IsCastInText(string query, string column)
    {
        var tokens = StatementText.Tokens(query).ToArray();
        return tokens.Index().Any(t => t.Item.Identifier == column && t.Index + 1 < tokens.Length
            && (tokens[t.Index + 1].Is("as") && tokens[..t.Index].TakeLast(4).Any(before => before.Is("cast"))
                || tokens[t.Index + 1].Is("::")
                || (tokens[t.Index + 1].Is(")") && t.Index + 2 < tokens.Length && tokens[t.Index + 2].Is("::"))));
    }
}
