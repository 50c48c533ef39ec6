using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>What a predicate asks of a column.</summary>
public enum PredicateKind
{
    /// <summary>column = value, the value known before the scan.</summary>
    Equal,

    /// <summary>column = ANY (values).</summary>
    AnyOf,

    /// <summary>column &lt; value and the like.</summary>
    Range,

    /// <summary>column IS NULL.</summary>
    IsNull,

    /// <summary>column IS NOT NULL.</summary>
    IsNotNull,

    /// <summary>A boolean column by itself.</summary>
    IsTrue,

    /// <summary>NOT a boolean column.</summary>
    IsFalse,
}

/// <summary>One predicate on a column of the scanned relation.</summary>
public sealed record Predicate(string Column, PredicateKind Kind);

/// <summary>
/// Reads the conditions that PostgreSQL prints in plans ("((deleted_at IS NULL) AND (c.user_id = $1))") as predicates on columns of one
/// relation that a btree can serve. What it does not understand (OR, functions, casts that change the value) is left out: it never guesses.
/// </summary>
public static class Condition
{
    private static readonly string[] RangeOperators = ["<", "<=", ">", ">="];

    /// <summary>The predicates of a condition's top-level conjunction on columns of <paramref name="table"/>.</summary>
    /// <param name="condition">Filter or index condition, or null.</param>
    /// <param name="table">The scanned table; only its columns count.</param>
    /// <param name="alias">Its alias in the plan, or null.</param>
    public static IReadOnlyList<Predicate> Predicates(string? condition, TableFacts table, string? alias)
    {
        if (condition is null)
        {
            return [];
        }

        var tokens = StatementText.Tokens(condition).ToArray();
        return [.. Conjuncts(tokens).Select(part => Read(part, table, alias)).OfType<Predicate>().Distinct()];
    }

    /// <summary>Whether every part of a condition was read as a predicate.</summary>
    public static bool IsUnderstood(string condition, TableFacts table) =>
        Conjuncts([.. StatementText.Tokens(condition)]).All(part => Read(part, table, alias: null) is not null);

    /// <summary>A sort key ("c.created_at DESC NULLS LAST") as a key of an index on the relation, or null when it is no plain column of it.</summary>
    public static IndexKey? SortKey(string key, TableFacts table, string? alias)
    {
        var tokens = StatementText.Tokens(key).ToList();
        var descending = false;
        bool? nullsFirst = null;
        if (tokens is [.., var nulls, var place] && nulls.Is("nulls"))
        {
            nullsFirst = place.Is("first");
            tokens.RemoveRange(tokens.Count - 2, 2);
        }

        if (tokens is [.., var direction] && (direction.Is("desc") || direction.Is("asc")))
        {
            descending = direction.Is("desc");
            tokens.RemoveAt(tokens.Count - 1);
        }

        return Column(tokens.ToArray(), table, alias) is { } column
            ? new IndexKey(column, column, descending, nullsFirst ?? descending)
            : null;
    }

    private static IEnumerable<SqlToken[]> Conjuncts(SqlToken[] tokens)
    {
        var inner = StripBrackets(tokens);
        var parts = SplitAtAnd(inner);
        return parts.Count == 1 ? parts : parts.SelectMany(Conjuncts);
    }

    private static List<SqlToken[]> SplitAtAnd(SqlToken[] tokens)
    {
        var parts = new List<SqlToken[]>();
        var depth = 0;
        var start = 0;
        var betweens = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            depth += tokens[i].Text is "(" or "[" ? 1 : tokens[i].Text is ")" or "]" ? -1 : 0;
            if (depth != 0)
            {
                continue;
            }

            if (tokens[i].Is("between"))
            {
                betweens++;
            }
            else if (tokens[i].Is("and") && betweens > 0)
            {
                betweens--;
            }
            else if (tokens[i].Is("and"))
            {
                parts.Add(tokens[start..i]);
                start = i + 1;
            }
        }

