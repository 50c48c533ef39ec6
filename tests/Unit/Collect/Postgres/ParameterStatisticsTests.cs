using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class ParameterStatisticsTests
{
    [Theory]
    [InlineData("SELECT id FROM orders LIMIT $1 OFFSET $2", 1, "25")]
    [InlineData("SELECT id FROM orders LIMIT $1 OFFSET $2", 2, "0")]
    [InlineData("SELECT id FROM orders FETCH FIRST $1 ROWS ONLY", 1, "25")]
    [InlineData("SELECT id FROM orders OFFSET $1 ROWS FETCH NEXT $2 ROWS ONLY", 2, "25")]
    [InlineData("SELECT id FROM orders WHERE id = $1 LIMIT $2", 1, null)]
    public void A_limit_is_what_a_call_returned(string query, int number, string? page) =>
        ParameterStatistics.PageOf(query, number, Returning(rowsOfTwoCalls: 50)).ShouldBe(page);

    [Theory]
    [InlineData("SELECT now() - interval $1", "SELECT now() - $1::interval")]
    [InlineData("SELECT now() - INTERVAL $1 DAY, date $2", "SELECT now() - $1::INTERVAL DAY, $2::date")]
    [InlineData("SELECT 1 WHERE a > timestamp with time zone $1 AND b < $2", "SELECT 1 WHERE a > $1::timestamp with time zone AND b < $2")]
    [InlineData("SELECT a AT TIME ZONE $1 FROM t", "SELECT a AT TIME ZONE $1 FROM t")]
    public void A_typed_literal_becomes_a_cast(string query, string castable) => ParameterStatistics.Castable(query).ShouldBe(castable);

    private static StatementMetrics Returning(long rowsOfTwoCalls) => new()
    {
        StatementId = "0123456789ab",
        Query = "",
        Roles = [],
        Calls = 2,
        ExecutionTime = TimeSpan.Zero,
        Rows = rowsOfTwoCalls,
        Buffers = 0,
        BuffersRead = 0,
        TempBlocksWritten = 0,
    };
}
