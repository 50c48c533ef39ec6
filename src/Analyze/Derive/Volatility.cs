using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>
/// Whether an expression gives the same in every session: only then can an index have it as a key. What is said to be unfit here depends on
/// the zone, the language or the date style of the session; of functions that it does not know, the server decides.
/// </summary>
/// <remarks>
/// <b>Source:</b> PostgreSQL manual, 11.7 (Indexes on Expressions) and 38.7 (Function Volatility Categories); provolatile of pg_proc in 13
/// to 18.
/// </remarks>
internal static class Volatility
{
    private const string Zoned = "timestamp with time zone";

    // Stable whatever they are given.
    private static readonly string[] NeverFit =
    [
        "to_char", "to_date", "concat", "concat_ws", "format", "now", "age", "row_to_json", "to_json", "to_jsonb", "json_build_object",
        "jsonb_build_object", "array_to_string",
    ];

    // Stable for a time with a zone, immutable for one without.
    private static readonly string[] ByZone = ["date", "date_trunc", "date_part", "extract"];

    private static readonly string[] TextSearch =
        ["to_tsvector", "to_tsquery", "plainto_tsquery", "phraseto_tsquery", "websearch_to_tsquery"];

    private static readonly string[] OfTime = ["date", "time", "timestamp", "timestamptz", "timetz", "interval"];

    // Types whose text is the same in every session: that of an enum, an array, a range, an interval or of money is not known to be.
    private static readonly string[] WithFixedText =
    [
        "text", "character", "character varying", "smallint", "integer", "bigint", "numeric", "real", "double precision", "boolean", "uuid",
        "oid", "name", "\"char\"", "citext", "inet", "cidr", "macaddr", "macaddr8", "bit", "bit varying", "json", "jsonb", "ltree", "time",
        "time without time zone", "time with time zone",
    ];

    /// <summary>Whether an index can have the term as a key, as far as it is known.</summary>
    /// <param name="term">A column or an expression.</param>
    /// <param name="table">The table of its columns.</param>
    public static bool MayBeIndexed(IndexTerm term, TableFacts table)
    {
        if (term.Column is not null)
        {
            return true;
        }

        var tokens = StatementText.Tokens(term.Text).ToArray();
        return !tokens.Index().Any(t => IsUnfitCall(tokens, t.Index, table) || IsUnfitCast(tokens, t.Index, table));
    }

    private static bool IsUnfitCall(SqlToken[] tokens, int at, TableFacts table)
    {
        if (at + 1 >= tokens.Length || !tokens[at + 1].Is("("))
        {
            return false;
        }

        var name = tokens[at].Folded;
        var arguments = ConditionParts.Split(Inside(tokens, at + 1), ",");
        return NeverFit.Contains(name, StringComparer.Ordinal)
            || (TextSearch.Contains(name, StringComparer.Ordinal) && arguments.Count == 1)
            || (ByZone.Contains(name, StringComparer.Ordinal)
                && TypeOf(arguments[^1][(Array.FindLastIndex(arguments[^1], token => token.Is("from")) + 1)..], table) == Zoned);
    }

    // (at)::date of a time with a zone, (text)::timestamp, (at)::text, and (state)::text of an enum.
    private static bool IsUnfitCast(SqlToken[] tokens, int at, TableFacts table)
    {
        if (at == 0 || at + 1 >= tokens.Length || !tokens[at].Is("::"))
        {
            return false;
        }

        var isToTime = OfTime.Contains(tokens[at + 1].Folded, StringComparer.Ordinal);
        var isToText = tokens[at + 1].Is("text") || tokens[at + 1].Is("varchar") || tokens[at + 1].Is("character");
        return TypeOf(Before(tokens, at), table) switch
        {
            Zoned => isToText || (isToTime && !IsZoned(tokens[(at + 1)..])),
            "date" => isToText || IsZoned(tokens[(at + 1)..]),
            { } type when type.StartsWith("timestamp", StringComparison.Ordinal) => isToText || IsZoned(tokens[(at + 1)..]),
            { } type when type.EndsWith(']') => isToText && !(IsArray(tokens[(at + 1)..]) && HasFixedText(type[..^2])),
            { } type when type == "text" || type.StartsWith("character", StringComparison.Ordinal) => isToTime,
            { } type => isToText && !HasFixedText(type),
            null => false,
        };
    }

    // Without its precision and the schema of its extension.
    private static bool HasFixedText(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        var name = open < 0 ? type : type[..open];
        return WithFixedText.Contains(name[(name.LastIndexOf('.') + 1)..], StringComparer.Ordinal);
    }

    // text[], character varying(20)[].
    private static bool IsArray(SqlToken[] type) =>
        type.SkipWhile(token => token.Kind is SqlTokenKind.Word or SqlTokenKind.Literal || token.Is("(") || token.Is(")")).Take(1)
            .Any(token => token.Is("["));

    private static bool IsZoned(SqlToken[] type) =>
        type is [var first, ..] && (first.Is("timestamptz") || (type is [_, var with, ..] && first.Is("timestamp") && with.Is("with")));

    // The type of a plain column, its precision left out, and of what is taken out of a document; null for anything else.
    private static string? TypeOf(SqlToken[] tokens, TableFacts table)
    {
        if (tokens.Any(token => token.Text is "->>" or "#>>"))
        {
            return "text";
        }

        var type = ConditionParts.Column(tokens, table, alias: null)?.Type;
        return type is not null && type.StartsWith("timestamp", StringComparison.Ordinal)
            && type.EndsWith("with time zone", StringComparison.Ordinal) ? Zoned : type;
    }

    private static SqlToken[] Inside(SqlToken[] tokens, int open)
    {
        var depth = 0;
        for (var i = open; i < tokens.Length; i++)
        {
            depth += Brackets.Step(tokens[i]);
            if (depth == 0)
            {
                return tokens[(open + 1)..i];
            }
        }

        return tokens[(open + 1)..];
    }

    // What a cast applies to: a name, or what is in the brackets before it.
    private static SqlToken[] Before(SqlToken[] tokens, int cast)
    {
        var depth = 0;
        for (var i = cast - 1; i >= 0; i--)
        {
            depth -= Brackets.Step(tokens[i]);
            if (depth == 0)
            {
                return tokens[i..cast];
            }
        }

        return [];
    }
}
