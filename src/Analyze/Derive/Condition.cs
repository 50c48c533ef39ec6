using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>
/// Reads the conditions that PostgreSQL prints in plans ("((deleted_at IS NULL) AND (c.user_id = $1))") as predicates on terms of one
/// relation. What it does not understand is left out: it never guesses.
/// </summary>
public static class Condition
{
    private static readonly string[] RangeOperators = ["<", "<=", ">", ">="];

    private static readonly string[] LikeOperators = ["~~", "~~*", "~", "~*"];

    private static readonly string[] MatchOperators = ["@>", "<@", "?", "?|", "?&", "&&", "@@", "@?", "%", "<%", "%>", ">>=", "<<|", "|>>"];

    // A network within another: PostgreSQL looks for it as a range of addresses.
    private static readonly string[] WithinNetwork = ["<<", "<<="];

    /// <summary>The predicates of a condition's top-level conjunction on terms of <paramref name="table"/>.</summary>
    /// <param name="condition">Filter or index condition, or null.</param>
    /// <param name="table">The scanned table; only its columns count.</param>
    /// <param name="alias">Its alias in the plan, or null.</param>
    public static IReadOnlyList<Predicate> Predicates(string? condition, TableFacts table, string? alias) =>
        Predicates(condition, new Terms(table, alias));

    /// <summary>The same, of a relation that may have several aliases.</summary>
    internal static IReadOnlyList<Predicate> Predicates(string? condition, Terms terms) =>
        [.. WithConstants(condition, terms).Where(predicate => predicate.Kind != PredicateKind.Constant)];

    /// <summary>The same, with the conditions that only a partial index serves.</summary>
    /// <param name="condition">Filter or index condition, or null.</param>
    /// <param name="table">The scanned table; only its columns count.</param>
    /// <param name="alias">Its alias in the plan, or null.</param>
    public static IReadOnlyList<Predicate> WithConstants(string? condition, TableFacts table, string? alias) =>
        WithConstants(condition, new Terms(table, alias));

    /// <summary>
    /// For each OR of the condition its arms, each with its predicates; an OR with an arm that no index serves is left out.
    /// </summary>
    /// <param name="condition">Filter, or null.</param>
    /// <param name="table">The scanned table.</param>
    /// <param name="alias">Its alias in the plan, or null.</param>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<Predicate>>> Alternatives(string? condition, TableFacts table, string? alias)
    {
        if (condition is null)
        {
            return [];
        }

        var terms = new Terms(table, alias);
        return
        [
            .. Conjuncts([.. StatementText.Tokens(condition)])
                .Select(part => Brackets.Split(Brackets.Strip(part), "or"))
                .Where(arms => arms.Count > 1)
                .Select(arms => (IReadOnlyList<IReadOnlyList<Predicate>>)[.. arms.Select(arm =>
                    (IReadOnlyList<Predicate>)[.. Conjuncts(arm).SelectMany(part => Read(part, terms))])])
                .Where(arms => arms.All(arm => arm.Count > 0)),
        ];
    }

    /// <summary>The parts of a condition as SQL, for those that depend on no value.</summary>
    public static IReadOnlyList<string> Constants(string condition, TableFacts table) =>
        [.. Conjuncts([.. StatementText.Tokens(condition)]).Select(new Terms(table, alias: null).Constant).OfType<string>()];

    /// <summary>
    /// A sort key ("c.created_at DESC NULLS LAST") as a key of an index on the relation, or null when it is no term of it.
    /// </summary>
    public static IndexKey? SortKey(string key, TableFacts table, string? alias) => SortKey(key, new Terms(table, alias));

    /// <summary>The same, of a relation that may have several aliases.</summary>
    internal static IndexKey? SortKey(string key, Terms terms)
    {
        var tokens = StatementText.Tokens(key).ToList();
        var descending = false;
        bool? nullsFirst = null;
        string? collation = null;
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

        if (tokens is [.., var collate, var name] && collate.Is("collate"))
        {
            collation = name.Identifier;
            tokens.RemoveRange(tokens.Count - 2, 2);
        }

        // The server prints a collation that is not the database's, also where it is the column's own.
        return terms.Read([.. tokens]) is { } term
            ? new IndexKey(
                term.Column,
                term.Column ?? term.Text,
                descending,
                nullsFirst ?? descending,
                null,
                collation == CollationOf(term, terms.Table) ? null : collation)
            : null;
    }

    private static string? CollationOf(IndexTerm term, TableFacts table) =>
        term.Column is { } name ? table.Columns.First(column => column.Name == name).Collation : null;

    private static IReadOnlyList<Predicate> WithConstants(string? condition, Terms terms) => condition is null
        ? []
        : [.. Conjuncts([.. StatementText.Tokens(condition)]).SelectMany(part => Read(part, terms)).Distinct()];

    internal static IEnumerable<SqlToken[]> Conjuncts(SqlToken[] tokens)
    {
        var parts = Brackets.Split(Brackets.Strip(tokens), "and");
        return parts.Count == 1 ? parts : parts.SelectMany(Conjuncts);
    }

    private static IEnumerable<Predicate> Read(SqlToken[] part, Terms terms)
    {
        part = Brackets.Strip(part);
        var constant = terms.Constant(part);
        part = ConditionParts.WithBareOperator(part);
        return (Flag(part, terms) ?? NullTest(part, terms)) is { } found ? [found with { Constant = constant }]
            : RowComparison(part, terms) ?? (Comparison(part, terms) is { } comparison ? [comparison with { Constant = constant }]
            : constant is not null && IsTest(part) && terms.Read([part[terms.FirstColumnAt(part)]]) is { } term
            ? [new Predicate(term, PredicateKind.Constant) { Constant = constant }]
            : constant is not null && ColumnsCompared(part, terms) is { } compared ? [compared with { Constant = constant }]
            : []);
    }

