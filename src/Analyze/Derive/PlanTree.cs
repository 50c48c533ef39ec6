using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>What a plan's nodes mean together: totals over loops, shares of the time, tables.</summary>
internal static class PlanTree
{
    /// <summary>All nodes with the nodes above each, parents before children; the nearest ancestor stands last.</summary>
    public static IEnumerable<(PlanNode Node, IReadOnlyList<PlanNode> Above)> Walk(PlanNode root) => Walk(root, []);

    /// <summary>Rows that the node returned, all loops; the estimate where it was only planned.</summary>
    public static double Rows(PlanNode node) => node.ActualRows is { } rows ? rows * (node.ActualLoops ?? 1) : node.EstimatedRows;

    /// <summary>
    /// Rows that a scan gave, all loops. Before PostgreSQL 18 the server rounds them for each loop: a row that one of three workers found
    /// is 0 for each of them, so that right below a Gather its own count is taken, which one process made.
    /// </summary>
    /// <param name="scan">The scan.</param>
    /// <param name="above">The nodes above it, the nearest last.</param>
    public static double Rows(PlanNode scan, IReadOnlyList<PlanNode> above)
    {
        var nearest = above.Reverse().FirstOrDefault(node => node.NodeType is not ("Sort" or "Incremental Sort"));
        return nearest is { NodeType: "Gather" or "Gather Merge", ActualRows: not null } ? Rows(nearest) : Rows(scan);
    }

    /// <summary>Whether the node ran, or would when the statement was only planned.</summary>
    public static bool Ran(PlanNode node) => node.ActualLoops is not 0;

    /// <summary>The share of the statement's time that the node and those below it took, 0..1; null when it was only planned.</summary>
    public static double? Part(PlanNode node, PlanSample sample) =>
        Total(node) is { } part && Total(sample.Root) is > 0 and var whole ? Math.Clamp(part / whole, 0, 1) : null;

    /// <summary>The share of the statement's time that the node took without those below it, 0..1; null when it was only planned.</summary>
    public static double? OwnPart(PlanNode node, PlanSample sample) =>
        Part(node, sample) is { } part ? Math.Clamp(part - node.Children.Sum(child => Part(child, sample) ?? 0), 0, 1) : null;

    /// <summary>
    /// The table that a node scans; for a partition the partitioned table; null when it scans none or the catalogue does not know it.
    /// </summary>
    public static TableFacts? TableOf(PlanNode scan, DatabaseCatalogue catalogue)
    {
        var table = catalogue.Tables.FirstOrDefault(t => t.Name == scan.Relation && (scan.Schema is null || t.Schema == scan.Schema));
        return table is null ? null : PartitionTree.RootOf(table, catalogue);
    }

    /// <summary>A table's name in findings: with its schema unless that is public.</summary>
    public static string Name(TableFacts table) => table.Schema == "public" ? table.Name : $"{table.Schema}.{table.Name}";

    /// <summary>The child that a node's rows come from, leaving subplans aside; null when it has none or several.</summary>
    public static PlanNode? Input(PlanNode node) =>
        node.Children.Where(child => child.ParentRelationship is not ("SubPlan" or "InitPlan")).ToList() is [var only] ? only : null;

    /// <summary>Whether a subplan runs again for the rows of the node above it.</summary>
    public static bool IsSubplan(PlanNode node) =>
        node.ParentRelationship == "SubPlan" && node.SubplanName?.StartsWith("SubPlan", StringComparison.Ordinal) == true;

    private static double? Total(PlanNode node) => node.ActualTime?.TotalMilliseconds * (node.ActualLoops ?? 1);

    private static IEnumerable<(PlanNode Node, IReadOnlyList<PlanNode> Above)> Walk(PlanNode node, IReadOnlyList<PlanNode> above) =>
        node.Children.SelectMany(child => Walk(child, [.. above, node])).Prepend((node, above));
}
