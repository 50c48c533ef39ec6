using Headroom.Model.Evidence;

namespace Headroom.Experiments.Probes;

/// <summary>Where a plan reads, and how much of it.</summary>
internal static class GrowthScans
{
    private static readonly string[] WithoutCondition = ["Seq Scan", "Index Scan", "Index Only Scan"];

    /// <summary>The table that a scan reads: of a partition the partitioned table; null where the catalogue knows none.</summary>
    public static TableFacts? TableOf(PlanNode scan, DatabaseCatalogue catalogue) => scan.Relation is not null
        && catalogue.Tables.FirstOrDefault(t => t.Name == scan.Relation && (scan.Schema is null || t.Schema == scan.Schema)) is { } table
            ? PartitionTree.RootOf(table, catalogue)
            : null;

    /// <summary>The name of a table in findings.</summary>
    public static string NameOf(TableFacts table) => table.Schema == "public" ? table.Name : $"{table.Schema}.{table.Name}";

    /// <summary>
    /// The tables of so many pages that plans read, each once, by name; a partitioned table has the pages of its partitions already.
    /// </summary>
    public static IReadOnlyList<TableFacts> LargeOf(IEnumerable<StatementPlan> plans, long leastPages, DatabaseCatalogue catalogue) =>
    [
        .. plans.SelectMany(plan => plan.Samples).SelectMany(sample => sample.Root.Descendants())
            .Select(node => TableOf(node, catalogue))
            .OfType<TableFacts>().Distinct()
            .Where(table => table.Pages >= leastPages)
            .OrderBy(NameOf, StringComparer.Ordinal),
    ];

    /// <summary>The table in which a statement touches most buffers, over all its sets of values; null when it reads none.</summary>
    public static TableFacts? MostRead(StatementPlan plan, DatabaseCatalogue catalogue) => plan.Samples
        .SelectMany(sample => sample.Root.Descendants())
        .Select(node => (Table: TableOf(node, catalogue), Work: OwnWork(node)))
        .Where(read => read.Table is not null)
        .GroupBy(read => read.Table!)
        .OrderByDescending(reads => reads.Sum(read => read.Work)).ThenBy(reads => NameOf(reads.Key), StringComparer.Ordinal)
        .FirstOrDefault()?.Key;

    /// <summary>
    /// Rows of a table that scans without any index condition read, all loops: nothing but the table's end, or a LIMIT, stops them.
    /// </summary>
    public static double RowsScanned(PlanNode root, TableFacts table, DatabaseCatalogue catalogue) => root.Descendants()
        .Where(node => node.IndexCondition is null
            && WithoutCondition.Contains(node.NodeType, StringComparer.Ordinal)
            && TableOf(node, catalogue) == table)
        .Sum(node => ((node.ActualRows ?? 0) + (node.RowsRemoved ?? 0)) * (node.ActualLoops ?? 1));

    // What a subplan in its filter reads is not its own; the bitmap that it follows is. A plan that was not executed has costs alone.
    private static double OwnWork(PlanNode scan) => scan.Buffers is { } all
        ? all - scan.Children
            .Where(child => !child.NodeType.StartsWith("Bitmap", StringComparison.Ordinal))
            .Sum(child => child.Buffers ?? 0)
        : scan.TotalCost;
}
