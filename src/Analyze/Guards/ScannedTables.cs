using Headroom.Analyze.Shortlist;
using Headroom.Model.Evidence;
using Headroom.Model.Guards;

namespace Headroom.Analyze.Guards;

/// <summary>Which large tables plans scan sequentially.</summary>
public static class ScannedTables
{
    /// <summary>A page of a table, in bytes. <b>Source:</b> PostgreSQL manual, "Preset Options", block_size.</summary>
    private const long PageBytes = 8192;

    private sealed record Scan(TableFacts Table, TableFacts Root, double? Read);

    /// <summary>The large ones, by name; any plan counts, and the most rows that one of them scans.</summary>
    /// <param name="samples">The plans of one statement.</param>
    /// <param name="catalogue">The tables.</param>
    /// <param name="largeRows">A table with more rows is large; null: what the search for indexes calls large.</param>
    /// <remarks>
    /// Partitions that one plan scans count together, under the name of the table that they are parts of. A scan that an executed plan
    /// never began is none. A table that was never analysed has the rows that its scan read, and else the pages that its size on disk
    /// stands for.
    /// </remarks>
    public static IReadOnlyList<ScannedTable> Of(IReadOnlyList<PlanSample> samples, DatabaseCatalogue catalogue, long? largeRows) =>
    [
        .. samples.SelectMany(sample => ScansOf(sample, catalogue).GroupBy(scan => scan.Root).Select(Whole))
            .Where(table => largeRows is { } most && table.Rows is { } rows ? rows > most : IndexCandidates.IsLarge(table))
            .GroupBy(NameOf, StringComparer.Ordinal)
            .Select(same => new ScannedTable(same.Key, same.Max(table => table.Rows)))
            .OrderBy(table => table.Table, StringComparer.Ordinal),
    ];

    /// <summary>Tables that the plans read and that were never analysed, by name.</summary>
    public static IEnumerable<string> NeverAnalysed(IEnumerable<PlanSample> samples, DatabaseCatalogue catalogue) => samples
        .SelectMany(sample => sample.Root.Descendants()).Select(node => TableOf(node, catalogue)).OfType<TableFacts>()
        .Where(table => table.Rows is null && table.Size.Value > 0).Select(NameOf).Distinct().Order(StringComparer.Ordinal);

    internal static TableFacts? TableOf(PlanNode node, DatabaseCatalogue catalogue) => node.Relation is null
        ? null
        : catalogue.Tables.FirstOrDefault(table => table.Name == node.Relation && (node.Schema is null || table.Schema == node.Schema));

    internal static string NameOf(TableFacts table) => table.Schema == "public" ? table.Name : $"{table.Schema}.{table.Name}";

    private static IEnumerable<Scan> ScansOf(PlanSample sample, DatabaseCatalogue catalogue) =>
        from node in sample.Root.Descendants()
        where node.NodeType == "Seq Scan" && !(sample.Executed && node.ActualLoops == 0)
        let table = TableOf(node, catalogue)
        where table is not null
        let read = sample.Executed ? node.ActualRows + (node.RowsRemoved ?? 0) : null
        select new Scan(table, PartitionTree.RootOf(table, catalogue), read);

    private static TableFacts Whole(IGrouping<TableFacts, Scan> scans)
    {
        var parts = scans.GroupBy(scan => scan.Table).Select(same => (Table: same.Key, Rows: same.Key.Rows ?? RowsRead(same))).ToList();
        return scans.Key with
        {
            Rows = parts.TrueForAll(part => part.Rows is null) ? null : parts.Sum(part => part.Rows ?? 0),
            Pages = parts.Sum(part => part.Rows is null ? Math.Max(part.Table.Pages, part.Table.Size.Value / PageBytes) : part.Table.Pages),
        };
    }

    private static long? RowsRead(IEnumerable<Scan> scans) => scans.Max(scan => scan.Read) is { } read ? (long)read : null;
}
