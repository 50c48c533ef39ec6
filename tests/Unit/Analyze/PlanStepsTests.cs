using Headroom.Analyze;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze;

/// <summary>What of a plan comes into the result.</summary>
public sealed class PlanStepsTests
{
    private const string Query = "SELECT * FROM orders WHERE customer_id = $1";

    [Fact]
    public void A_step_says_what_it_does_how_and_what_all_its_executions_took()
    {
        var scan = Scan("orders", 3, 997, "(customer_id = $1)").Timed(0.5) with { ActualLoops = 20, Buffers = 640, EstimatedRows = 5 };

        var step = Of(Node("Nested Loop", 60, scan) with { Buffers = 700 }).Steps.ShouldHaveSingleItem();

        step.Does.ShouldBe("Seq Scan on orders");
        step.Details.ShouldBe(["filter: (customer_id = $1)"]);
        step.EstimatedRows.ShouldBe(5);
        step.Buffers.ShouldBe(640);
        new[] { step.Rows, step.Loops, step.RowsRemoved }.ShouldBe(new double?[] { 60, 20, 19_940 });
        step.Time.ShouldBe(TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public void Of_several_sets_of_values_the_one_counts_that_touched_most_buffers()
    {
        var plan = Plans((Query, Node("Limit", 1))).Statements[0];
        PlanSample[] samples = [.. new long[] { 3, 900, 40 }.Select(buffers => new PlanSample(true, null, Node("Limit", 1) with { Buffers = buffers }))];

        PlanSteps.Of(plan with { Samples = samples })!.Buffers.ShouldBe(900);
        PlanSteps.Of(plan with { Samples = [samples[1] with { Executed = false }, samples[0]] })!.Buffers.ShouldBe(3);
    }

    [Fact]
    public void What_was_only_planned_has_no_rows_and_no_time()
    {
        var step = Of(Node("Sort", 40) with { ActualRows = null, ActualLoops = null, SortKeys = ["placed_at DESC", "id"] });

        new[] { step.Rows, step.Loops, step.RowsRemoved }.ShouldAllBe(number => number == null);
        step.Buffers.ShouldBeNull();
        step.Time.ShouldBeNull();
        step.EstimatedRows.ShouldBe(40);
        step.Details.ShouldBe(["sorted by: placed_at DESC, id"]);
    }

    [Fact]
    public void A_condition_that_is_told_twice_is_shown_once_and_a_long_one_is_cut()
    {
        Of(Node("Nested Loop", 1) with { JoinCondition = "(a = b)", JoinFilter = "(a = b)" }).Details.ShouldBe(["join condition: (a = b)"]);
        Of(Scan("orders", 1, 0, new string('x', 5_000))).Details.ShouldHaveSingleItem().Length.ShouldBe(300);
    }

    [Fact]
    public void A_plan_of_very_many_steps_says_how_many_were_left_out()
    {
        var wide = Of(Node("Append", 1, [.. Enumerable.Range(0, 500).Select(part => Scan($"part_{part}", 1, 0, null))]));
        wide.Steps.Count.ShouldBe(59);
        wide.Left.ShouldBe(441);

        var deep = Of(Enumerable.Range(0, 100).Aggregate(Node("Result", 1), (below, _) => Node("Subquery Scan", 1, below)));
        var levels = 1;
        for (; deep.Steps is [var below]; deep = below)
        {
            levels++;
        }

        levels.ShouldBe(16);
        deep.Left.ShouldBe(1);
    }

    [Fact]
    public void Without_a_plan_there_is_no_tree()
    {
        PlanSteps.Of(null).ShouldBeNull();
        PlanSteps.Of(Plans((Query, Node("Limit", 1))).Statements[0] with { Samples = [] }).ShouldBeNull();
    }

    private static PlanStep Of(PlanNode root) => PlanSteps.Of(Plans((Query, root)).Statements[0])!;
}
