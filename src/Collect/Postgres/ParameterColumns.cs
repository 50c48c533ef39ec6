using System.Globalization;
using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres;

/// <summary>The column that a parameter is compared with.</summary>
/// <param name="Schema">Its schema, or null when the plan does not say.</param>
/// <param name="Table">Its table.</param>
/// <param name="Column">Its name.</param>
/// <param name="IsArray">Whether the parameter is a list of values.</param>
/// <param name="Place">Its place among the values of <c>IN ($1, $2)</c>, from 0; 0 where it stands alone.</param>
internal sealed record BoundColumn(string? Schema, string Table, string Column, bool IsArray, int Place = 0);

/// <summary>
/// Reads from a generic plan which column each parameter is compared with. A parameter that is a part of something else, such as the key
/// of <c>data -> $1</c>, a term of a sum or the words of <c>body @@ $1</c>, has none: it does not take the column's values.
/// </summary>
internal static class ParameterColumns
{
    // What takes a column and a value that is none of the column's.
    private static readonly string[] Computing =
    [
        "->", "->>", "#>", "#>>", "#-", "?", "?|", "?&", "@@", "@@@", "@?", "||", "+", "-", "*", "/", "^", "&", "|", "#", ",", ".", "[", "]",
        "::",
    ];

    // Conditions of some types and computations of others: texts that are alike or a remainder, networks and ranges or a shift.
    private static readonly string[] Ambiguous = ["%", "<<", ">>"];

    /// <summary>The columns by the parameters' numbers, from 1; those that are bound to none are left out.</summary>
    /// <param name="json">EXPLAIN (VERBOSE, FORMAT JSON) of a generic plan.</param>
    public static IReadOnlyDictionary<int, BoundColumn> Of(string json) => Of(json, query: "");

    /// <summary>The same, with those that an UPDATE gives to columns.</summary>
    /// <param name="json">EXPLAIN (VERBOSE, FORMAT JSON) of a generic plan.</param>
    /// <param name="query">The statement.</param>
    public static IReadOnlyDictionary<int, BoundColumn> Of(string json, string query)
    {
        var bound = new Dictionary<int, BoundColumn>();
        var root = PlanReader.Read(json, [], executed: false).Root;
        foreach (var node in root.Descendants())
        {
            // The parts of a bitmap scan name no table: their conditions are those of the scan above them.
            var parts = node.Children.Where(child => child.NodeType.StartsWith("Bitmap", StringComparison.Ordinal))
                .SelectMany(child => child.Descendants());
            foreach (var condition in parts.Prepend(node).SelectMany(part => (string?[])[part.Filter, part.IndexCondition])
                .OfType<string>())
            {
                Bind(condition, node, bound);
            }
        }

        foreach (var (number, column) in AssignedColumns.Of(query, root))
        {
            bound.TryAdd(number, column);
        }

        return bound;
    }

    // column, an operator, then $n: perhaps with brackets, casts, ANY, ALL or the list of an IN in between.
    private static void Bind(string condition, PlanNode node, Dictionary<int, BoundColumn> bound)
    {
        var tokens = QualifiedOperators.Bare([.. StatementText.Tokens(condition)]);
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind != SqlTokenKind.Parameter || node.Relation is null)
            {
                continue;
            }

            var value = ListOf(tokens, i) ?? i;
            var at = value - 1;
            while (at >= 0 && (tokens[at].Is("(") || IsQuantifier(tokens[at])))
            {
                at--;
            }

            if (at < 1 || tokens[at].Kind != SqlTokenKind.Symbol || IsComputing(tokens, at)
                || ColumnBefore(tokens, at) is not { } column)
            {
                continue;
            }

            bound.TryAdd(
                int.Parse(tokens[i].Text.AsSpan(1), CultureInfo.InvariantCulture),
                new BoundColumn(
                    node.Schema, node.Relation, column, IsArray: value == i && tokens[(at + 1)..i].Any(IsQuantifier),
                    Place: tokens[value..i].Count(token => token.Kind == SqlTokenKind.Parameter)));
        }
    }

    private static bool IsComputing(SqlToken[] tokens, int at) =>
        Computing.Contains(tokens[at].Text, StringComparer.Ordinal)
        || (Ambiguous.Contains(tokens[at].Text, StringComparer.Ordinal) && !IsCondition(tokens, at));

    // Whether what the brackets around a place hold is the whole condition, or a part of an AND, an OR or a NOT.
    private static bool IsCondition(SqlToken[] tokens, int at)
    {
        var (open, close) = (BracketFrom(tokens, at, -1), BracketFrom(tokens, at, 1));
        while (open > 0 && close + 1 < tokens.Length && tokens[open - 1].Is("(") && tokens[close + 1].Is(")"))
        {
            (open, close) = (open - 1, close + 1);
        }

        return (open <= 0 || tokens[open - 1].Is("(") || IsLogical(tokens[open - 1]))
            && (close + 1 >= tokens.Length || tokens[close + 1].Is(")") || IsLogical(tokens[close + 1]));
    }

    private static bool IsLogical(SqlToken token) => token.Is("and") || token.Is("or") || token.Is("not");

    // The nearest bracket in a direction that encloses a place; a place outside the tokens where none does.
    private static int BracketFrom(SqlToken[] tokens, int at, int step)
    {
        var depth = 0;
        while (depth >= 0)
        {
            at += step;
            depth += at < 0 || at >= tokens.Length ? -1 : tokens[at].Text switch { "(" or "[" => step, ")" or "]" => -step, _ => 0 };
        }

        return at;
    }

    private static bool IsQuantifier(SqlToken token) => token.Is("any") || token.Is("all");

    // Where the ARRAY[$1, $2] begins that a parameter is an element of, as the server prints IN ($1, $2); null where it is none.
    private static int? ListOf(SqlToken[] tokens, int parameter)
    {
        var at = parameter - 1;
        while (at >= 0 && (tokens[at].Kind != SqlTokenKind.Symbol || tokens[at].Text is "," or "::" or "(" or ")"))
        {
            at--;
        }

        return at > 0 && tokens[at].Is("[") && tokens[at - 1].Is("array") ? at - 1 : null;
    }

    private static string? ColumnBefore(SqlToken[] tokens, int at)
    {
        at--;
        while (at >= 2 && (tokens[at].Is(")") || tokens[at - 1].Is("::") || IsQualifiedType(tokens, at)))
        {
            at -= tokens[at].Is(")") ? 1 : tokens[at - 1].Is("::") ? 2 : 4;
        }

        return at >= 0 && tokens[at].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier ? tokens[at].Identifier : null;
    }

    // (name)::extensions.citext, beside an operator of that schema.
    private static bool IsQualifiedType(SqlToken[] tokens, int at) => at >= 4 && tokens[at - 1].Is(".") && tokens[at - 3].Is("::");
}
