using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A bitmap of rows that has no room for them remembers whole pages: <c>Heap Blocks: exact=700 lossy=5200; Rows Removed by Index Recheck:
/// 400000</c>.
/// </summary>
public static class LossyBitmap
{
    private const string Id = "lossy-bitmap";

    /// <summary>Fewer rows checked in vain are no burden.</summary>
    private const double WastefulRows = 1000;

    /// <summary>
    /// Memory of a page in a bitmap, in bytes. <b>Source:</b> tidbitmap.c, tbm_calculate_entries: an entry of 48 bytes and two pointers;
    /// hash tables double as they grow, so twice as much.
    /// </summary>
    private const double BytesPerPage = 128;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load reads whole pages for the rows that its index found, because the bitmap of rows "
                + "does not fit into work_mem.",
            Why = "The index found the rows, but all others on their pages are read and checked too.",
            How = """
                The plan with real parameter values shows a bitmap heap scan with lossy pages that throws away more rows by its recheck than
                it returns, and more than 1,000; the scan has at least 1 % of the database's execution time under load. PostgreSQL manual,
                14.1 (Using EXPLAIN), 20.4.1 (work_mem).
                """,
            Cure = "work_mem for the statement or its role; or an index whose columns find fewer rows.",
            Silence = "Rechecks of exact bitmaps (indexes that only narrow down, such as GIN and GiST), and lossy pages whose "
                + "rows are nearly all wanted.",
        },
        Detect);

    private static Outcome Detect(StatementPlans plans, StatementStatistics? statements, EndpointStatements? endpoints)
    {
        var audit = new PlanAudit(Id, plans, statements, endpoints);
        return audit.Of(
            (plan, sample) => sample.Root.Descendants()
                .Where(IsLossy)
                .Select(scan => SightingOf(plan, sample, scan, audit.Load(plan)))
                .Take(1),
            node => node.NodeType == "Bitmap Heap Scan");
    }

    private static double Removed(PlanNode scan) => (scan.RowsRemovedByRecheck ?? 0) * (scan.ActualLoops ?? 1);

    private static bool IsLossy(PlanNode scan) =>
        scan.LossyPages > 0 && Removed(scan) > WastefulRows && Removed(scan) > PlanTree.Rows(scan);

    private static Sighting SightingOf(StatementPlan plan, PlanSample sample, PlanNode scan, StatementMetrics? load)
    {
        var pages = scan.LossyPages!.Value + (scan.ExactPages ?? 0);
        return new Sighting
        {
            Key = plan.StatementId,
            Plan = plan,
            Table = scan.Schema is null or "public" ? scan.Relation : $"{scan.Schema}.{scan.Relation}",
            Title = $"{Sighting.Named(plan.Query)} reads whole pages because its bitmap of rows does not fit into work_mem",
            Explanation = "The index tells the rows, the bitmap has room for pages alone, so that every row on them is checked again.",
            Facts =
            [
                new Fact("rows checked in vain", Removed(scan), "rows"),
                new Fact("rows returned by the scan", PlanTree.Rows(scan), "rows"),
                new Fact("pages read whole", scan.LossyPages.Value, "pages"),
            ],
            Remedies = WorkMemory.Remedies(pages * BytesPerPage, load?.Roles ?? []),
            NotTried = "the statement with more work_mem",
            Saves = PlanTree.OwnPart(scan, sample),
            Weight = Removed(scan),
        };
    }
}
