using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class ExplainTextTests
{
    [Fact]
    public void Each_node_stands_below_its_parent_with_its_conditions()
    {
        var scan = Given.Scan("votes", 3, 997, "(user_id = $1)") with { Schema = "app", Buffers = 12 };
        var sort = Given.Node("Sort", 3, scan) with { SortKeys = ["created_at DESC"], SortMethod = "top-N heapsort" };

        ExplainText.Of(Given.Node("Limit", 3, sort)).ShouldBe(
        [
            "Limit  (rows=3 estimated=3 loops=1)",
            "  Sort  (rows=3 estimated=3 loops=1)",
            "      Sort key: created_at DESC",
            "      Sort method: top-N heapsort",
            "    Seq Scan on app.votes  (rows=3 estimated=3 loops=1 buffers=12)",
            "        Filter: (user_id = $1)",
            "        Rows removed by the filter: 997",
        ]);
    }

    [Fact]
    public void A_plan_that_was_not_executed_says_so()
    {
        var planned = Given.Node("Seq Scan", 5) with { ActualRows = null, ActualLoops = null, TotalCost = 12.5 };

        ExplainText.Of(planned).ShouldBe(["Seq Scan  (planned, not executed: rows=5 cost=12.5)"]);
    }

    [Fact]
    public void A_deep_plan_does_not_leave_the_page()
    {
        var deep = Enumerable.Range(0, 200).Aggregate(Given.Node("Result", 1), (PlanNode below, int _) => Given.Node("Limit", 1, below));

        ExplainText.Of(deep).Max(line => line.Length).ShouldBeLessThan(100);
    }
}
