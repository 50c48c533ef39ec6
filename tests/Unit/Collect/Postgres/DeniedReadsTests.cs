using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class DeniedReadsTests
{
    private static readonly DeniedReads s_denied = new(
        "shop_audit",
        [new DeniedRead("public", "Orders", MayUse: true, MaySelect: false), new DeniedRead("public", "votes", MayUse: true, MaySelect: false)]);

    [Fact]
    public void The_reason_is_one_grant_for_all_tables() => s_denied.Reason.ShouldBe(
        """
        the role shop_audit may not read public."Orders", public.votes: GRANT SELECT ON public."Orders", public.votes TO shop_audit
        """);

    [Fact]
    public void A_schema_that_may_not_be_used_is_granted_too() => new DeniedReads(
        "audit-role",
        [new DeniedRead("shop", "orders", MayUse: false, MaySelect: false), new DeniedRead("shop", "votes", MayUse: false, MaySelect: true)])
        .Reason.ShouldEndWith("""
            : GRANT USAGE ON SCHEMA shop TO "audit-role"; GRANT SELECT ON shop.orders TO "audit-role"
            """);

    [Theory]
    [InlineData("SELECT * FROM votes WHERE id = $1", true)]
    [InlineData("SELECT * FROM clips c JOIN public.votes v ON v.clip = c.id", true)]
    [InlineData("SELECT * FROM \"Orders\"", true)]
    [InlineData("SELECT * FROM Orders", false)] // another table
    [InlineData("SELECT votes FROM clips", false)] // a column
    [InlineData("SELECT * FROM other.votes", false)]
    [InlineData("INSERT INTO votes SELECT * FROM votes", false)] // SELECT alone would not help
    public void It_concerns_statements_that_read_one_of_them(string query, bool concerns) => s_denied.Concerns(query).ShouldBe(concerns);
}
