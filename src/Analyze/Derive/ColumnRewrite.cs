using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>A condition on a computed column, and the same condition on the column itself.</summary>
/// <param name="Column">The column.</param>
/// <param name="Condition">The condition as it should be written; words where SQL depends on a value that is not shown.</param>
/// <param name="IsPeriod">Whether it is a day, a month or a year of the column, which is one range.</param>
internal sealed record Rewrite(ColumnFacts Column, string Condition, bool IsPeriod);

/// <summary>
/// Turns conditions on dates, parts of dates, defaults and sums into ranges on the column, which an index on it serves. It knows only
/// functions that keep the order of the column; others (lower, md5) need an index on the expression.
/// </summary>
internal static class ColumnRewrite
{
    /// <summary>The rewritten condition, or null where the condition is on the column itself or cannot be turned into a range.</summary>
    /// <param name="comparison">The condition.</param>
    /// <param name="table">The table of the column.</param>
    /// <param name="alias">Its alias, or null.</param>
    /// <param name="query">The statement, which may name the part of a date that the plan does not show.</param>
    public static Rewrite? Of(Comparison comparison, TableFacts table, string? alias, string query)
    {
        var own = new Side(table, alias, query);
        return comparison.IsWithList ? null : own.Read(comparison) ?? own.Read(comparison.Turned);
    }

    private sealed class Side(TableFacts table, string? alias, string query)
    {
        public Rewrite? Read(Comparison c)
        {
            if (PatternShapes.IsOperator(new SqlToken(SqlTokenKind.Symbol, c.Operator, 0))
                || ConditionParts.ColumnsIn(c.Right, table, alias).Count > 0
                || ConditionParts.ColumnsIn(c.Left, table, alias) is not [var column])
            {
                return null;
            }

            var period = ToDate(c) ?? Truncated(c) ?? Year(c);
            return (period ?? WithDefault(c, column) ?? Sum(c) ?? Product(c) ?? Formatted(c)) is { } condition
                ? new Rewrite(column, condition, period is not null && c.Operator == "=") : null;
        }

        // (created_at)::date = d, date(created_at) = d, ((created_at AT TIME ZONE z))::date = d
        private string? ToDate(Comparison c)
        {
            var inner = c.Left is [.. var cast, var colons, var date] && colons.Is("::") && date.Is("date") ? cast
                : Arguments(c.Left, "date") is [var only] ? only
                : null;
            if (inner is null)
            {
                return null;
            }

            var day = ConditionParts.Text(c.Right);
            day = c.Right is [.., var before, var type] && before.Is("::") && type.Is("date") ? day : $"({day})::date";
            inner = ConditionParts.Stripped(inner);
            if (TimeStamp(inner) is { } column)
            {
                return Range(column, c.Operator, day, $"{day} + 1");
            }

            var zone = ConditionParts.TopLevel(inner)
                .FirstOrDefault(i => i + 3 < inner.Length && inner[i].Is("at") && inner[i + 1].Is("time") && inner[i + 2].Is("zone"), -1);
            return zone < 1 || TimeStamp(inner[..zone]) is not { } zoned ? null
                : Range(
                    zoned, c.Operator, $"({day})::timestamp {ConditionParts.Text(inner[zone..])}",
                    $"({day} + 1)::timestamp {ConditionParts.Text(inner[zone..])}");
        }

        // date_trunc('day', created_at) = t
        private string? Truncated(Comparison c)
        {
            if (Arguments(c.Left, "date_trunc") is not [var unit, var argument] || TimeStamp(argument) is not { } column)
            {
                return null;
            }

            var start = ConditionParts.Text(c.Right);
            var named = unit is [{ Kind: SqlTokenKind.Parameter, Text: not "$0" } number, ..]
                ? $"('1 ' || {number.Text})::interval"
                : "interval '1 <unit of date_trunc>'";
            return Range(column, c.Operator, start, $"{start} + {named}");
        }

