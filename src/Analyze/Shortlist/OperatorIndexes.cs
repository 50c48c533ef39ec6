using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;

namespace Headroom.Analyze.Shortlist;

/// <summary>
/// Which index an operator is served by that a plain btree does not serve: patterns, containment, overlap, similarity, distance.
/// <b>Source:</b> PostgreSQL manual, 11.2 (Index Types), 11.10 (Operator Classes), F.35 (pg_trgm).
/// </summary>
/// <param name="table">The table.</param>
/// <param name="catalogue">The catalogue, for extensions and collations.</param>
internal sealed class OperatorIndexes(TableFacts table, DatabaseCatalogue catalogue)
{
    private const string TrigramExtension = "pg_trgm";

    private static readonly string[] PathOperators = ["@>", "@?", "@@"];

    private static readonly string[] SimilarityOperators = ["%", "<%", "%>"];

    /// <summary>Whether a btree in the right operator class may serve a pattern: it has a fixed beginning, or nobody knows.</summary>
    public static bool MayHavePrefix(Predicate like) =>
        like is { Operator: "~~" or "~", Pattern: PatternShape.Prefix or PatternShape.Unknown };

    /// <summary>A key in the default class and direction.</summary>
    public static IndexKey Ascending(IndexTerm term) => new(term.Column, term.Column ?? term.Text, Descending: false, NullsFirst: false);

    /// <summary>Whether a term is a text whose operators are those of text; those of other types, such as citext, are their own.</summary>
    public bool IsText(IndexTerm term) => term.Column is null
        || (TypeOf(term) is var type && (type == "text"
            || (type.StartsWith("character", StringComparison.Ordinal) && !type.EndsWith(']'))));

    /// <summary>The key that finds texts by their beginning.</summary>
    public IndexKey PatternKey(IndexTerm term) => Ascending(term) with { OperatorClass = PatternClass(term) };

    /// <summary>
    /// The index of trigrams that serves a pattern or a likeness; null for a plain beginning, or where the extension cannot be had.
    /// </summary>
    public IndexDefinition? Trigrams(Predicate like) =>
        like is { Operator: "~~", Pattern: PatternShape.Prefix } ? null : Trigrams("gin", like.Term);

    /// <summary>
    /// The index for containment, overlap and the like: trees for ranges, figures, networks and labels, inverted indexes for the rest;
    /// null for none.
    /// </summary>
    /// <param name="term">What is compared.</param>
    /// <param name="matches">How.</param>
    public IndexDefinition? Matched(IndexTerm term, IReadOnlyList<Predicate> matches)
    {
        var type = Bare(TypeOf(term));
        var isJson = type == "jsonb" || (type.Length == 0 && term.Text.Contains("->", StringComparison.Ordinal));
        return type switch
        {
            "inet" or "cidr" => Of("gist", term, "inet_ops"),
            "ltree" or "seg" => Of("gist", term, null),
            _ when IsFigure(type) || IsRange(type) => Of("gist", term, null),
            _ when matches.Any(p => SimilarityOperators.Contains(p.Operator, StringComparer.Ordinal)) =>
                IsText(term) ? Trigrams("gin", term) : null,
            _ when IsUnserved(term, type, matches) => null,
            _ when isJson && matches.All(p => PathOperators.Contains(p.Operator, StringComparer.Ordinal)) =>
                Of("gin", term, "jsonb_path_ops"),
            _ => Of("gin", term, null),
        };
    }

    /// <summary>The tree that hands out rows nearest first; null where the type has none.</summary>
    public IndexDefinition? Nearest(IndexTerm term) =>
        IsFigure(Bare(TypeOf(term))) ? Of("gist", term, null) : IsText(term) ? Trigrams("gist", term) : null;

    // PostGIS and cube bring figures of their own.
    private static bool IsFigure(string type) =>
        type is "point" or "box" or "polygon" or "circle" or "geometry" or "geography" or "cube";

    private static bool IsRange(string type) => type.Contains("range", StringComparison.Ordinal) && !type.EndsWith(']');

    // A plain text is made a document at each comparison; of documents an inverted index finds those that hold others, not those held.
    private bool IsUnserved(IndexTerm term, string type, IReadOnlyList<Predicate> matches) =>
        (term.Column is not null && IsText(term))
        || (type is "jsonb" or "hstore" && matches.All(match => match.Operator == "<@"));

    // Without its length and the schema of its extension: "geometry" of "extensions.geometry(Point,4326)". An array is no figure.
    private static string Bare(string type)
    {
        if (type.EndsWith(']'))
        {
            return type;
        }

        var open = type.IndexOf('(', StringComparison.Ordinal);
        var name = open < 0 ? type : type[..open];
        return name[(name.LastIndexOf('.') + 1)..];
    }

    // Of an expression a type that needs a tree, as its outermost cast or call names it; else empty.
    private string TypeOf(IndexTerm term)
    {
        if (term.Column is { } column)
        {
            return table.Columns.First(c => c.Name == column).Type;
        }

        var tokens = ConditionParts.Stripped([.. StatementText.Tokens(term.Text)]);
        var name = tokens switch
        {
            [.., var cast, var type] when cast.Is("::") && ConditionParts.TopLevel(tokens).Contains(tokens.Length - 2) => type.Folded,
            [var call, .. var rest] when rest.Length > 1 && ConditionParts.Stripped(rest).Length < rest.Length => call.Folded,
            _ => "",
        };
        return IsFigure(name) || name is "inet" or "cidr" or "ltree" || name.EndsWith("range", StringComparison.Ordinal) ? name : "";
    }

    private string? PatternClass(IndexTerm term)
    {
        var collation = term.Column is { } column ? table.Columns.First(c => c.Name == column).Collation : null;
        var type = TypeOf(term);
        return (collation ?? catalogue.Collation) is "C" or "POSIX" ? null
            : type.StartsWith("character varying", StringComparison.Ordinal) ? "varchar_pattern_ops"
            : type.StartsWith("character(", StringComparison.Ordinal) ? "bpchar_pattern_ops"
            : "text_pattern_ops";
    }

    // The class is named with the schema of the extension's objects, where it is or would be.
    private IndexDefinition? Trigrams(string method, IndexTerm term)
    {
        if (catalogue.Extensions.FirstOrDefault(extension => extension.Name == TrigramExtension) is not { } found)
        {
            return null;
        }

        var schema = found.Schema is null or "public" ? "" : $"{Sql.Readable(found.Schema)}.";
        return Of(method, term, $"{schema}{method}_trgm_ops") with { Extension = TrigramExtension };
    }

    private IndexDefinition Of(string method, IndexTerm term, string? operatorClass) => new()
    {
        Schema = table.Schema,
        Table = table.Name,
        Method = method,
        IsPartitioned = table.IsPartitioned,
        Keys = [Ascending(term) with { OperatorClass = operatorClass }],
    };
}