        parts.Add(tokens[start..]);
        return parts;
    }

    private static Predicate? Read(SqlToken[] part, TableFacts table, string? alias)
    {
        if (Column(part, table, alias) is { } flag)
        {
            return new Predicate(flag, PredicateKind.IsTrue);
        }

        if (part is [var not, ..] && not.Is("not") && Column(part[1..], table, alias) is { } negated)
        {
            return new Predicate(negated, PredicateKind.IsFalse);
        }

        if (part is [.., var isWord, var nullWord] && isWord.Is("is") && nullWord.Is("null"))
        {
            return Column(part[..^2], table, alias) is { } column ? new Predicate(column, PredicateKind.IsNull) : null;
        }

        if (part is [.., var isWord2, var notWord, var nullWord2] && isWord2.Is("is") && notWord.Is("not") && nullWord2.Is("null"))
        {
            return Column(part[..^3], table, alias) is { } column ? new Predicate(column, PredicateKind.IsNotNull) : null;
        }

        return Comparison(part, table, alias);
    }

    private static Predicate? Comparison(SqlToken[] part, TableFacts table, string? alias)
    {
        var depth = 0;
        for (var i = 0; i < part.Length; i++)
        {
            depth += part[i].Text is "(" or "[" ? 1 : part[i].Text is ")" or "]" ? -1 : 0;
            var equal = part[i].Is("=");
            if (depth != 0 || !(equal || RangeOperators.Contains(part[i].Text)))
            {
                continue;
            }

            var left = part[..i];
            var right = part[(i + 1)..];
            var any = right is [var word, ..] && word.Is("any");
            var column = Column(left, table, alias) ?? (any ? null : Column(right, table, alias));
            var other = Column(left, table, alias) is null ? left : right;
            return column is null || Mentions(other, table, alias)
                ? null
                : new Predicate(column, equal ? any ? PredicateKind.AnyOf : PredicateKind.Equal : PredicateKind.Range);
        }

        return null;
    }

    // Whether the side that should be a value depends on a column of the very relation that is scanned.
    private static bool Mentions(SqlToken[] tokens, TableFacts table, string? alias)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            var isName = tokens[i].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier;
            var afterDot = i > 0 && tokens[i - 1].Is(".");
            var beforeCall = i + 1 < tokens.Length && tokens[i + 1].Is("(");
            var afterCast = i > 0 && tokens[i - 1].Is("::");
            if (!isName || beforeCall || afterCast)
            {
                continue;
            }

            var qualifier = afterDot ? tokens[i - 2].Identifier : null;
            if (table.Columns.Any(c => c.Name == tokens[i].Identifier) && (qualifier is null || qualifier == (alias ?? table.Name)))
            {
                return true;
            }
        }

        return false;
    }

    // column, alias.column, (column)::text where the cast does not change how a btree compares.
    private static string? Column(SqlToken[] tokens, TableFacts table, string? alias)
    {
        tokens = StripBrackets(tokens);
        if (tokens is [.., var cast, var type] && cast.Is("::") && type.Is("text"))
        {
            var inner = Column(tokens[..^2], table, alias);
            return table.Columns.FirstOrDefault(c => c.Name == inner)?.Type is { } columnType
                && (columnType == "text" || columnType.StartsWith("character varying", StringComparison.Ordinal)) ? inner : null;
        }

        return tokens switch
        {
            [{ Kind: SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier } name] => Known(name.Identifier, table),
            [{ Kind: SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier } qualifier, var dot, var name]
                when dot.Is(".") && qualifier.Identifier == (alias ?? table.Name) => Known(name.Identifier, table),
            _ => null,
        };
    }

    private static string? Known(string name, TableFacts table) => table.Columns.Any(column => column.Name == name) ? name : null;

    private static SqlToken[] StripBrackets(SqlToken[] tokens)
    {
        while (tokens is [var open, .., var close] && open.Is("(") && close.Is(")") && Encloses(tokens))
        {
            tokens = tokens[1..^1];
        }

        return tokens;
    }

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
