using Headroom.Model.Evidence;

namespace Headroom.Analyze.Guards;

/// <summary>Writes a plan's shape on one line: node types with tables and indexes, no numbers, no conditions.</summary>
/// <remarks>
/// <c>Limit > Nested Loop (Seq Scan on users, Index Scan on clips by clips_user_id)</c>. Partitions are called after the table that they
/// are parts of, and scans of several that are alike are one, so that next month's partition changes no baseline.
/// </remarks>
public static class PlanShape
{
    /// <summary>The shape.</summary>
    /// <param name="root">The plan.</param>
    /// <param name="catalogue">Tells partitions.</param>
    public static string Of(PlanNode root, DatabaseCatalogue catalogue)
    {
        var children = root.Children.Select(child => Of(child, catalogue)).ToList();
        var below = root.NodeType is "Append" or "Merge Append" ? children.Distinct().ToList() : children;
        var own = Own(root, catalogue);
        return below switch
        {
            [] => own,
            [var only] => $"{own} > {only}",
            _ => $"{own} ({string.Join(", ", below)})",
        };
    }

    private static string Own(PlanNode node, DatabaseCatalogue catalogue)
    {
        var table = ScannedTables.TableOf(node, catalogue);
        var name = table is null ? node.Relation : ScannedTables.NameOf(PartitionTree.RootOf(table, catalogue));
        var index = table is { IsPartition: true } || IsOfPartition(node, catalogue) ? null : node.Index;
        return node.NodeType + (name is null ? "" : $" on {name}") + (index is null ? "" : $" by {index}");
    }

    // A bitmap index scan names its index and no table.
    private static bool IsOfPartition(PlanNode node, DatabaseCatalogue catalogue) =>
        node is { Index: { } index, Relation: null }
        && catalogue.Indexes.Where(i => i.Name == index)
            .Any(i => catalogue.Tables.Any(t => t.IsPartition && t.Schema == i.Schema && t.Name == i.Table));
}
