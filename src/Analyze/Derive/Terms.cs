using System.Text;
using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>
/// Reads what PostgreSQL prints in conditions as terms of one relation: columns, and expressions over its columns and constants.
/// </summary>
/// <param name="table">The relation; only its columns count.</param>
/// <param name="aliases">The names that the plan calls it by.</param>
internal sealed class Terms(TableFacts table, IReadOnlyList<string> aliases)
{
    private static readonly string[] TimeFunctions =
        ["date", "date_trunc", "date_part", "extract", "to_char", "timezone", "age", "date_bin"];

    private static readonly string[] ArithmeticOperators = ["+", "-", "*", "/", "%"];

    // No index has them as a key.
    private static readonly string[] Aggregates =
    [
        "count", "sum", "avg", "min", "max", "array_agg", "string_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg",
        "bool_and", "bool_or", "every", "stddev", "variance", "corr", "percentile_cont", "percentile_disc", "mode", "row_number", "rank",
        "dense_rank", "lag", "lead",
    ];

    private static readonly string[] Keywords =
    [
        "is", "not", "null", "and", "or", "any", "all", "array", "true", "false", "from", "case", "when", "then", "else", "end", "in",
        "distinct", "row", "year", "month", "day", "dow", "doy", "hour", "minute", "second", "week", "quarter", "epoch", "isodow",
        "isoyear", "century", "decade",
    ];

    /// <summary>Terms of a relation that the plan calls by one name, by default its own.</summary>
    public Terms(TableFacts table, string? alias)
        : this(table, [alias ?? table.Name])
    {
    }

    /// <summary>The relation.</summary>
    public TableFacts Table => table;

    /// <summary>The term, or null when the tokens are none: a value, a parameter, another relation's column, a subplan.</summary>
    public IndexTerm? Read(SqlToken[] tokens)
    {
        tokens = Brackets.Strip(tokens);
        if (Column(tokens) is { } column)
        {
            return new IndexTerm(Sql.Readable(column), column, TermShape.Column, [column]);
        }

        var columns = ColumnsIn(tokens).Distinct().ToList();
        if (columns.Count == 0 || tokens.Any(token => token.Kind == SqlTokenKind.Parameter || IsDistance(token)) || !MentionsOnlyOwn(tokens)
            || HasAggregate(tokens))
        {
            return null;
        }

        var shape = ShapeOf(tokens, columns);
        return shape is null ? null : new IndexTerm(Text(tokens), null, shape.Value, columns);
    }

    // A distance from a value is nearest first with a tree on the column, and no key itself.
    private static bool IsDistance(SqlToken token) => token.Text is "<->" or "<=>" or "<#>" or "<<->" or "<->>";

    /// <summary>The column whose distance from a value the tokens are, <c>place &lt;-&gt; $1</c>; else null.</summary>
    public IndexTerm? Nearest(SqlToken[] tokens)
    {
        tokens = Brackets.Strip(tokens);
        var at = Array.FindIndex(tokens, IsDistance);
        return at > 0 && Read(tokens[..at]) is { Column: not null } term && !Mentions(tokens[(at + 1)..]) ? term : null;
    }

    /// <summary>Whether tokens depend on the scanned relation.</summary>
    public bool Mentions(SqlToken[] tokens) => ColumnsIn(tokens).Any();

    /// <summary>The tokens as SQL when they depend on no value, no function and no other relation; else null.</summary>
    public string? Constant(SqlToken[] tokens)
    {
        var isFree = tokens.All(token => token.Kind != SqlTokenKind.Parameter) && MentionsOnlyOwn(tokens)
            && !tokens.Index().Any(t => IsCall(tokens, t.Index)) && ColumnsIn(tokens).Any();
        return isFree ? Text(ConstantLists.Written(Brackets.Strip(tokens))) : null;
    }

    /// <summary>
    /// column, alias.column, and either with a cast that does not change how values compare: of a text to text, of a domain to the type
    /// that it is over.
    /// </summary>
    public string? Column(SqlToken[] tokens)
    {
        tokens = Brackets.Strip(tokens);
        if (Array.FindLastIndex(tokens, token => token.Is("::")) is > 0 and var cast)
        {
            return Column(tokens[..cast]) is { } inner && IsItself(inner, tokens[(cast + 1)..]) ? inner : null;
        }

        return tokens switch
        {
            [{ Kind: SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier } name] => Known(name.Identifier),
            [{ Kind: SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier } qualifier, var dot, var name]
                when dot.Is(".") && IsOwn(qualifier) => Known(name.Identifier),
            _ => null,
        };
    }

    /// <summary>Whether the tokens are a column that holds network addresses.</summary>
    public bool IsNetwork(SqlToken[] tokens) =>
        Column(tokens) is { } column && table.Columns.First(c => c.Name == column).Type is "inet" or "cidr";

    /// <summary>Where the first column of the relation stands in tokens that have one.</summary>
    public int FirstColumnAt(SqlToken[] tokens) => Array.FindIndex(tokens, token => ColumnsIn([token]).Any());

    // A cast to a shorter text is another value; one to the same type without its length is none.
    private bool IsItself(string column, SqlToken[] type)
    {
        var (own, to) = (table.Columns.First(c => c.Name == column).Type, ConditionParts.Text(type));
        var (start, end) = (own.IndexOf('(', StringComparison.Ordinal), own.IndexOf(')', StringComparison.Ordinal) + 1);
        return (to == "text" && IsText(column)) || to == own || (start > 0 && end > start && to == own[..start] + own[end..]);
    }

