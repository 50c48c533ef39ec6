using Headroom.Model.Evidence;
using Headroom.Tests.Unit.Analyze;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model.Evidence;

public sealed class PartitionTreeTests
{
    private static readonly TableFacts Visits = Given.Table("visits", 600, "id") with { IsPartitioned = true };

    private static readonly TableFacts Old = Visits with { Schema = "archive", Name = "old", IsPartition = true, Parent = "visits" };

    private static readonly TableFacts January = Old with { Name = "january", IsPartitioned = false, Parent = "archive.old" };

    private static readonly TableFacts Now = January with { Schema = "public", Name = "now", Parent = "visits" };

    private static readonly TableFacts Other = Given.Table("other", 600, "id");

    private static readonly DatabaseCatalogue Known = Given.Catalogue([January, Old, Now, Other, Visits]);

    [Fact]
    public void The_root_of_a_partition_of_a_partition_is_the_whole_table()
    {
        PartitionTree.RootOf(January, Known).ShouldBe(Visits);
        PartitionTree.RootOf(Old, Known).ShouldBe(Visits);
        PartitionTree.RootOf(Visits, Known).ShouldBe(Visits);
    }

    [Fact]
    public void A_table_without_partitions_is_its_own_root_and_leaf()
    {
        PartitionTree.RootOf(Other, Known).ShouldBe(Other);
        PartitionTree.LeavesOf(Other, Known).ShouldBe([Other]);
        PartitionTree.PartsOf(Other, Known).ShouldBeEmpty();
    }

    [Fact]
    public void A_partition_whose_table_is_not_known_stands_for_itself() =>
        PartitionTree.RootOf(Now, Given.Catalogue([Now])).ShouldBe(Now);

    [Fact]
    public void Leaves_hold_the_rows_and_each_is_told_once()
    {
        PartitionTree.PartsOf(Visits, Known).ShouldBe([Old, Now]);
        PartitionTree.LeavesOf(Visits, Known).ShouldBe([January, Now]);
    }
}
