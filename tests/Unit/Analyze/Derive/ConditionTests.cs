using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class ConditionTests
{
    private static readonly TableFacts Table = Given.Table("clips", 100_000, "id", "user_id", "created_at", "name", "hidden", "User Id");

    [Theory]
    [InlineData("(user_id = $1)", "user_id", PredicateKind.Equal)]
    [InlineData("(clips.user_id = $1)", "user_id", PredicateKind.Equal)]
    [InlineData("(\"User Id\" = $1)", "User Id", PredicateKind.Equal)]
    [InlineData("($1 = user_id)", "user_id", PredicateKind.Equal)]
    [InlineData("(user_id = ANY ($1::bigint[]))", "user_id", PredicateKind.AnyOf)]
    [InlineData("(user_id = u.id)", "user_id", PredicateKind.Equal)]
    [InlineData("((name)::text = $1::text)", "name", PredicateKind.Equal)]
    [InlineData("(created_at >= $1::timestamp with time zone)", "created_at", PredicateKind.Range)]
    [InlineData("(created_at < (now() - $1::interval))", "created_at", PredicateKind.Range)]
    [InlineData("(name IS NULL)", "name", PredicateKind.IsNull)]
    [InlineData("(name IS NOT NULL)", "name", PredicateKind.IsNotNull)]
    [InlineData("hidden", "hidden", PredicateKind.IsTrue)]
    [InlineData("(NOT hidden)", "hidden", PredicateKind.IsFalse)]
    public void Reads_a_predicate(string condition, string column, PredicateKind kind) =>
        Condition.Predicates(condition, Table, "clips").ShouldBe([new Predicate(column, kind)]);

    [Theory]
    [InlineData("((user_id = $1) OR (id = $2))")]
    [InlineData("(lower(name) = $1)")]
    [InlineData("((user_id)::numeric = $1)")]
    [InlineData("(user_id = id)")]
    [InlineData("(user_id = (id + 1))")]
    [InlineData("(name ~~ $1::text)")]
    [InlineData("(other.user_id = $1)")]
    [InlineData("(user_id <> $1)")]
    [InlineData("(user_id <> ALL ($1))")]
    [InlineData("(ROW(user_id, id) < ROW($1, $2))")]
    [InlineData("(hashed SubPlan 1)")]
    [InlineData("")]
    [InlineData("(((")]
    [InlineData("= = =")]
    public void Leaves_out_what_it_does_not_understand(string condition) => Condition.Predicates(condition, Table, "clips").ShouldBeEmpty();

    [Fact]
    public void Takes_every_part_of_a_conjunction() =>
        Condition.Predicates("((name IS NULL) AND (user_id = $1) AND ((id > $2) AND (lower(name) = 'x')))", Table, "clips")
            .ShouldBe([new("name", PredicateKind.IsNull), new("user_id", PredicateKind.Equal), new("id", PredicateKind.Range)]);

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
    [InlineData("(lower(name))")]
    public void A_sort_key_that_is_no_column_of_the_table_is_none(string key) => Condition.SortKey(key, Table, "clips").ShouldBeNull();
}
