using Headroom.Analyze.Derive;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class PlanTreeTests
{
    [Fact]
    public void A_row_that_one_of_three_workers_found_is_one_row()
    {
        var scan = Scan("orders", 0, 50_000, "(token = $1)", "Parallel Seq Scan") with { ActualLoops = 3 };
        var gather = Node("Gather", 1, scan);

        PlanTree.Rows(scan, [gather]).ShouldBe(1);
        PlanTree.Rows(scan, [Node("Gather Merge", 1, scan), Node("Sort", 0, scan) with { ActualLoops = 3 }]).ShouldBe(1);
    }

    [Fact]
    public void Below_a_join_the_rows_of_all_loops_count()
    {
        var scan = Scan("orders", 7, 0, null) with { ActualLoops = 3 };

        PlanTree.Rows(scan, [Node("Gather", 1), Node("Hash Join", 1)]).ShouldBe(21);
        PlanTree.Rows(scan, []).ShouldBe(21);
    }
}
