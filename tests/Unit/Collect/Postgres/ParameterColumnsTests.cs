using System.Text.Json;
using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class ParameterColumnsTests
{
    [Theory]
    [InlineData("(customer_id = $1)", "customer_id", false)]
    [InlineData("(o.\"customerId\" = $1)", "customerId", false)]
    [InlineData("((state)::text = $1)", "state", false)]
    [InlineData("(lower((email)::text) = $1)", "email", false)]
    [InlineData("((name)::text ~~ ($1)::text)", "name", false)]
    [InlineData("(id = ANY ($1))", "id", true)]
    [InlineData("(id <> ALL ($1))", "id", true)]
    [InlineData("(data @> $1)", "data", false)]
    [InlineData("(email OPERATOR(extensions.=) ($1)::extensions.citext)", "email", false)]
    [InlineData("((name)::extensions.citext OPERATOR(\"My Types\".=) $1)", "name", false)]
    [InlineData("(id OPERATOR(extensions.=) ANY ($1))", "id", true)]
    [InlineData("(name % $1)", "name", false)]
    [InlineData("(ip << $1)", "ip", false)]
    [InlineData("((during >> $1) AND (total IS NULL))", "during", false)]
    [InlineData("((paid IS NULL) AND ((name)::text % ($1)::text))", "name", false)]
    [InlineData("(((name % $1) OR (total IS NULL)) AND (paid IS NULL))", "name", false)]
    [InlineData("(NOT (name % $1))", "name", false)]
    public void A_parameter_is_bound_to_the_column_that_it_is_compared_with(string filter, string column, bool isArray) =>
        Of(filter).ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create(1, new BoundColumn("public", "orders", column, isArray)));

    [Theory]
    [InlineData("(id = ANY (ARRAY[$1, $2, $3]))", "id")]
    [InlineData("((state)::text = ANY ((ARRAY[$1, $2, $3])::text[]))", "state")]
    [InlineData("((state)::text <> ALL (ARRAY[($1)::text, ($2)::text, ($3)::text]))", "state")]
    public void The_values_of_a_list_are_single_ones_of_its_column_each_with_its_place(string filter, string column) =>
        Of(filter).OrderBy(bound => bound.Key).Select(bound => bound.Value).ShouldBe(
            Enumerable.Range(0, 3).Select(place => new BoundColumn("public", "orders", column, IsArray: false, place)));

    [Theory]
    [InlineData("((data -> $1) IS NOT NULL)")]
    [InlineData("((data ->> $1) = 'x'::text)")]
    [InlineData("(data ? $1)")]
    [InlineData("((data OPERATOR(extensions.->) $1) IS NOT NULL)")]
    [InlineData("((data ->> 'state'::text) = $1)")]
    [InlineData("((total + $1) > 100)")]
    [InlineData("(search @@ $1)")]
    [InlineData("(to_tsvector('simple'::regconfig, body) @@ ($1)::tsquery)")]
    [InlineData("(data @@ ($1)::jsonpath)")]
    [InlineData("(data @? $1)")]
    [InlineData("((total ^ $1) > '100'::double precision)")]
    [InlineData("((flags << $1) > 0)")]
    [InlineData("((flags >> $1) = 1)")]
    [InlineData("((flags & $1) <> 0)")]
    [InlineData("((id % $1) = 0)")]
    [InlineData("((paid IS NULL) AND ((id % ($1)::bigint) = 0))")]
    [InlineData("(3 = (id % $1))")]
    [InlineData("(abs((id % $1)) = 3)")]
    [InlineData("(round(total, $1) > 100)")]
    [InlineData("(placed_at > (now() - $1))")]
    [InlineData("(tags[$1] = 'x'::text)")]
    [InlineData("($1 = 1)")]
    public void What_computes_something_of_a_column_does_not_take_its_values(string filter) => Of(filter).ShouldBeEmpty();

    private static IReadOnlyDictionary<int, BoundColumn> Of(string filter) => ParameterColumns.Of(
        $$"""[{"Plan": {"Node Type": "Seq Scan", "Schema": "public", "Relation Name": "orders", "Filter": {{JsonSerializer.Serialize(filter)}} } }]""");
}