    // stock < reorder_level: no key serves it.
    private static Predicate? ColumnsCompared(SqlToken[] part, Terms terms) =>
        OperatorAt(part) is > 0 and var at && RangeOperators.Contains(part[at].Text, StringComparer.Ordinal)
        && terms.Column(part[..at]) is not null && terms.Column(part[(at + 1)..]) is not null && terms.Read(part[..at]) is { } term
            ? new Predicate(term, PredicateKind.Constant, part[at].Text)
            : null;

    // column <> 'x', column <> ALL ('{x,y}'), column IS NOT TRUE: what a partial index may have as its predicate.
    private static bool IsTest(SqlToken[] part) =>
        (OperatorAt(part) is > 0 and var at && part[at].Is("<>"))
        || part is [.., var @is, var value] && @is.Is("is") && (value.Is("true") || value.Is("false"))
        || part is [.., var isA, var not, var truth] && isA.Is("is") && not.Is("not") && (truth.Is("true") || truth.Is("false"));

    private static Predicate? Flag(SqlToken[] part, Terms terms) => terms.Column(part) is not null && terms.Read(part) is { } flag
        ? new Predicate(flag, PredicateKind.IsTrue)
        : part is [var not, ..] && not.Is("not") && terms.Column(part[1..]) is not null && terms.Read(part[1..]) is { } negated
            ? new Predicate(negated, PredicateKind.IsFalse)
            : null;

    private static Predicate? NullTest(SqlToken[] part, Terms terms) => part switch
    {
        [.., var @is, var @null] when @is.Is("is") && @null.Is("null") => Of(part[..^2], PredicateKind.IsNull, terms),
        [.., var @is, var not, var @null] when @is.Is("is") && not.Is("not") && @null.Is("null") =>
            Of(part[..^3], PredicateKind.IsNotNull, terms),
        _ => null,
    };

    private static Predicate? Of(SqlToken[] tokens, PredicateKind kind, Terms terms) =>
        terms.Read(tokens) is { } term ? new Predicate(term, kind) : null;

    private static int OperatorAt(SqlToken[] part)
    {
        var depth = 0;
        for (var i = 0; i < part.Length; i++)
        {
            depth += Brackets.Step(part[i]);
            if (depth == 0 && part[i].Kind == SqlTokenKind.Symbol && part[i].Text is not (")" or "]" or "::" or "," or "." or "("))
            {
                return i;
            }
        }

        return -1;
    }

    private static Predicate? Comparison(SqlToken[] part, Terms terms)
    {
        var at = OperatorAt(part);
        if (at <= 0 || at == part.Length - 1)
        {
            return null;
        }

        var (left, right) = (part[..at], part[(at + 1)..]);
        if ((KindOf(part[at].Text)
            ?? (WithinNetwork.Contains(part[at].Text, StringComparer.Ordinal) && terms.IsNetwork(left) ? PredicateKind.Range : null))
            is not { } kind)
        {
            return null;
        }

        var isAny = right is [var word, ..] && word.Is("any");
        if (right is [var first, ..] && first.Is("all"))
        {
            return null;
        }

        if (isAny && kind is not (PredicateKind.Equal or PredicateKind.Like))
        {
            return null;
        }

        if (terms.Read(left) is { } term && !terms.Mentions(right))
        {
            return new Predicate(term, isAny && kind == PredicateKind.Equal ? PredicateKind.AnyOf : kind, part[at].Text)
            {
                Pattern = kind == PredicateKind.Like ? PatternShapes.Read(right) : PatternShape.Unknown,
            };
        }

        return kind is not PredicateKind.Like && !isAny && terms.Read(right) is { } other && !terms.Mentions(left)
            ? new Predicate(other, kind, Turned(part[at].Text))
            : null;
    }

    // ROW(a, b) < ROW($1, $2): a range over several columns, in that order.
    private static IEnumerable<Predicate>? RowComparison(SqlToken[] part, Terms terms)
    {
        var at = OperatorAt(part);
        if (at <= 2 || !part[0].Is("row") || !RangeOperators.Contains(part[at].Text, StringComparer.Ordinal)
            || terms.Mentions(part[(at + 1)..]))
        {
            return null;
        }

        var columns = SplitAtComma(part[2..(at - 1)]).Select(terms.Read).ToList();
        return columns.Contains(null) ? null : columns.Select(term => new Predicate(term!, PredicateKind.Range, part[at].Text));
    }

    private static List<SqlToken[]> SplitAtComma(SqlToken[] tokens)
    {
        List<SqlToken[]> parts = [];
        var (depth, start) = (0, 0);
        for (var i = 0; i < tokens.Length; i++)
        {
            depth += Brackets.Step(tokens[i]);
            if (depth == 0 && tokens[i].Is(","))
            {
                parts.Add(tokens[start..i]);
                start = i + 1;
            }
        }

        parts.Add(tokens[start..]);
        return parts;
    }

    private static PredicateKind? KindOf(string symbol) =>
        symbol == "=" ? PredicateKind.Equal
        : RangeOperators.Contains(symbol, StringComparer.Ordinal) ? PredicateKind.Range
        : LikeOperators.Contains(symbol, StringComparer.Ordinal) ? PredicateKind.Like
        : MatchOperators.Contains(symbol, StringComparer.Ordinal) ? PredicateKind.Match
        : null;

    private static string Turned(string symbol) => symbol switch
    {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        "@>" => "<@",
        "<@" => "@>",
        _ => symbol,
    };
}
