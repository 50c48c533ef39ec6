using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class VolatilityTests
{
    [Theory]
    [InlineData("order_status", false)]
    [InlineData("\"Sales\".\"OrderStatus\"", false)]
    [InlineData("text[]", false)]
    [InlineData("character varying(20)[]", false)]
    [InlineData("numeric(10,2)[]", false)]
    [InlineData("interval", false)]
    [InlineData("money", false)]
    [InlineData("tstzrange", false)]
    [InlineData("date", false)]
    [InlineData("bigint", true)]
    [InlineData("numeric(10,2)", true)]
    [InlineData("uuid", true)]
    [InlineData("citext", true)]
    [InlineData("extensions.citext", true)]
    [InlineData("character varying(20)", true)]
    public void A_text_is_a_key_where_no_session_prints_it_in_another_way(string type, bool fits) =>
        MayBeIndexed("(state)::text", type).ShouldBe(fits);

    [Theory]
    [InlineData("(state)::character varying", "order_status", false)]
    [InlineData("(state)::integer", "order_status", true)]
    [InlineData("(state)::text[]", "character varying(20)[]", true)]
    [InlineData("(state)::text[]", "timestamp with time zone[]", false)]
    [InlineData("(state)::character varying(20)[]", "order_status[]", false)]
    [InlineData("(state)::date", "text", false)]
    [InlineData("(state)::date", "timestamp without time zone", true)]
    public void Other_casts_are_judged_by_both_types(string expression, string type, bool fits) =>
        MayBeIndexed(expression, type).ShouldBe(fits);

    private static bool MayBeIndexed(string expression, string type)
    {
        var table = Table("orders", 90_000, "id") with { Columns = [new ColumnFacts("state", type, false, null, null)] };
        return Volatility.MayBeIndexed(new IndexTerm(expression, null, TermShape.Cast, ["state"]), table);
    }
}
