using System.Text;
using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>One comparison of a condition: <c>(created_at)::date = $1::date</c>.</summary>
/// <param name="Left">The left side, without brackets around all of it.</param>
/// <param name="Operator">=, &lt;, &lt;=, &gt;, &gt;= or a LIKE operator.</param>
/// <param name="Right">The right side, without brackets around all of it.</param>
internal sealed record Comparison(SqlToken[] Left, string Operator, SqlToken[] Right)
{
    /// <summary>Whether the right side is a list: <c>= ANY ($1)</c>.</summary>
    public bool IsWithList => Right is [{ Kind: SqlTokenKind.Word, Text: "ANY" or "ALL" }, ..];

    /// <summary>The same with its sides exchanged: <c>5 &lt; id</c> is <c>id &gt; 5</c>.</summary>
    public Comparison Turned => new(Right, Flipped(Operator), Left);

    /// <summary>The operator that holds when the sides are exchanged.</summary>
    public static string Flipped(string comparison) =>
        comparison switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", _ => comparison };
}

/// <summary>
/// Takes the conditions that plans print apart, for what <see cref="Condition"/> leaves out because no index serves it: OR, casts and
/// functions.
/// </summary>
internal static class ConditionParts
{
    private static readonly string[] Comparisons = ["=", "<", "<=", ">", ">="];

    /// <summary>The parts that must all hold.</summary>
    public static IReadOnlyList<SqlToken[]> Conjuncts(string? condition) =>
        condition is null ? [] : [.. Conjuncts([.. StatementText.Tokens(condition)])];

    /// <summary>The parts of which one must hold; a single one where there is no OR at the top.</summary>
    public static IReadOnlyList<SqlToken[]> Arms(SqlToken[] part) => [.. Split(Stripped(part), "or").Select(Stripped)];

    /// <summary>The part as a comparison, or null when it is none.</summary>
    public static Comparison? Compared(SqlToken[] part)
    {
        part = WithBareOperator(Stripped(part));
        var at = TopLevel(part).Where(i => Comparisons.Contains(part[i].Text) || PatternShapes.IsOperator(part[i])).Select(i => (int?)i)
            .FirstOrDefault();
        return at is not { } place || place == 0 || place == part.Length - 1
            ? null
            : new Comparison(Stripped(part[..place]), part[place].Text, Stripped(part[(place + 1)..]));
    }

    /// <summary>The part with its own operator bare: <c>email = $1</c> of <c>email OPERATOR(extensions.=) $1</c>.</summary>
    public static SqlToken[] WithBareOperator(SqlToken[] part)
    {
        var at = TopLevel(part).FirstOrDefault(i => i > 0 && part[i].Is("operator"), -1);
        return at < 0 ? part : QualifiedOperators.BareAt(part, at);
    }

    /// <summary>Where a token stands outside all brackets.</summary>
    public static IEnumerable<int> TopLevel(SqlToken[] tokens)
    {
        var depth = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            var change = tokens[i].Text is "(" or "[" ? 1 : tokens[i].Text is ")" or "]" ? -1 : 0;
            depth += change;
            if (depth == 0 && change == 0)
            {
                yield return i;
            }
        }
    }

    /// <summary>Parts between the top-level occurrences of a word or symbol.</summary>
    public static IReadOnlyList<SqlToken[]> Split(SqlToken[] tokens, string separator)
    {
        var parts = new List<SqlToken[]>();
        var start = 0;
        foreach (var i in TopLevel(tokens).Where(i => tokens[i].Is(separator)))
        {
            parts.Add(tokens[start..i]);
            start = i + 1;
        }

        return [.. parts, tokens[start..]];
    }

    /// <summary>Without the brackets around all of it.</summary>
    public static SqlToken[] Stripped(SqlToken[] tokens)
    {
        while (tokens is [var open, .., var close] && open.Is("(") && close.Is(")") && Encloses(tokens))
        {
            tokens = tokens[1..^1];
        }

        return tokens;
    }

    /// <summary>The column of the relation that the tokens name and nothing else, or null.</summary>
    public static ColumnFacts? Column(SqlToken[] tokens, TableFacts table, string? alias) => Stripped(tokens) switch
    {
        [{ Kind: SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier } name] => Known(name, table),
        [{ Kind: SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier } qualifier, var dot, var name]
            when dot.Is(".") && qualifier.Identifier == (alias ?? table.Name) => Known(name, table),
        _ => null,
    };

    /// <summary>All columns of the relation that are named anywhere in the tokens, in the order of the table.</summary>
    public static IReadOnlyList<ColumnFacts> ColumnsIn(SqlToken[] tokens, TableFacts table, string? alias)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < tokens.Length; i++)
        {
            var qualifier = i > 1 && tokens[i - 1].Is(".") ? tokens[i - 2].Identifier : null;
            var isType = TypeNames.IsPart(tokens, i);
            var isCalled = i + 1 < tokens.Length && tokens[i + 1].Is("(");
            if (IsName(tokens[i]) && !isType && !isCalled && (qualifier is null || qualifier == (alias ?? table.Name)))
            {
                named.Add(tokens[i].Identifier);
            }
        }

        return [.. table.Columns.Where(column => named.Contains(column.Name))];
    }

    /// <summary>The aliases that stand before a dot in the tokens.</summary>
    public static IReadOnlyList<string> Qualifiers(SqlToken[] tokens) =>
        [.. Enumerable.Range(1, Math.Max(0, tokens.Length - 1)).Where(i => tokens[i].Is(".") && IsName(tokens[i - 1]))
            .Select(i => tokens[i - 1].Identifier).Distinct()];

    /// <summary>The tokens as they were written, white space folded.</summary>
    public static string Text(IReadOnlyList<SqlToken> tokens)
    {
        var text = new StringBuilder();
        for (var i = 0; i < tokens.Count; i++)
        {
            text.Append(i > 0 && tokens[i].Start > tokens[i - 1].Start + tokens[i - 1].Text.Length ? " " : "").Append(tokens[i].Text);
        }

        return text.ToString();
    }

    private static IEnumerable<SqlToken[]> Conjuncts(SqlToken[] tokens)
    {
        var parts = Split(Stripped(tokens), "and");
        return parts.Count == 1 ? [Stripped(parts[0])] : parts.SelectMany(Conjuncts);
    }

    private static ColumnFacts? Known(SqlToken name, TableFacts table) =>
        table.Columns.FirstOrDefault(column => column.Name == name.Identifier);

    private static bool IsName(SqlToken token) => token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier;

    // Whether the first bracket closes at the end, and not before: (a) + (b).
    private static bool Encloses(SqlToken[] tokens)
    {
        var depth = 0;
        for (var i = 0; i < tokens.Length - 1; i++)
        {
            depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
            if (depth == 0)
            {
                return false;
            }
        }

        return true;
    }
}
