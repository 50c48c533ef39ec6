using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class AssignedColumnsTests
{
    private const string Plan = """
        [{"Plan": {"Node Type": "ModifyTable", "Schema": "shop", "Relation Name": "orders", "Alias": "o", "Plans": [
          {"Node Type": "Seq Scan", "Schema": "shop", "Relation Name": "orders", "Alias": "o", "Filter": "(o.id = $9)"}]}}]
        """;

    [Theory]
    [InlineData("UPDATE orders SET state = $1 WHERE id = $9", "state")]
    [InlineData("UPDATE \"orders\" SET \"updatedAt\" = now(), \"State\" = $1, total = $2 WHERE id = $9", "State")]
    [InlineData("UPDATE orders o SET state = $1::order_status FROM users u WHERE o.id = $9", "state")]
    [InlineData("UPDATE orders SET total = total * (SELECT f FROM g WHERE g.id = 1), state = $1", "state")]
    public void A_parameter_takes_the_values_of_the_column_that_it_is_given_to(string query, string column) =>
        ParameterColumns.Of(Plan, query)[1].ShouldBe(new BoundColumn("shop", "orders", column, IsArray: false));

    [Theory]
    [InlineData("UPDATE orders SET total = total + $1 WHERE id = $9")]
    [InlineData("UPDATE orders SET total = $1 + 5 WHERE id = $9")]
    [InlineData("UPDATE orders SET name = lower($1) WHERE id = $9")]
    [InlineData("UPDATE orders SET total = 5 WHERE state = $1 AND id = $9")]
    [InlineData("DELETE FROM orders WHERE id = $9")]
    public void What_is_computed_or_compared_is_given_to_none(string query) => ParameterColumns.Of(Plan, query).Keys.ShouldBe([9]);
}
