using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>An index that another one makes needless.</summary>
/// <param name="Index">The needless one.</param>
/// <param name="Kept">The one that does its work.</param>
internal sealed record NeedlessIndex(IndexFacts Index, IndexFacts Kept);

/// <summary>Which indexes do the same work as another.</summary>
/// <remarks>Indexes of partitioned tables and of partitions are left out: they belong together and cannot be dropped one by one.</remarks>
internal static class IndexCopies
{
    /// <summary>
    /// Indexes that are equal to another in all but the name, never both of a pair: one on which a constraint stands stays, then a replica
    /// identity, then a unique one, then the one whose name comes first.
    /// </summary>
    public static IReadOnlyList<NeedlessIndex> Duplicates(DatabaseCatalogue catalogue) =>
    [
        .. Droppable(catalogue).GroupBy(Work)
            .SelectMany(same => Needless([.. same.OrderByDescending(Importance).ThenBy(index => index.Name, StringComparer.Ordinal)]))
            .OrderBy(needless => $"{needless.Index.Schema}.{needless.Index.Table}.{needless.Index.Name}", StringComparer.Ordinal),
    ];

    /// <summary>
    /// Indexes whose keys lead the keys of a longer one, which is not needless itself. Those that <see cref="Duplicates"/> names are left
    /// out.
    /// </summary>
    public static IReadOnlyList<NeedlessIndex> Prefixes(DatabaseCatalogue catalogue)
    {
        var copies = Duplicates(catalogue).Select(copy => copy.Index).ToHashSet();
        var tables = Droppable(catalogue).Where(index => index.Method == "btree" && !copies.Contains(index))
            .GroupBy(index => (index.Schema, index.Table));
        return
        [
            .. from indexes in tables
               from index in indexes
               where index is { Unique: false, BacksConstraint: false, IsReplicaIdentity: false }
               let wider = indexes.Where(other => IsPrefix(index, other)).OrderByDescending(other => other.Keys.Count)
                   .ThenBy(other => other.Name, StringComparer.Ordinal).FirstOrDefault()
               where wider is not null
               select new NeedlessIndex(index, wider),
        ];
    }

    private static IEnumerable<IndexFacts> Droppable(DatabaseCatalogue catalogue)
    {
        var plain = Relation.Plain(catalogue);
        return catalogue.Indexes.Where(index => index.Valid && plain.Contains((index.Schema, index.Table)));
    }

    private static IEnumerable<NeedlessIndex> Needless(List<IndexFacts> same) => same.Skip(1)
        .Where(index =>
            index is { BacksConstraint: false, IsReplicaIdentity: false } && (!index.Unique || Refuses(same[0], index)))
        .Select(index => new NeedlessIndex(index, same[0]));

    private static int Importance(IndexFacts index) =>
        (index.BacksConstraint ? 4 : 0) + (index.IsReplicaIdentity ? 2 : 0) + (index.Unique ? 1 : 0);

    // A constraint of exclusion stands on an index that is not unique: nothing can refer to its columns, and no ON CONFLICT name them.
    private static bool Refuses(IndexFacts kept, IndexFacts index) =>
        kept.Unique && (HasDistinctNulls(index) || !HasDistinctNulls(kept));

    // A unique index without this option refuses less. PostgreSQL manual, CREATE INDEX.
    private static bool HasDistinctNulls(IndexFacts index) =>
        index.Definition?.Contains("NULLS NOT DISTINCT", StringComparison.Ordinal) != true;

    private static bool IsPrefix(IndexFacts index, IndexFacts other) =>
        index.Predicate == other.Predicate
        && index.Keys.Count < other.Keys.Count && index.Keys.SequenceEqual(other.Keys.Take(index.Keys.Count))
        && index.Included.All(column => other.Included.Contains(column) || other.Keys.Any(key => key.Column == column));

    private static string Work(IndexFacts index) => string.Join(
        '\n', index.Schema, index.Table, index.Method, index.Predicate ?? "", string.Join('|', index.Keys),
        string.Join('|', index.Included.Order(StringComparer.Ordinal)));
}