        // EXTRACT(year FROM created_at) = y, date_part('year', created_at) = y; other parts of a date are no ranges
        private string? Year(Comparison c)
        {
            var argument = c.Left is [var extract, var open, var field, var from, .. var rest, var close]
                && extract.Is("extract") && open.Is("(") && field.Is("year") && from.Is("from") && close.Is(")") ? rest
                : Arguments(c.Left, "date_part") is [_, var second] && query.Contains("'year'", StringComparison.OrdinalIgnoreCase) ? second
                : null;
            if (argument is null || TimeStamp(argument) is not { } column)
            {
                return null;
            }

            var cast = ConditionParts.TopLevel(c.Right).FirstOrDefault(i => c.Right[i].Is("::"), c.Right.Length);
            var year = $"{ConditionParts.Text(ConditionParts.Stripped(c.Right[..cast]))}::int";
            return Range(column, c.Operator, $"make_date({year}, 1, 1)", $"make_date({year} + 1, 1, 1)");
        }

        // COALESCE(column, default) = v
        private string? WithDefault(Comparison c, ColumnFacts facts)
        {
            if (Arguments(c.Left, "coalesce") is not [var argument, var fallback] || ColumnText(argument) is not { } column)
            {
                return null;
            }

            var plain = $"{column} {c.Operator} {ConditionParts.Text(c.Right)}";
            return facts.NotNull
                ? plain
                : $"({plain} OR ({column} IS NULL AND {ConditionParts.Text(fallback)} {c.Operator} {ConditionParts.Text(c.Right)}))";
        }

        // column + k > v, now() - column < v
        private string? Sum(Comparison c)
        {
            if (Operands(c.Left, "+", "-") is not var (left, sign, right))
            {
                return null;
            }

            var value = ConditionParts.Text(c.Right);
            return (ColumnText(left), ColumnText(right)) switch
            {
                ({ } column, null) => $"{column} {c.Operator} {value} {(sign == "+" ? "-" : "+")} {ConditionParts.Text(right)}",
                (null, { } column) when sign == "+" => $"{column} {c.Operator} {value} - {ConditionParts.Text(left)}",
                (null, { } column) => $"{column} {Comparison.Flipped(c.Operator)} {ConditionParts.Text(left)} - {value}",
                _ => null,
            };
        }

        // column * k = v
        private string? Product(Comparison c) => Operands(c.Left, "*", "/") is var (left, _, right)
            && (ColumnText(left) ?? ColumnText(right)) is { } column
            ? $"{column} {c.Operator} (the other side, with the factor taken over to it; a negative factor turns the comparison, and "
                + "integers must keep their fraction)"
            : null;

        // to_char(created_at, 'YYYY-MM') = v
        private string? Formatted(Comparison c) => Arguments(c.Left, "to_char") is [var argument, _] && c.Operator == "="
            && TimeStamp(argument) is { } column
            ? $"{column} >= (start of the period) AND {column} < (start of the next one), the bounds computed from "
                + $"{ConditionParts.Text(c.Right)}"
            : null;

        private string? TimeStamp(SqlToken[] tokens) =>
            ConditionParts.Column(tokens, table, alias) is { } column && column.Type.StartsWith("timestamp", StringComparison.Ordinal)
                ? ColumnText(tokens) : null;

        private string? ColumnText(SqlToken[] tokens) =>
            ConditionParts.Column(tokens, table, alias) is null ? null : ConditionParts.Text(ConditionParts.Stripped(tokens));
    }

    // What f(column) compared with v asks of the column, when [low, high) is what f maps to v.
    private static string Range(string column, string comparison, string low, string high) => comparison switch
    {
        "=" => $"{column} >= {low} AND {column} < {high}",
        ">=" => $"{column} >= {low}",
        ">" => $"{column} >= {high}",
        "<" => $"{column} < {low}",
        _ => $"{column} < {high}",
    };

    private static IReadOnlyList<SqlToken[]>? Arguments(SqlToken[] tokens, string function) =>
        tokens is [var name, var open, .. var inner, var close] && name.Identifier == function && open.Is("(") && close.Is(")")
            ? ConditionParts.Split(inner, ",") : null;

    private static (SqlToken[] Left, string Sign, SqlToken[] Right)? Operands(SqlToken[] tokens, params string[] signs)
    {
        var at = ConditionParts.TopLevel(tokens).LastOrDefault(i => i > 0 && signs.Contains(tokens[i].Text), -1);
        return at < 1 || at == tokens.Length - 1 ? null : (tokens[..at], tokens[at].Text, tokens[(at + 1)..]);
    }
}
