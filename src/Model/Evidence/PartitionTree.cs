namespace Headroom.Model.Evidence;

/// <summary>Which tables of a catalogue are parts of which, over all levels of partitions.</summary>
/// <remarks>
/// Rows, pages and size of a partitioned table are those of all its leaves (<see cref="TableFacts"/>): who adds those of its parts counts
/// them twice. Tables that inherit without being partitions are tables of their own.
/// </remarks>
public static class PartitionTree
{
    /// <summary>The partitioned table that a table is at last a part of; the table itself when it is none.</summary>
    /// <param name="table">The table.</param>
    /// <param name="catalogue">The tables that there are.</param>
    public static TableFacts RootOf(TableFacts table, DatabaseCatalogue catalogue) =>
        table.Parent is { } parent && catalogue.Tables.FirstOrDefault(other => other.IsPartitioned && NameOf(other) == parent) is { } found
            ? RootOf(found, catalogue)
            : table;

    /// <summary>The tables right below a partitioned one, which may be partitioned themselves; none for any other.</summary>
    /// <param name="table">The table.</param>
    /// <param name="catalogue">The tables that there are.</param>
    public static IEnumerable<TableFacts> PartsOf(TableFacts table, DatabaseCatalogue catalogue) =>
        table.IsPartitioned ? catalogue.Tables.Where(part => part.Parent == NameOf(table)) : [];

    /// <summary>The tables that hold the rows: the ends of the tree, or the table itself when it is not partitioned.</summary>
    /// <param name="table">The table.</param>
    /// <param name="catalogue">The tables that there are.</param>
    public static IEnumerable<TableFacts> LeavesOf(TableFacts table, DatabaseCatalogue catalogue) => table.IsPartitioned
        ? PartsOf(table, catalogue).SelectMany(part => LeavesOf(part, catalogue))
        : [table];

    private static string NameOf(TableFacts table) => table.Schema == "public" ? table.Name : $"{table.Schema}.{table.Name}";
}
