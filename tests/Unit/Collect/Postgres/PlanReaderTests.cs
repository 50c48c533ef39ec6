using System.Text.Json;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Npgsql;
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
    public void Of_what_a_rule_makes_of_a_statement_the_one_plan_is_read() =>
        PlanReader.Read("""["Notify", {"Plan": {"Node Type": "Seq Scan"}}]""", [], executed: false).Root.NodeType.ShouldBe("Seq Scan");

    [Fact]
    public void What_a_rule_makes_of_a_statement_counts_together()
    {
        const string doubled = """
            [{"Plan": {"Node Type": "ModifyTable", "Total Cost": 8, "Actual Loops": 1, "Shared Hit Blocks": 5, "Shared Read Blocks": 2},
              "Execution Time": 1.5},
             {"Plan": {"Node Type": "ModifyTable", "Total Cost": 4, "Actual Loops": 1, "Shared Hit Blocks": 3, "Shared Read Blocks": 0},
              "Execution Time": 2}]
            """;

        var sample = PlanReader.Read(doubled, [], executed: true);

        sample.ExecutionTime.ShouldBe(TimeSpan.FromMilliseconds(3.5));
        (sample.Root.NodeType, sample.Root.Buffers, sample.Root.TotalCost).ShouldBe((PlanNode.Rule, 10, 12));
        sample.Root.ActualLoops.ShouldBe(1);
        sample.Root.ActualTime.ShouldBeNull();
        sample.Root.Children.Select(child => child.Buffers).ShouldBe([7L, 3L]);
    }

    [Theory]
    [InlineData("[\n]")]
    [InlineData("""["Notify"]""")]
    public void A_statement_that_a_rule_rewrites_to_nothing_is_as_one_that_the_server_refuses(string json)
    {
        var refusal = Should.Throw<PostgresException>(() => PlanReader.Read(json, [], executed: true));

        ServerMessage.Of(refusal).ShouldBe("a rule rewrites the statement to nothing that has a plan (0A000)");
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
    [InlineData("state IN ('queued', 'retry')", "(state = ANY ('{queued,retry}'::text[]))", true)]
    [InlineData("state NOT IN ('done', 'void')", "((t.state)::text <> ALL ('{done,void}'::text[]))", true)]
    [InlineData("state IN ('on hold', 'a\"b', 'c\\d')", @"(state = ANY (E'{""on hold"",""a\\""b"",""c\\\\d""}'::text[]))", true)]
    [InlineData("n = -5", "(n = '-5'::integer)", true)]
    [InlineData("n IN (-1, 2)", "(n = ANY ('{-1,2}'::integer[]))", true)]
    [InlineData("state IN ('queued', 'retry')", "(state = ANY ('{queued,sekret}'::text[]))", false)]
    [InlineData("state IN ('queued', 'own')", "(state = ANY ('{queued,own}'::text[]))", false)]
    [InlineData("state IN ('queued', 'mine')", "(state = ANY ('{queued,mine}'::text[]))", false)]
    [InlineData("state IN ('queued', NULL)", "(state = ANY ('{queued,NULL}'::text[]))", false)]
    [InlineData("state = '{}'", "(state = ANY ('{{queued},{queued}}'::text[]))", false)]
    [InlineData("name LIKE ANY (ARRAY['a%', 'b%'])", "(name ~~ ANY ('{a%,b%}'::text[]))", false)]
    [InlineData("n = 5", "(n = '-5'::integer)", false)]
    public void Constants_of_the_statement_are_shown_in_lists_and_with_their_sign(string where, string condition, bool isShown)
    {
        var json = $$$"""[{"Plan": {"Node Type": "Seq Scan", "Filter": {{{JsonSerializer.Serialize(condition)}}} } }]""";
        var constants = StatementConstants.Of($"SELECT * FROM t WHERE {where} AND a = $1");

        var filter = PlanReader.Read(json, ["own", "{\"mine\"}", null], executed: false, constants).Root.Filter!;

        (filter == condition).ShouldBe(isShown);
        filter.Contains("$0", StringComparison.Ordinal).ShouldBe(!isShown);
    }

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

    [Theory]
    [InlineData("(NOT (hashed SubPlan 1))")]
    [InlineData("((SubPlan 17) > 17)")]
    public void The_number_of_a_subplan_is_no_value(string condition) =>
        PlanReader.Redacted(condition, ["1"]).ShouldBe(condition.Replace("> 17", "> $0", StringComparison.Ordinal));

    [Fact]
    public void A_bitmap_a_join_and_what_parallel_processes_used_on_disk_are_read()
    {
        var root = PlanReader.Read(
            """
            [{"Plan": {"Node Type": "Hash Join", "Hash Cond": "(a.id = b.id)", "Join Filter": "((a.x = 5) OR (b.y = 6))", "Plans": [
              {"Node Type": "Sort", "Sort Space Type": "Memory", "Sort Space Used": 99, "Workers": [{"Sort Space Type": "Disk", "Sort Space Used": 20}, {"Sort Space Type": "Disk", "Sort Space Used": 30}]},
              {"Node Type": "Incremental Sort", "Full-sort Groups": {"Sort Space Memory": {"Peak Sort Space Used": 27}}, "Pre-sorted Groups": {"Sort Space Disk": {"Peak Sort Space Used": 40}}},
              {"Node Type": "Aggregate", "Disk Usage": 50},
              {"Node Type": "Bitmap Heap Scan", "Exact Heap Blocks": 3, "Lossy Heap Blocks": 4}]}}]
            """,
            [],
            executed: true).Root;

        (root.JoinCondition, root.JoinFilter).ShouldBe(("(a.id = b.id)", "((a.x = $0) OR (b.y = $0))"));
        root.Children.Select(child => child.DiskUsage?.Value / 1024).ShouldBe([30, 40, 50, null]);
        (root.Children[3].ExactPages, root.Children[3].LossyPages).ShouldBe((3, 4));
    }
}
