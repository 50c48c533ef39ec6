using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class ConditionTests
{
    private static readonly TableFacts Table = Given.Table(
        "clips", 100_000, "id", "user_id", "created_at", "name", "hidden", "User Id", "time", "zone");

    private static List<(string, PredicateKind)> Read(string condition) =>
        [.. Condition.Predicates(condition, Table, "clips").Select(predicate => (predicate.Column, predicate.Kind))];

    private static string Quoted(string column) => Sql.Readable(column);

    [Theory]
    [InlineData("(user_id = $1)", "user_id", PredicateKind.Equal)]
    [InlineData("(clips.user_id = $1)", "user_id", PredicateKind.Equal)]
    [InlineData("(\"User Id\" = $1)", "User Id", PredicateKind.Equal)]
    [InlineData("($1 = user_id)", "user_id", PredicateKind.Equal)]
    [InlineData("(user_id = ANY ($1::bigint[]))", "user_id", PredicateKind.AnyOf)]
    [InlineData("(user_id = u.id)", "user_id", PredicateKind.Equal)]
    [InlineData("((name)::text = $1::text)", "name", PredicateKind.Equal)]
    [InlineData("(created_at >= $1::timestamp with time zone)", "created_at", PredicateKind.Range)]
    [InlineData("(created_at >= ($1)::timestamp(3) with time zone)", "created_at", PredicateKind.Range)]
    [InlineData("(clips.\"time\" >= ($1)::time without time zone)", "time", PredicateKind.Range)]
    [InlineData("(name = ($1)::public.zone)", "name", PredicateKind.Equal)]
    [InlineData("(created_at < (now() - $1::interval))", "created_at", PredicateKind.Range)]
    [InlineData("(clips.name OPERATOR(extensions.=) ($1)::extensions.citext)", "name", PredicateKind.Equal)]
    [InlineData("(name OPERATOR(\"My Types\".@>) $1)", "name", PredicateKind.Match)]
    [InlineData("($1 OPERATOR(extensions.>=) name)", "name", PredicateKind.Range)]
    [InlineData("(name IS NULL)", "name", PredicateKind.IsNull)]
    [InlineData("(name IS NOT NULL)", "name", PredicateKind.IsNotNull)]
    [InlineData("hidden", "hidden", PredicateKind.IsTrue)]
    [InlineData("(NOT hidden)", "hidden", PredicateKind.IsFalse)]
    public void Reads_a_predicate(string condition, string column, PredicateKind kind) =>
        Read(condition).ShouldBe([(Quoted(column), kind)]);

    [Theory]
    [InlineData("((user_id = $1) OR (id = $2))")]
    [InlineData("(user_id = id)")]
    [InlineData("(user_id = (id + 1))")]
    [InlineData("(other.user_id = $1)")]
    [InlineData("(user_id <> $1)")]
    [InlineData("(user_id <> ALL ($1))")]
    [InlineData("(hashed SubPlan 1)")]
    [InlineData("")]
    [InlineData("(((")]
    [InlineData("= = =")]
    public void Leaves_out_what_it_does_not_understand(string condition) => Condition.Predicates(condition, Table, "clips").ShouldBeEmpty();

    [Theory]
    [InlineData("($1)::timestamp with time zone", "")]
    [InlineData("($1)::timestamp(3) without time zone", "")]
    [InlineData("($1)::public.zone", "")]
    [InlineData("((clips.zone)::text || ($1)::character varying(20))", "zone")]
    public void The_words_of_a_type_are_no_columns(string part, string columns) =>
        ConditionParts.ColumnsIn([.. StatementText.Tokens(part)], Table, "clips").Select(column => column.Name)
            .ShouldBe(columns.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void An_operator_of_another_schema_compares_as_the_operator_itself()
    {
        SqlToken[] part = [.. StatementText.Tokens("((clips.created_at)::date OPERATOR(extensions.>=) ($1)::extensions.day)")];

        var comparison = ConditionParts.Compared(part).ShouldNotBeNull();

        comparison.Operator.ShouldBe(">=");
        ConditionParts.Text(comparison.Left).ShouldBe("(clips.created_at)::date");
        ConditionParts.Text(comparison.Right).ShouldBe("($1)::extensions.day");
    }

    [Fact]
    public void Takes_every_part_of_a_conjunction() =>
        Read("((name IS NULL) AND (user_id = $1) AND ((id > $2) AND (lower(name) = 'x'::text)))").ShouldBe(
            [("name", PredicateKind.IsNull), ("user_id", PredicateKind.Equal), ("id", PredicateKind.Range), ("lower(name)", PredicateKind.Equal)]);

    [Theory]
    [InlineData("(lower(name) = $1)", "lower(name)", TermShape.Expression)]
    [InlineData("(lower((clips.name)::text) = $1::text)", "lower(name)", TermShape.Expression)]
    [InlineData("((name ->> 'email'::text) = $1)", "name ->> 'email'", TermShape.Expression)]
    [InlineData("((user_id)::numeric = $1)", "(user_id)::numeric", TermShape.Cast)]
    [InlineData("(date_trunc('day'::text, clips.created_at) = $1)", "date_trunc('day', created_at)", TermShape.Rewritable)]
    [InlineData("((clips.user_id + 1) = $1)", "user_id + 1", TermShape.Arithmetic)]
    public void Reads_an_expression_without_the_alias_and_the_casts_of_literals(string condition, string text, TermShape shape)
    {
        var term = Condition.Predicates(condition, Table, "clips").ShouldHaveSingleItem().Term;

        term.Text.ShouldBe(text);
        term.Shape.ShouldBe(shape);
        term.Column.ShouldBeNull();
    }

    [Theory]
    [InlineData("integer", "((amount)::integer = $1)", true)]
    [InlineData("numeric(10,2)", "((clips.amount)::numeric = $1)", true)]
    [InlineData("timestamp(3) with time zone", "((amount)::timestamp with time zone = $1)", true)]
    [InlineData("character varying(20)", "((amount)::text = $1)", true)]
    [InlineData("character varying(20)", "(((amount)::character varying(3))::text = $1)", false)]
    [InlineData("integer", "((amount)::bigint = $1)", false)]
    public void A_column_of_a_domain_is_compared_as_the_type_that_the_domain_is_over(string type, string condition, bool isColumn) =>
        Condition.Predicates(condition, Table with { Columns = [new ColumnFacts("amount", type, false, null, null)] }, "clips")
            .ShouldHaveSingleItem().Term.Column.ShouldBe(isColumn ? "amount" : null);

    [Fact]
    public void A_comparison_of_rows_is_a_range_over_its_columns_in_order() =>
        Read("(ROW(user_id, id) < ROW($1, $2))").ShouldBe([("user_id", PredicateKind.Range), ("id", PredicateKind.Range)]);

    [Theory]
    [InlineData("(name ~~ $1::text)", PredicateKind.Like, "~~")]
    [InlineData("(name ~~* $1)", PredicateKind.Like, "~~*")]
    [InlineData("(name @> $1)", PredicateKind.Match, "@>")]
    [InlineData("($1 <@ name)", PredicateKind.Match, "@>")]
    [InlineData("($1 > user_id)", PredicateKind.Range, "<")]
    public void Puts_the_term_on_the_operators_left(string condition, PredicateKind kind, string symbol)
    {
        var predicate = Condition.Predicates(condition, Table, "clips").ShouldHaveSingleItem();

        predicate.Kind.ShouldBe(kind);
        predicate.Operator.ShouldBe(symbol);
    }

    [Theory]
    [InlineData("(name = 'pending'::text)", "name = 'pending'")]
    [InlineData("((clips.name)::text = 'it''s'::text)", "name = 'it''s'")]
    [InlineData("(deleted IS NULL)", null)]
    [InlineData("(name IS NULL)", "name IS NULL")]
    [InlineData("(NOT clips.hidden)", "NOT hidden")]
    [InlineData("(name = $1)", null)]
    [InlineData("(created_at > now())", null)]
    [InlineData("(user_id = u.id)", null)]
    public void A_predicate_without_values_can_make_an_index_partial(string condition, string? constant) =>
        Condition.Predicates(condition, Table, "clips").Select(predicate => predicate.Constant).SingleOrDefault().ShouldBe(constant);

    [Fact]
    public void Reads_the_arms_of_an_or() =>
        Condition.Alternatives("((hidden IS NULL) AND ((user_id = $1) OR ((id = $2) AND (name = $3))))", Table, "clips").ShouldHaveSingleItem()
            .Select(arm => arm.Select(p => p.Column).ToList()).ShouldBe([["user_id"], ["id", "name"]]);

    [Fact]
    public void An_or_with_an_arm_that_no_index_serves_is_left_out() =>
        Condition.Alternatives("((user_id = $1) OR (other.id = $2))", Table, "clips").ShouldBeEmpty();

    [Theory]
    [InlineData("clips.created_at DESC", true, true)]
    [InlineData("created_at", false, false)]
    [InlineData("created_at DESC NULLS LAST", true, false)]
    [InlineData("created_at NULLS FIRST", false, true)]
    public void Reads_a_sort_key_with_its_direction(string key, bool descending, bool nullsFirst) =>
        Condition.SortKey(key, Table, "clips").ShouldBe(new IndexKey("created_at", "created_at", descending, nullsFirst));

    [Theory]
    [InlineData("(sum(score)) DESC")]
    [InlineData("other.created_at")]
    public void A_sort_key_that_is_no_column_of_the_table_is_none(string key) => Condition.SortKey(key, Table, "clips").ShouldBeNull();
}
