using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A sort that does not fit into memory: <c>Sort Method: external merge  Disk: 19440kB</c>.</summary>
public static class SortSpill
{
    private const string Id = "sort-spill";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, DatabaseCatalogue, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load sorts on disk, because its rows do not fit into work_mem.",
            Why = """
                The rows are written to temporary files and read again, at each execution: the statement is slower by the disk, and takes
                its bandwidth from all others.
                """,
            How = """
                The plan of the statement with real parameter values shows a sort (or incremental sort) that used disk, and the sort alone
                has at least 1 % of the database's execution time under load. What it needs in memory is three times what it took on disk.
                PostgreSQL manual, 14.1 (Using EXPLAIN), 20.4.1 (work_mem).
                """,
            Cure = """
                First an index in the order of the sort, where a limit stops after a few rows (unindexed-sort says which); else work_mem for
                the statement or its role.
                """,
            Silence = "Sorts in memory, sorts that spill in statements with little load, and plans that were not executed.",
        },
        Detect);

    /// <summary>Whether a node sorted on disk.</summary>
    internal static bool IsSpilled(PlanNode node) => IsSort(node) && node.DiskUsage is not null;

    private static bool IsSort(PlanNode node) => node.NodeType is "Sort" or "Incremental Sort";

    private static Outcome Detect(
        StatementPlans plans, DatabaseCatalogue? catalogue, StatementStatistics? statements, EndpointStatements? endpoints)
    {
        var audit = new PlanAudit(Id, plans, statements, endpoints);
        return audit.Of(
            (plan, sample) => sample.Root.Descendants().Where(IsSpilled).MaxBy(node => node.DiskUsage!.Value.Value) is { } sort
                ? [SightingOf(plan, sample, sort, catalogue, audit.Load(plan))]
                : [],
            IsSort);
    }

    private static Sighting SightingOf(
        StatementPlan plan, PlanSample sample, PlanNode sort, DatabaseCatalogue? catalogue, StatementMetrics? load)
    {
        var disk = sort.DiskUsage!.Value.Value;
        var order = catalogue is null ? null : OrderOf(sort, catalogue);
        var spilled = sample.Root.Descendants().Where(IsSpilled);
        return new Sighting
        {
            Key = plan.StatementId,
            Plan = plan,
            Table = order?.Table,
            Columns = order?.Columns ?? [],
            Title = $"{Sighting.Named(plan.Query)} sorts on disk",
            Explanation = "The rows of the sort do not fit into work_mem, so they go through temporary files at each execution."
                + (order is null
                    ? ""
                    : $" All keys are columns of {order.Table}: where a limit stops after a few rows, "
                        + $"an index on {string.Join(", ", order.Columns)} comes before more memory."),
            Facts =
            [
                new Fact("disk that the sort used", disk, "bytes"),
                new Fact("rows sorted", PlanTree.Input(sort) is { } input ? PlanTree.Rows(input) : PlanTree.Rows(sort), "rows"),
                .. WorkMemory.FactsOf(load),
            ],
            Remedies = WorkMemory.Remedies(disk * WorkMemory.MemoryPerSpilledByte, load?.Roles ?? []),
            NotTried = "the statement with more work_mem",
            Saves = spilled.Sum(node => PlanTree.OwnPart(node, sample) ?? 0) is var part and > 0 ? Math.Min(1, part) : null,
            Weight = disk,
        };
    }

    private sealed record Order(string Table, IReadOnlyList<string> Columns);

    private static Order? OrderOf(PlanNode sort, DatabaseCatalogue catalogue) =>
        (from scan in sort.Descendants()
         let table = PlanTree.TableOf(scan, catalogue)
         where table is not null
         let keys = sort.SortKeys.Select(key => Condition.SortKey(key, table, scan.Alias)?.Column).ToList()
         where keys.Count > 0 && !keys.Contains(null)
         select new Order(PlanTree.Name(table), [.. keys.OfType<string>()])).FirstOrDefault();
}
