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
