using Headroom.Analyze.Shortlist;
using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Shortlist;

public sealed class IndexLadderTests
{
    private const string Query = "SELECT * FROM t WHERE a = $1";

    [Theory]
    [InlineData("public.t (a, b, c, at DESC)", "t.at DESC")]
    [InlineData("public.t (a, b, c, at DESC, place)", "t.at DESC", "t.place")]
    public void An_order_follows_three_equalities(string shape, params string[] sort) =>
        Shapes("((t.a = $1) AND (t.b = $2) AND (t.c = $3))", sort).ShouldContain(shape);

    [Fact]
    public void A_range_follows_three_equalities() =>
        Shapes("((t.a = $1) AND (t.b = $2) AND (t.c = $3) AND (t.at > $4))").ShouldContain("public.t (a, b, c, at)");

    [Fact]
    public void Four_equalities_alone_are_too_many() =>
        Shapes("((t.a = $1) AND (t.b = $2) AND (t.c = $3) AND (t.place = $4))").ShouldNotContain("public.t (a, b, c, place)");

    [Theory]
    [InlineData("((t.a = $1) AND (t.state = 'open'::text) AND (t.title = $2))", "public.t (a, title)")]
    [InlineData("((t.a = $1) AND (t.b = $2) AND (t.c = $3))", "public.t (a, c)")]
    [InlineData("((t.a = $1) AND (t.b = $2) AND (t.c = $3))", "public.t (b, c)")]
    public void Two_of_three_equalities_are_enough(string filter, string shape) => Shapes(filter).ShouldContain(shape);

    [Theory]
    [InlineData(3, false)]
    [InlineData(5, true)]
    public void A_pair_with_few_values_is_left_out(int values, bool proposed) =>
        Of(With(("b", 2), ("c", values)), "((t.a = $1) AND (t.b = $2) AND (t.c = $3))").Contains("public.t (b, c)").ShouldBe(proposed);

    [Theory]
    [InlineData("((t.a = ANY ($1)) AND (t.at >= $2))", "public.t (a, at)")]
    [InlineData("((t.c = $3) AND (t.a = ANY ($1)) AND (t.at >= $2))", "public.t (c, a, at)")]
    [InlineData("(t.a = ANY ($1))", "public.t (a, at DESC)")]
    [InlineData("((t.a >= $1) AND (t.a <= $2) AND (t.b >= $3) AND (t.b <= $4))", "public.t (a, b)")]
    public void A_list_or_a_range_precedes_a_range_below_a_limit(string filter, string shape) => Shapes(filter, "t.at DESC").ShouldContain(shape);

    [Theory]
    [InlineData("(t.a = 42)")]
    [InlineData("(t.a <> 42)")]
    [InlineData("(t.a > 42)")]
    [InlineData("(t.at >= '2024-06-01 00:00:00'::timestamp without time zone)")]
    [InlineData("(t.at = '2024-06-01 00:00:00'::timestamp without time zone)")]
    public void An_id_or_a_time_is_no_predicate(string filter) => Shapes(filter, "t.at DESC").ShouldNotContain(shape => shape.Contains("WHERE"));

    [Fact]
    public void An_id_in_the_text_is_a_key() => Shapes("(t.a = 42)", "t.at DESC").ShouldContain("public.t (a, at DESC)");

    [Theory]
    [InlineData(49, true)]
    [InlineData(50, false)]
    public void A_constant_of_a_column_with_few_values_is_a_predicate(int values, bool proposed) =>
        Of(With(("b", values)), "((t.a = $1) AND (t.b = 3))").Contains("public.t (a) WHERE b = 3").ShouldBe(proposed);

    [Fact]
    public void A_foreign_key_is_no_predicate_however_few_values_it_has()
    {
        var catalogue = With(("b", 5)) with { ForeignKeys = [new ForeignKeyFacts("public", "t", "t_b_fkey", ["b"], "u", ["id"])] };

        Of(catalogue, "((t.a = $1) AND (t.b = 3))").ShouldNotContain(shape => shape.Contains("WHERE"));
    }

    [Theory]
    [InlineData("public.t (a) WHERE state = 'open'")]
    [InlineData("public.t (a) WHERE title IS NULL")]
    [InlineData("public.t (a) WHERE state = 'open' AND title IS NULL")]
    public void Constants_are_predicates_together_and_each_alone(string shape) =>
        Shapes("((t.title IS NULL) AND (t.a = $1) AND (t.state = 'open'::text))").ShouldContain(shape);

    [Theory]
    [InlineData(100_000, true)]
    [InlineData(100_001, false)]
    public void Two_columns_compared_are_a_predicate_that_leaves_half_out(int rows, bool proposed)
    {
        var plan = Scan("t", rows, 200_000 - rows, "(t.a < t.b)") with { Alias = "t" };

        IndexCandidates.Of(Plans((Query, plan)), With()).Select(c => c.Shape).Contains("public.t (a) WHERE a < b").ShouldBe(proposed);
    }

    private static List<string> Shapes(string filter, params string[] sort) => Of(With(), filter, sort);

    private static List<string> Of(DatabaseCatalogue catalogue, string filter, params string[] sort)
    {
        var scan = Scan("t", 5_000, 195_000, filter) with { Alias = "t" };
        var plan = sort.Length == 0 ? scan : Node("Limit", 20, Node("Sort", 20, scan) with { SortKeys = sort });
        return [.. IndexCandidates.Of(Plans((Query, plan)), catalogue).Select(candidate => candidate.Shape)];
    }

    private static DatabaseCatalogue With(params (string Column, double Values)[] known) => Catalogue([Table([.. known])]);

    private static TableFacts Table(IReadOnlyList<(string Column, double Values)> known) => new()
    {
        Schema = "public",
        Name = "t",
        Rows = 200_000,
        Pages = 3_000,
        Size = new Bytes(24_000_000),
        Columns =
        [
            .. from column in (string[])["a", "b", "c", "state", "title", "at", "place"]
               let type = column switch { "state" or "title" or "place" => "text", "at" => "timestamp without time zone", _ => "bigint" }
               let values = known.Where(one => one.Column == column).Select(one => (double?)one.Values).FirstOrDefault()
               select new ColumnFacts(column, type, false, values, null),
        ],
    };
}
