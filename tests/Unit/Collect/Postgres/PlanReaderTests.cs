using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class PlanReaderTests
{
    private const string Nested = """
        [{"Plan": {"Node Type": "Limit", "Plan Rows": 20, "Total Cost": 812.5, "Actual Rows": 20.00, "Actual Loops": 1, "Shared Hit Blocks": 40, "Shared Read Blocks": 2,
          "Plans": [{"Node Type": "Sort", "Parent Relationship": "Outer", "Sort Key": ["c.created_at DESC", "(c.score + 4711)"], "Presorted Key": ["c.created_at DESC"],
            "Actual Rows": 9.00, "Actual Loops": 3,
            "Plans": [{"Node Type": "Index Scan", "Schema": "public", "Relation Name": "clips", "Alias": "c", "Index Name": "clips_pkey", "Scan Direction": "Backward",
              "Index Cond": "(c.user_id = '4711'::bigint)", "Filter": "((c.title = 'sekret'::text) AND (c.state = 'open'::text))", "Rows Removed by Filter": 7.5}]}]},
          "Execution Time": 12.5}]
        """;

    [Fact]
    public void Nodes_are_read_as_deep_as_they_are_nested()
    {
        var sample = PlanReader.Read(Nested, ["4711", "sekret"], executed: true);

        sample.Executed.ShouldBeTrue();
        sample.ExecutionTime.ShouldBe(TimeSpan.FromMilliseconds(12.5));
        sample.Root.NodeType.ShouldBe("Limit");
        sample.Root.Buffers.ShouldBe(42);
        var scan = sample.Root.Children.ShouldHaveSingleItem().Children.ShouldHaveSingleItem();
        (scan.Schema, scan.Relation, scan.Alias, scan.Index, scan.Backward).ShouldBe(("public", "clips", "c", "clips_pkey", true));
        scan.RowsRemoved.ShouldBe(7.5);
        scan.ActualRows.ShouldBeNull();
        scan.Buffers.ShouldBeNull();
    }

    [Fact]
    public void Rows_with_a_fraction_as_version_18_prints_them_are_read()
    {
        var sort = PlanReader.Read(Nested, [], executed: true).Root.Children[0];

        (sort.ActualRows, sort.ActualLoops).ShouldBe((9d, 3d));
    }

    [Fact]
    public void No_value_stays_in_a_condition_nor_in_a_sort_key()
    {
        var sort = PlanReader.Read(Nested, ["4711", "sekret"], executed: true).Root.Children[0];

        sort.SortKeys.ShouldBe(["c.created_at DESC", "(c.score + $1)"]);
        sort.Children[0].IndexCondition.ShouldBe("(c.user_id = $1::bigint)");
        sort.Children[0].Filter.ShouldBe("((c.title = $2::text) AND (c.state = $0::text))");
    }

    [Fact]
    public void A_plan_that_was_not_executed_has_no_time() => PlanReader.Read(Nested, [], executed: false).ExecutionTime.ShouldBeNull();

    [Theory]
    [InlineData("(name = 'O''Brien'::text)", "(name = $1::text)")]
    [InlineData("(id = 17)", "(id = $2)")]
    [InlineData("(id = 18)", "(id = $0)")]
    [InlineData("(tags = '{a,b}'::text[])", "(tags = $0::text[])")]
    [InlineData("(path ~~ E'a\\'b%'::text)", "(path ~~ ($0 || '%')::text)")]
    [InlineData("(\"17\" = b.user_17)", "(\"17\" = b.user_17)")]
    [InlineData("(deleted_at IS NULL)", "(deleted_at IS NULL)")]
    [InlineData("(id = $1)", "(id = $1)")]
    public void A_literal_becomes_the_number_of_its_value_or_zero(string condition, string redacted) =>
        PlanReader.Redacted(condition, ["O'Brien", "17", null]).ShouldBe(redacted);

    [Theory]
    [InlineData("(name ~~ 'abc%'::text)", "(name ~~ ($1 || '%')::text)")]
    [InlineData("((name)::text ~~ 'abc%'::text)", "((name)::text ~~ ($1 || '%')::text)")]
    [InlineData("(name ~~* '%abc'::text)", "(name ~~* ('%' || $2)::text)")]
    [InlineData("(name !~~ '%own%'::text)", "(name !~~ ('%' || $0 || '%')::text)")]
    [InlineData("(name !~~* '_own'::text)", "(name !~~* ('%' || $0)::text)")]
    [InlineData("(name ~~ 'a%c'::text)", "(name ~~ $0::text)")]
    [InlineData(@"(name ~~ 'a\%'::text)", "(name ~~ $0::text)")]
    [InlineData(@"(name ~~ E'ab\\%'::text)", "(name ~~ $0::text)")]
    [InlineData("(name ~~ ANY ('{abc%,b%}'::text[]))", "(name ~~ ANY ($0::text[]))")]
    [InlineData("(name ~~ $1)", "(name ~~ $1)")]
    [InlineData("(name ~~ ($1 || '%'::text))", "(name ~~ ($1 || '%'::text))")]
    [InlineData("(name ~~ (('%'::text || $1) || '%'::text))", "(name ~~ (('%'::text || $1) || '%'::text))")]
    [InlineData("(name = '%'::text)", "(name = $0::text)")]
    [InlineData("(name ~ 'abc%'::text)", "(name ~ $1::text)")]
    public void The_shape_of_a_pattern_stays_visible_without_its_value(string condition, string redacted) =>
        PlanReader.Redacted(condition, ["abc%", "%abc"]).ShouldBe(redacted);

    [Fact]
    public void What_is_redacted_stays_as_it_is_when_it_is_redacted_again() =>
        PlanReader.Redacted("(name ~~ ('%' || $1 || '%')::text)", ["%"]).ShouldBe("(name ~~ ('%' || $1 || '%')::text)");
}
