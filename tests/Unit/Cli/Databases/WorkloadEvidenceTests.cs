using Headroom.Cli.Databases;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Headroom.Report.Artifacts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Databases;

/// <summary>What a workload did on the clone: what nobody executed has no numbers, and a write counts the rows that it changed.</summary>
public sealed class WorkloadEvidenceTests
{
    private static readonly RequestedStatement Delete = new("id", "DELETE FROM orders WHERE id = $1", 60, [["1"]]);

    private static readonly StatementWork Work = new("id", TimeSpan.FromMilliseconds(2), 12, "ModifyTable");

    [Fact]
    public void A_statement_that_nobody_executed_is_unmeasured()
    {
        var only = Of([], []);

        (only.IsUnmeasured, only.Name, only.Calls).ShouldBe((true, "purge", 60));
        TopStatements.Render(Statistics([], [])).Split('\n')[2].ShouldMatch("^ +- +60 +- +- +- +- +-  id \\[purge\\] ");
    }

    [Fact]
    public void A_statement_that_was_stopped_has_a_bound_for_its_time_and_no_buffers()
    {
        var lines = TopStatements.Render(Statistics([Work with { Time = TimeSpan.FromSeconds(10), Buffers = 0, IsCutShort = true }], [])).Split('\n');

        lines[1].ShouldStartWith("-- >: stopped at the time limit");
        lines[3].ShouldMatch("^ +100.0 % +60 +>600000.0 +>10000.000 +- +- +-  id \\[purge\\] ");
    }

    [Fact]
    public void A_watched_run_names_its_source_and_not_the_query()
    {
        var text = TopStatements.Render(Statistics([Work], []) with { Provenance = "SELECT /* headroom */ s.userid::bigint\nFROM pg_stat_statements s" });

        text.Split('\n')[0].ShouldBe("-- 1 statement, window 3600 s; pg_stat_statements");
    }

    [Fact]
    public void A_write_has_the_rows_that_it_changed()
    {
        var scan = new PlanNode { NodeType = "Index Scan", EstimatedRows = 3, ActualRows = 3, ActualLoops = 1, ParentRelationship = "Outer" };
        var root = new PlanNode { NodeType = "ModifyTable", EstimatedRows = 0, ActualRows = 0, ActualLoops = 1, TempBlocksWritten = 5, Children = [scan] };
        var plan = new StatementPlan { StatementId = "id", Query = Delete.Query, Samples = [new PlanSample(true, TimeSpan.FromMilliseconds(2), root)] };

        var only = Of([Work], [plan]);

        (only.IsUnmeasured, only.Rows, only.Buffers, only.TempBlocksWritten, only.ExecutionTime.TotalMilliseconds).ShouldBe((false, 180, 720, 300, 120));
    }

    [Fact]
    public void A_write_that_a_rule_doubles_has_the_rows_of_both()
    {
        var scan = new PlanNode { NodeType = "Index Scan", EstimatedRows = 3, ActualRows = 3, ActualLoops = 1 };
        var write = new PlanNode { NodeType = "ModifyTable", EstimatedRows = 0, ActualRows = 0, ActualLoops = 1, Children = [scan] };
        var root = write with { NodeType = PlanNode.Rule, Children = [write, write] };
        var sample = new PlanSample(true, TimeSpan.FromMilliseconds(2), root);
        var plan = new StatementPlan { StatementId = "id", Query = Delete.Query, Samples = [sample] };

        Of([Work], [plan]).Rows.ShouldBe(360);
    }

    private static StatementMetrics Of(IReadOnlyList<StatementWork> works, IReadOnlyList<StatementPlan> plans) => Statistics(works, plans).Statements.ShouldHaveSingleItem();

    private static StatementStatistics Statistics(IReadOnlyList<StatementWork> works, IReadOnlyList<StatementPlan> plans) =>
        WorkloadEvidence.Statistics([(Delete, "purge")], works, plans, DateTimeOffset.UnixEpoch, "workload.sql");
}
