using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A statement writes temporary files under load, and no sort or hash of its plans explains them: a common table expression, a window, or
/// values that were not seen.
/// </summary>
public static class StatementSpill
{
    private const string Id = "statement-spill";

    /// <summary>Less than this many blocks (8 kB) in the mean of the calls is the rare exception of a statement that fits.</summary>
    private const double FewestBlocks = 1;

    /// <summary>The counter adds up all nodes and all passes over the same rows: memory for twice as much is enough.</summary>
    private const double MemoryPerWrittenByte = 2;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementStatistics, StatementPlans, EndpointStatements>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "A statement writes temporary files under load, other than those of a sort or a hash table that its plan shows.",
            Why = "What does not fit into work_mem is written and read again at each execution.",
            How = """
                pg_stat_statements counts at least one temporary block written a call, the statement has at least 1 % of the database's
                execution time under load, and none of its plans shows a sort or a hash on disk (which sort-spill and hash-spill tell).
                Where a plan shows the node that writes, it is named. PostgreSQL manual, F.32 (pg_stat_statements).
                """,
            Cure = "Fewer or narrower rows in the common table expression or the window; else work_mem for the statement or its role.",
            Silence = "Statements whose spill a plan explains, and those with little load.",
        },
        Detect);

    private static Outcome Detect(StatementStatistics statements, StatementPlans? plans, EndpointStatements? endpoints)
    {
        if (statements.Statements.Count == 0)
        {
            return new Outcome.NotRun("no statement was seen in this database under load: is it the service's?");
        }

        if (statements.Statements.All(statement => statement.IsUnmeasured))
        {
            return new Outcome.NotRun("no statement was executed: whether they spill is not known");
        }

        var shares = new LoadShares(statements, endpoints);
        return Outcome.Of([.. statements.Statements.Index()
            .Where(s => Blocks(s.Item) >= FewestBlocks
                && shares.Of(s.Item.StatementId).Value >= PlanAudit.WorthwhileLoad
                && !IsExplained(s.Item, plans))
            .Select(s => FindingOf(s.Item, s.Index, shares, plans))]);
    }

    private static double Blocks(StatementMetrics statement) => (double)statement.TempBlocksWritten / Math.Max(1, statement.Calls);

    private static IEnumerable<PlanNode> Nodes(StatementMetrics statement, StatementPlans? plans) =>
        plans?.Statements.Where(plan => plan.StatementId == statement.StatementId)
            .SelectMany(plan => plan.Samples)
            .SelectMany(sample => sample.Root.Descendants()) ?? [];

    private static bool IsExplained(StatementMetrics statement, StatementPlans? plans) =>
        Nodes(statement, plans).Any(node => SortSpill.IsSpilled(node) || HashSpill.IsSpilled(node));

    // The lowest node that wrote more than those below it.
    private static PlanNode? Writer(StatementMetrics statement, StatementPlans? plans) =>
        Nodes(statement, plans).LastOrDefault(node => node.TempBlocksWritten > node.Children.Sum(child => child.TempBlocksWritten ?? 0));

    private static Finding FindingOf(StatementMetrics statement, int index, LoadShares shares, StatementPlans? plans)
    {
        var writer = Writer(statement, plans);
        var reached = shares.EndpointsOf(statement.StatementId);
        return new Finding
        {
            Detector = Id,
            Fingerprint = $"{Id}:{statement.StatementId}",
            Severity = Severity.Medium,
            Confidence = writer is null ? Confidence.Medium : Confidence.High,
            Title = $"{Sighting.Named(statement.Query)} writes temporary files",
            Explanation = writer is null
                ? "The server counts temporary blocks for it; the plans at hand do not show where: they were made with other values or "
                    + "another work_mem, or there is none."
                : $"The plan shows that {writer.NodeType} writes them: its rows do not fit into work_mem.",
            Facts =
            [
                new Fact("temporary blocks written a call", Blocks(statement), "blocks/call"),
                .. shares.FactsOf(statement.StatementId),
            ],
            Subject = new Subject
            {
                Endpoint = reached is [var nearest, ..] ? nearest : null,
                Table = StatementText.MainTable(statement.Query),
                StatementId = statement.StatementId,
                Query = statement.Query,
            },
            Endpoints = reached,
            Evidence = [$"evidence/statements.json#/statements/{index}"],
            Remedies = WorkMemory.Remedies(Blocks(statement) * WorkMemory.Page * MemoryPerWrittenByte, statement.Roles),
            Effect = new Effect.Unknown("the statement with more work_mem"),
        };
    }
}
