using Headroom.Analyze.Shortlist;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Shortlist;

/// <summary>Above an Append the server prints the alias of the partitioned table, below it those of its partitions.</summary>
public sealed class PartitionNeedsTests
{
    private const string Query = "SELECT * FROM p WHERE a = $1";

    private static readonly TableFacts Parent = Table("parts", 200_000, "a", "b", "seen_at") with { IsPartitioned = true };

    private static readonly DatabaseCatalogue Known = Catalogue(
    [
        Parent, Table("other", 200_000, "a", "b", "seen_at"), Table("more", 200_000, "a", "b", "seen_at"),
        .. from name in (string[])["parts_1", "parts_2"]
           select Parent with { Name = name, IsPartitioned = false, IsPartition = true, Parent = "parts" },
    ]);

    [Theory]
    [InlineData("p.seen_at DESC", "public.parts (a, seen_at DESC)")]
    [InlineData("p.b", "public.parts (a, b)")]
    public void A_sort_above_an_append_is_one_of_the_partitions(string key, string shape) =>
        Shapes(Sorted(Append("p", 1, "(p_{0}.a = $1)"), key)).ShouldContain(shape);

    [Fact]
    public void A_merge_of_partitions_has_its_order_itself() =>
        Shapes(Node("Limit", 20, Append("p", 1, "(p_{0}.a = $1)") with { NodeType = "Merge Append", SortKeys = ["p.b DESC"] }))
            .ShouldContain("public.parts (a, b DESC)");

    [Fact]
    public void A_join_above_an_append_is_one_of_the_partitions() =>
        Shapes(Node("Hash Join", 10, Append("p", 1, null), Node("Hash", 1, Scan("s", 1, 0, null))) with { JoinCondition = "(p.b = s.id)" })
            .ShouldContain("public.parts (b)");

    [Fact]
    public void A_group_above_an_append_is_one_of_the_partitions() =>
        Shapes(Node("Aggregate", 10, Append("p", 1, null)) with { GroupKeys = ["p.a"], Output = ["p.a", "max(p.seen_at)"] })
            .ShouldContain("public.parts (a, seen_at)");

    [Fact]
    public void The_greatest_value_above_an_append_is_at_the_end_of_each_partitions_index() =>
        Shapes(Node("Aggregate", 1, Append("p", 1, null)) with { Output = ["max(p.b)"] }).ShouldBe(["public.parts (b)"]);

    [Fact]
    public void Tables_that_inherit_have_an_index_each() =>
        Shapes(Sorted(Node("Append", 9, Part("other", "o_1", null), Part("more", "o_2", null)), "o.b"))
            .ShouldBe(["public.other (b)", "public.more (b)"], ignoreOrder: true);

    [Fact]
    public void A_join_of_a_partitioned_table_with_itself_does_not_say_which_is_meant() =>
        Shapes(Joined(Node("Hash", 10, Append("p", 4, null)))).ShouldBeEmpty();

    [Fact]
    public void A_node_between_the_join_and_the_append_says_which_is_meant() =>
        Shapes(Joined(Node("Hash", 10, Append("p", 4, null)) with { Output = ["p_1.b"] })).ShouldBe(["public.parts (b)"]);

    [Theory]
    [InlineData("parts_1", "parts_1")]
    [InlineData("other", "parts_1")]
    public void The_arms_of_a_union_are_no_partitions_of_one_table(string first, string second) =>
        Shapes(Sorted(Node("Append", 9, Part(first, "p_1", null), Part(second, "p_2", null)), "p.b")).ShouldBeEmpty();

    private static PlanNode Sorted(PlanNode input, string key) => Node("Limit", 20, Node("Sort", 20, input) with { SortKeys = [key] });

    private static PlanNode Joined(PlanNode inner) =>
        Node("Hash Join", 10, Append("p", 2, null), inner) with { JoinCondition = "(p.a = p_1.b)", Output = ["p.a"] };

    private static PlanNode Append(string alias, int from, string? filter) => Node(
        "Append",
        10,
        Part("parts_1", $"{alias}_{from}", filter?.Replace("{0}", $"{from}")),
        Part("parts_2", $"{alias}_{from + 1}", filter?.Replace("{0}", $"{from + 1}")));

    private static PlanNode Part(string table, string alias, string? filter) => Scan(table, 5_000, 95_000, filter) with { Alias = alias };

    private static IEnumerable<string> Shapes(PlanNode plan) =>
        IndexCandidates.Of(Plans((Query, plan)), Known).Where(c => c.Indexes is [{ Included.Count: 0 }]).Select(c => c.Shape);
}
