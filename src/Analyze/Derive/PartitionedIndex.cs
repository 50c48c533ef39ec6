using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>How an index of a partitioned table is built without keeping writes waiting for longer than a moment.</summary>
/// <remarks>
/// ON ONLY the partitioned tables, concurrently on each table that holds rows, then each attached to the one above it.
/// <b>Source:</b> PostgreSQL manual, 5.11.2.2 (Partition Maintenance), CREATE INDEX, ALTER INDEX.
/// </remarks>
internal static class PartitionedIndex
{
    /// <summary>With more tables that hold rows nobody reads the script (a count); chosen by us.</summary>
    private const int MostLeaves = 100;

    // What comes later waits behind whoever waits for such a lock; a build is in nobody's way while it waits.
    private const string Brief = "SET lock_timeout = '2s';";
    private const string Patient = "SET lock_timeout = 0;";

    /// <summary>
    /// The statements, of a session without time limits; null where a partition is of another server or has the index already, where that
    /// is not known, and where the partitions are none or too many to read.
    /// </summary>
    /// <param name="index">The index of a partitioned table.</param>
    /// <param name="name">Its name.</param>
    /// <param name="catalogue">The database.</param>
    public static string? Build(IndexDefinition index, string name, DatabaseCatalogue catalogue)
    {
        var root = catalogue.Tables.FirstOrDefault(table => table.Schema == index.Schema && table.Name == index.Table);
        if (root is not { IsPartitioned: true, HasForeignPartitions: false })
        {
            return null;
        }

        var leaves = PartitionTree.LeavesOf(root, catalogue).ToList();
        if (leaves.Count is 0 or > MostLeaves || leaves.Exists(leaf => HasLike(index, leaf, catalogue)))
        {
            return null;
        }

        var (shells, builds, attached) = (new List<string>(), new List<string>(), new List<string>());
        Add(root, name);
        return string.Join('\n', [Brief, .. shells, Patient, .. builds, Brief, .. attached, Patient]);

        // What is attached has to have its own parts before: so the lowest come first.
        void Add(TableFacts table, string nameOfTable)
        {
            var on = index with { Schema = table.Schema, Table = table.Name, IsPartitioned = table.IsPartitioned };
            (table.IsPartitioned ? shells : builds).Add(table.IsPartitioned ? on.CreateOnOnly(nameOfTable) : on.Create(nameOfTable));
            foreach (var part in PartitionTree.PartsOf(table, catalogue))
            {
                var nameOfPart = IndexDefinition.PartName(part.Name, name);
                Add(part, nameOfPart);
                attached.Add($"ALTER INDEX {Sql.Readable(table.Schema, nameOfTable)} ATTACH PARTITION "
                    + $"{Sql.Readable(part.Schema, nameOfPart)};");
            }
        }
    }

    // Built again it would be there twice; attached, it would go with the index when that is dropped.
    private static bool HasLike(IndexDefinition index, TableFacts leaf, DatabaseCatalogue catalogue) => catalogue.Indexes.Any(other =>
        other.Schema == leaf.Schema && other.Table == leaf.Name && other.Method == index.Method
        && other.Predicate == index.Predicate && other.Keys.Select(key => key.Column ?? key.Expression).SequenceEqual(index.Columns));
}