    private bool IsText(string column) => table.Columns.First(c => c.Name == column).Type is var type
        && (type == "text" || type.StartsWith("character varying", StringComparison.Ordinal));

    private bool IsOwn(SqlToken qualifier) => aliases.Contains(qualifier.Identifier, StringComparer.Ordinal);

    private string? Known(string name) => table.Columns.Any(column => column.Name == name) ? name : null;

    /// <summary>The columns of the relation that occur in tokens, in their order, repeated where they are.</summary>
    public IEnumerable<string> ColumnsIn(SqlToken[] tokens)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier) || IsCall(tokens, i) || IsOfZone(tokens, i)
                || TypeNames.IsPart(tokens, i))
            {
                continue;
            }

            var isFree = i < 2 || !tokens[i - 1].Is(".") || IsOwn(tokens[i - 2]);
            if (isFree && Known(tokens[i].Identifier) is { } column)
            {
                yield return column;
            }
        }
    }

    private static bool IsCall(SqlToken[] tokens, int i) =>
        tokens[i].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier && i + 1 < tokens.Length && tokens[i + 1].Is("(")
        && !Keywords.Contains(tokens[i].Folded, StringComparer.Ordinal);

    // Every word is a column of this relation, its alias, a function, a type or a keyword.
    private bool MentionsOnlyOwn(SqlToken[] tokens)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            var isWord = tokens[i].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier;
            if (!isWord || IsCall(tokens, i) || TypeNames.IsPart(tokens, i) || IsOfZone(tokens, i)
                || Keywords.Contains(tokens[i].Folded, StringComparer.Ordinal))
            {
                continue;
            }

            var isQualifier = i + 1 < tokens.Length && tokens[i + 1].Is(".");
            if (isQualifier ? !IsOwn(tokens[i]) : Known(tokens[i].Identifier) is null)
            {
                return false;
            }
        }

        return true;
    }

    // One of the three words of AT TIME ZONE.
    private static bool IsOfZone(SqlToken[] tokens, int i) =>
        Enumerable.Range(i - 2, 3)
            .Any(at => at >= 0 && at + 2 < tokens.Length && tokens[at].Is("at") && tokens[at + 1].Is("time") && tokens[at + 2].Is("zone"));

    private static bool HasAggregate(SqlToken[] tokens) =>
        tokens.Index().Any(t => IsCall(tokens, t.Index) && Aggregates.Contains(t.Item.Folded, StringComparer.Ordinal));

    // Null: a constant that only looks like a term, such as a comparison.
    private TermShape? ShapeOf(SqlToken[] tokens, List<string> columns)
    {
        var cast = Array.FindLastIndex(tokens, token => token.Is("::"));
        if (cast > 0 && Column(tokens[..cast]) is not null)
        {
            return TermShape.Cast;
        }

        if (tokens is [var function, ..] && IsCall(tokens, 0))
        {
            return TimeFunctions.Contains(function.Folded, StringComparer.Ordinal) ? TermShape.Rewritable : TermShape.Expression;
        }

        if (tokens.Index().Any(t => IsOfZone(tokens, t.Index)))
        {
            return TermShape.Rewritable;
        }

        return columns.Count == 1 && tokens.Any(token => ArithmeticOperators.Contains(token.Text, StringComparer.Ordinal))
            && !tokens.Any(token => token.Is("(") && token.Start > 0 && tokens.Index().Any(t => IsCall(tokens, t.Index)))
            ? TermShape.Arithmetic
            : TermShape.Expression;
    }

    // Without the alias, without casts of literals and of texts, with the spaces that the server printed.
    private string Text(SqlToken[] tokens)
    {
        var text = new StringBuilder();
        var end = -1;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (i + 1 < tokens.Length && tokens[i + 1].Is(".") && IsOwn(tokens[i]))
            {
                end = end >= 0 && tokens[i].Start > end ? tokens[i + 2].Start - 1 : tokens[i + 2].Start;
                i++;
                continue;
            }

            if (BareText(tokens, i) is var (column, last))
            {
                Append(text, tokens[i], end, Sql.Readable(column));
                end = tokens[last].Start + tokens[last].Text.Length;
                i = last;
                continue;
            }

            Append(text, tokens[i], end, tokens[i].Text);
            end = tokens[i].Start + tokens[i].Text.Length;
            if (tokens[i].Kind == SqlTokenKind.Literal)
            {
                i = TypeNames.AfterCasts(tokens, i + 1) - 1;
                end = tokens[i].Start + tokens[i].Text.Length;
            }
        }

        return text.ToString();
    }

    // (alias.column)::text, where the cast changes nothing: the column, and where it ends.
    private (string Column, int Last)? BareText(SqlToken[] tokens, int open)
    {
        var name = open + 1 < tokens.Length && tokens[open].Is("(") ? open + 1 : -1;
        name = name > 0 && name + 2 < tokens.Length && tokens[name + 1].Is(".") && IsOwn(tokens[name]) ? name + 2 : name;
        return name > 0 && name + 3 < tokens.Length && tokens[name + 1].Is(")") && tokens[name + 2].Is("::") && tokens[name + 3].Is("text")
            && Column([tokens[name]]) is { } column && IsText(column)
            ? (column, name + 3)
            : null;
    }

    private static void Append(StringBuilder text, SqlToken token, int end, string written)
    {
        if (end >= 0 && token.Start > end)
        {
            text.Append(' ');
        }

        text.Append(written);
    }
}
