using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class StatementSpillTests
{
    private const string Query = "WITH recent AS MATERIALIZED (SELECT id FROM orders) SELECT count(*) FROM recent";

    private static PlanNode Quiet => Node("Aggregate", 1, Node("CTE Scan", 60_000));

    [Fact]
    public void Finds_temporary_files_that_no_plan_explains()
    {
        var finding = One(StatementSpill.Detector, Evidence(Quiet));

        finding.Fingerprint.ShouldBe($"statement-spill:{StatementText.IdOf(Query)}");
        finding.Confidence.ShouldBe(Confidence.Medium);
        finding.Remedies[0].Up.ShouldBe("ALTER ROLE \"app\" SET work_mem = '16MB';");
        finding.Endpoints.ShouldBe(["GET /things"]);
        finding.Effect.ShouldBe(new Effect.Unknown("the statement with more work_mem"));
    }

    [Fact]
    public void Names_the_node_that_writes_them() =>
        One(StatementSpill.Detector, Evidence(Node("Aggregate", 1, Node("CTE Scan", 60_000) with { TempBlocksWritten = 600 }) with { TempBlocksWritten = 600 })).Explanation.ShouldContain("CTE Scan");

    [Fact]
    public void Vanishes_when_nothing_is_written() => StatementSpill.Detector.Run(Evidence(Quiet, blocks: 0)).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_where_a_sort_or_a_hash_of_the_plan_explains_them()
    {
        StatementSpill.Detector.Run(Evidence(Node("Sort", 10) with { DiskUsage = new Bytes(1) })).ShouldBeOfType<Outcome.Clean>();
        StatementSpill.Detector.Run(Evidence(Node("Hash", 10) with { HashBatches = 2, TempBlocksWritten = 3 })).ShouldBeOfType<Outcome.Clean>();
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public void Wants_a_block_a_call(long blocks, bool found) =>
        StatementSpill.Detector.Run(Evidence(Quiet, blocks)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        StatementSpill.Detector.Run(Evidence(Quiet, share: share)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(StatementSpill.Detector, Evidence(Quiet, 900_000, 0.9)).Fingerprint.ShouldBe(One(StatementSpill.Detector, Evidence(Quiet)).Fingerprint);

    [Fact]
    public void Plans_need_not_be_known() => StatementSpill.Detector.Run(Without(Evidence(Quiet), StatementPlans.Kind)).ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void Missing_evidence_is_not_run() => StatementSpill.Detector.Run(Without(Evidence(Quiet), StatementStatistics.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static EvidenceSet Evidence(PlanNode root, long blocks = 80_000, double share = 0.5)
    {
        var set = Given.Planned(Query, root, Given.Catalogue([]), share);
        var statements = set.Find<StatementStatistics>()!;
        return Set(
            (StatementPlans.Kind, set.Find<StatementPlans>()!),
            (EndpointStatements.Kind, set.Find<EndpointStatements>()!),
            (StatementStatistics.Kind, statements with { Statements = [statements.Statements[0] with { TempBlocksWritten = blocks }, statements.Statements[1]] }));
    }
}
