using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>A foreign key whose referring rows no index finds.</summary>
/// <param name="Key">The foreign key.</param>
/// <param name="Table">The referring table; null when the catalogue does not list it.</param>
public sealed record UnindexedKey(ForeignKeyFacts Key, TableFacts? Table);

/// <summary>Which foreign keys make the server read the whole referring table when a referred row is deleted or gets another key.</summary>
public static class ForeignKeys
{
    /// <summary>
    /// The foreign keys whose columns are not, in any order, the leading columns of a usable index: by table, columns and name.
    /// Partial indexes (but those that leave out nulls alone), expressions and methods other than btree and hash do not count. A
    /// partitioned table has an index where each of its partitions has one. <b>Source:</b> PostgreSQL manual, 5.4.5 (Foreign Keys).
    /// </summary>
    public static IReadOnlyList<UnindexedKey> Unindexed(DatabaseCatalogue catalogue)
    {
        var indexes = catalogue.Indexes.ToLookup(index => (index.Schema, index.Table));
        var tables = catalogue.Tables.ToDictionary(table => (table.Schema, table.Name));
        return
        [
            .. catalogue.ForeignKeys
                .Where(key => !IsServed(key, catalogue, indexes))
                .DistinctBy(key => $"{key.Schema}.{key.Table}({string.Join(',', key.Columns)}) {key.ReferencedTable}")
                .OrderBy(key => key.Schema, StringComparer.Ordinal).ThenBy(key => key.Table, StringComparer.Ordinal)
                .ThenBy(key => string.Join(',', key.Columns), StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal)
                .Select(key => new UnindexedKey(key, tables.GetValueOrDefault((key.Schema, key.Table)))),
        ];
    }

    /// <summary>
    /// The foreign keys by which the server looks for referring rows when a row of a table is deleted: those that refer to it, and where
    /// the referring rows go along, those that refer to them. <b>Source:</b> PostgreSQL manual, 5.4.5 (Foreign Keys), ON DELETE CASCADE.
    /// </summary>
    /// <param name="table">The table's name in findings.</param>
    /// <param name="deletes">Whether rows are deleted; a row whose key changes is looked for in the tables next to it alone.</param>
    /// <param name="catalogue">The catalogue.</param>
    public static IReadOnlyList<ForeignKeyFacts> SearchedFrom(string table, bool deletes, DatabaseCatalogue catalogue)
    {
        List<ForeignKeyFacts> found = [.. catalogue.ForeignKeys.Where(key => key.ReferencedTable == table)];
        for (var i = 0; deletes && i < found.Count; i++)
        {
            if (found[i] is { DeletesAlong: true } cascade)
            {
                var child = Relation.Name(cascade.Schema, cascade.Table);
                found.AddRange(catalogue.ForeignKeys.Where(key => key.ReferencedTable == child && !found.Contains(key)));
            }
        }

        return found;
    }

    /// <summary>Whether indexes find all referring rows of a foreign key, also those of each partition by themselves.</summary>
    public static bool IsServed(ForeignKeyFacts key, DatabaseCatalogue catalogue) =>
        IsServed(key, catalogue, catalogue.Indexes.ToLookup(index => (index.Schema, index.Table)));

    /// <summary>Whether an index finds the referring rows of a foreign key; a hash index has one column.</summary>
    public static bool IsServedBy(ForeignKeyFacts key, IndexFacts index) =>
        index is { Valid: true, Method: "btree" or "hash" } && index.Schema == key.Schema && index.Table == key.Table
        && HasAllReferring(key, index.Predicate)
        && index.Keys.Count >= key.Columns.Count
        && index.Keys.Take(key.Columns.Count).Select(column => column.Column).ToHashSet(StringComparer.Ordinal).SetEquals(key.Columns);

    private static bool IsServed(
        ForeignKeyFacts key, DatabaseCatalogue catalogue, ILookup<(string Schema, string Table), IndexFacts> indexes)
    {
        if (indexes[(key.Schema, key.Table)].Any(index => IsServedBy(key, index)))
        {
            return true;
        }

        List<TableFacts> leaves =
        [
            .. catalogue.Tables.Where(table => table.IsPartitioned && table.Schema == key.Schema && table.Name == key.Table)
                .SelectMany(table => PartitionTree.LeavesOf(table, catalogue)),
        ];
        return leaves.Count > 0 && leaves.TrueForAll(leaf =>
            indexes[(leaf.Schema, leaf.Name)].Any(index => IsServedBy(key with { Schema = leaf.Schema, Table = leaf.Name }, index)));
    }

    // A row whose column is null refers to none: WHERE user_id IS NOT NULL leaves no referring row out.
    private static bool HasAllReferring(ForeignKeyFacts key, string? predicate) => predicate is null
        || Condition.Conjuncts([.. StatementText.Tokens(predicate)]).Select(Brackets.Strip).All(part =>
            part is [var column, var @is, var not, var @null] && @is.Is("is") && not.Is("not") && @null.Is("null")
            && key.Columns.Contains(column.Identifier, StringComparer.Ordinal));
}
