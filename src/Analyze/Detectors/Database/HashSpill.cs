using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A hash table that does not fit into memory: <c>Hash: Batches: 64</c> below a join, or <c>HashAggregate: Disk Usage: 12000kB</c>.
/// </summary>
public static class HashSpill
{
    private const string Id = "hash-spill";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementPlans, StatementStatistics, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement under load joins or groups by a hash table that goes to disk, because it does not fit into work_mem.",
            Why = "Both sides of the join, or the groups, are written to temporary files and read again, at each execution.",
            How = """
                The plan of the statement with real parameter values shows a hash of more than one batch that wrote temporary blocks, or an
                aggregate that used disk, and the node (with its join) has at least 1 % of the database's execution time under load. What it
                needs in memory is three times what it took on disk. PostgreSQL manual, 14.1 (Using EXPLAIN), 20.4.1 (work_mem,
                hash_mem_multiplier).
                """,
            Cure = "Fewer or narrower rows on the hashed side; else work_mem for the statement or its role.",
            Silence = "Hash tables in memory, those that spill in statements with little load, and plans that were not executed.",
        },
        Detect);

    /// <summary>Whether a node's hash table went to disk.</summary>
    internal static bool IsSpilled(PlanNode node) =>
        (node is { NodeType: "Hash", HashBatches: > 1 } && Written(node) is not <= 0)
        || node is { NodeType: "Aggregate", DiskUsage: not null };

    private static Outcome Detect(StatementPlans plans, StatementStatistics? statements, EndpointStatements? endpoints)
    {
        var audit = new PlanAudit(Id, plans, statements, endpoints);
        return audit.Of(
            (plan, sample) => PlanTree.Walk(sample.Root)
                .Where(place => IsSpilled(place.Node))
                .OrderByDescending(place => Disk(place.Node))
                .Take(1)
                .Select(worst => SightingOf(plan, sample, worst.Node, worst.Above, audit.Load(plan))),
            node => node.NodeType == "Hash" || node is { NodeType: "Aggregate", Strategy: "Hashed" or "Mixed" });
    }

    private static Sighting SightingOf(
        StatementPlan plan, PlanSample sample, PlanNode node, IReadOnlyList<PlanNode> above, StatementMetrics? load)
    {
        var isJoin = node.NodeType == "Hash";
        var working = isJoin && above.Count > 0 ? above[^1] : node;
        return new Sighting
        {
            Key = plan.StatementId,
            Plan = plan,
            Title = $"{Sighting.Named(plan.Query)} {(isJoin ? "joins" : "groups")} by a hash table on disk",
            Explanation = isJoin
                ? "The hashed side of the join does not fit into work_mem, so both sides go through temporary files, batch by batch."
                : "The groups do not fit into work_mem, so rows go through temporary files before they are grouped.",
            Facts =
            [
                new Fact("disk that the hash table used", Disk(node), "bytes"),
                .. isJoin ? [new Fact("batches of the hash table", node.HashBatches!.Value, "batches")] : (Fact[])[],
                .. WorkMemory.FactsOf(load),
            ],
            Remedies = WorkMemory.Remedies(Disk(node) * WorkMemory.MemoryPerSpilledByte, load?.Roles ?? []),
            NotTried = "the statement with more work_mem",
            Saves = PlanTree.OwnPart(working, sample) is { } own
                ? Math.Min(1, own + (isJoin ? PlanTree.OwnPart(node, sample) ?? 0 : 0))
                : null,
            Weight = Disk(node),
        };
    }

    // Of the batches of a hash table the first stays in memory.
    private static double Disk(PlanNode node) => node.NodeType == "Aggregate"
        ? node.DiskUsage!.Value.Value
        : (Written(node) ?? PlanTree.Rows(node) * node.Width / WorkMemory.Page)
            * WorkMemory.Page * node.HashBatches!.Value / (node.HashBatches.Value - 1);

    private static double? Written(PlanNode hash) => hash.TempBlocksWritten - hash.Children.Sum(child => child.TempBlocksWritten ?? 0);
}
