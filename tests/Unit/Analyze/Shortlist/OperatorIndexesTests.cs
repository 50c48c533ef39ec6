using Headroom.Analyze.Derive;
using Headroom.Analyze.Shortlist;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Shortlist;

public sealed class OperatorIndexesTests
{
    [Theory]
    [InlineData("geometry(Point,4326)", "&&", "public.t USING gist (v)")]
    [InlineData("extensions.geography", "&&", "public.t USING gist (v)")]
    [InlineData("cube", "@>", "public.t USING gist (v)")]
    [InlineData("extensions.ltree", "<@", "public.t USING gist (v)")]
    [InlineData("int4multirange", "@>", "public.t USING gist (v)")]
    [InlineData("text[]", "<@", "public.t USING gin (v)")]
    [InlineData("character varying(20)[]", "&&", "public.t USING gin (v)")]
    [InlineData("int4range[]", "&&", "public.t USING gin (v)")]
    [InlineData("geometry(Point,4326)[]", "&&", "public.t USING gin (v)")]
    [InlineData("tsvector", "@@", "public.t USING gin (v)")]
    [InlineData("jsonb", "@>", "public.t USING gin (v jsonb_path_ops)")]
    [InlineData("jsonb", "?", "public.t USING gin (v)")]
    public void Each_type_has_the_index_that_serves_it(string type, string match, string shape) =>
        Of(type, match).ShouldNotBeNull().Shape.ShouldBe(shape);

    [Theory]
    [InlineData("jsonb", "<@")]
    [InlineData("text", "@@")]
    [InlineData("character varying(80)", "@@")]
    public void What_no_index_serves_has_none(string type, string match) => Of(type, match).ShouldBeNull();

    [Theory]
    [InlineData("public.geometry(Point,4326)", true)]
    [InlineData("point", true)]
    [InlineData("bigint", false)]
    public void The_nearest_figure_is_found_by_a_tree(string type, bool found) =>
        (new OperatorIndexes(With(type), Catalogue([])).Nearest(Term) is not null).ShouldBe(found);

    private static readonly IndexTerm Term = new("v", "v", TermShape.Column, ["v"]);

    private static TableFacts With(string type) => Table("t", 90_000, "id") with { Columns = [new ColumnFacts("v", type, false, null, null)] };

    private static IndexDefinition? Of(string type, string match) =>
        new OperatorIndexes(With(type), Catalogue([])).Matched(Term, [new Predicate(Term, PredicateKind.Match, match)]);
}
