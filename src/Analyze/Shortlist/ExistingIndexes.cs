using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;

namespace Headroom.Analyze.Shortlist;

/// <summary>What the indexes that are there already do.</summary>
internal sealed class ExistingIndexes(DatabaseCatalogue catalogue)
{
    private readonly ILookup<(string Schema, string Table), IndexFacts> _usable =
        catalogue.Indexes.Where(index => index.Valid).ToLookup(index => (index.Schema, index.Table));

    /// <summary>
    /// Whether an index does all that the definition would: the equality keys lead it in any order, the rest follow in the very order,
    /// in one direction or the other.
    /// </summary>
    /// <param name="wanted">The definition.</param>
    /// <param name="table">Its table.</param>
    /// <param name="equalityKeys">How many of its first keys are compared for equality.</param>
    public bool Covers(IndexDefinition wanted, TableFacts table, int equalityKeys) => _usable[(wanted.Schema, wanted.Table)].Any(index =>
        index.Method == wanted.Method && index.Keys.Count >= wanted.Keys.Count
        && (wanted.Method == "gin" ? HasAll(index.Keys, wanted.Keys) : IsPrefix(index.Keys, wanted.Keys, equalityKeys))
        && Includes(index, wanted)
        && IsImplied(index.Predicate, wanted.Predicate, table));

    /// <summary>Whether a plain index starts with a column.</summary>
    public bool LeadBy(TableFacts table, string column) => _usable[(table.Schema, table.Name)].Any(index =>
        index is { Method: "btree", Predicate: null } && index.Keys[0].Column == column);

    private static bool IsPrefix(IReadOnlyList<IndexKey> keys, IReadOnlyList<IndexKey> wanted, int equalityKeys)
    {
        var rest = wanted.Skip(equalityKeys).Zip(keys.Skip(equalityKeys)).ToList();
        return wanted.Take(equalityKeys).All(key => keys.Take(equalityKeys).Any(other => SameTerm(key, other)))
            && rest.TrueForAll(pair => SameTerm(pair.First, pair.Second))
            && (rest.TrueForAll(Same) || rest.TrueForAll(Opposite));
    }

    // An inverted index is as good for any of its keys: PostgreSQL manual, 11.3.
    private static bool HasAll(IReadOnlyList<IndexKey> keys, IReadOnlyList<IndexKey> wanted) =>
        wanted.All(key => keys.Any(other => SameTerm(key, other)
            || (Class(key) == "jsonb_path_ops" && Class(other) is null && SameTerm(key with { OperatorClass = null }, other))));

    // The catalogue names a class without the schema that it lives in.
    private static string? Class(IndexKey key) => key.OperatorClass?[(key.OperatorClass.LastIndexOf('.') + 1)..];

    // An index serves its own collation alone, equality too: PostgreSQL manual, 11.11. Of an expression the catalogue tells the collation
    // that it has from its columns, and a wanted key does not.
    private static bool SameTerm(IndexKey a, IndexKey b) => Class(a) == Class(b)
        && (a.Collation == b.Collation || (a.Collation is null && a.Column is null))
        && (a.Column is not null ? a.Column == b.Column : b.Column is null && Folded(a.Expression) == Folded(b.Expression));

    private static bool Same((IndexKey A, IndexKey B) pair) =>
        pair.A.Descending == pair.B.Descending && pair.A.NullsFirst == pair.B.NullsFirst;

    private static bool Opposite((IndexKey A, IndexKey B) pair) =>
        pair.A.Descending != pair.B.Descending && pair.A.NullsFirst != pair.B.NullsFirst;

    private static bool Includes(IndexFacts index, IndexDefinition wanted) =>
        wanted.Included.All(column => index.Included.Contains(column) || index.Keys.Any(key => key.Column == column));

    // A whole index does what a partial one does, but is larger: which of them is worth it, a measurement shows.
    private static bool IsImplied(string? predicate, string? wanted, TableFacts table) => predicate is null
        ? wanted is null
        : (wanted is not null && Condition.Constants(predicate, table).ToHashSet().SetEquals(Condition.Constants(wanted, table)));

    private static string Folded(string expression) => string.Concat(StatementText.Tokens(expression)
        .Where(token => !token.Is("(") && !token.Is(")") && !token.Is("::") && !token.Is("text")).Select(token => token.Folded));
}
