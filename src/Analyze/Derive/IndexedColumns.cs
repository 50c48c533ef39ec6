using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>Which columns a table's indexes begin with.</summary>
internal static class IndexedColumns
{
    /// <summary>Whether a usable index over the whole table, or its primary key, begins with the column.</summary>
    public static bool IsLeading(string column, TableFacts table, DatabaseCatalogue catalogue) =>
        table.PrimaryKey is [var first, ..] && first == column
        || catalogue.Indexes.Any(index => index.Schema == table.Schema && index.Table == table.Name
            && index is { Valid: true, Predicate: null, Method: "btree" or "hash" } && index.Keys is [var key, ..] && key.Column == column);
}
