using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class InsertedTablesTests
{
    [Fact]
    public void Adds_up_the_rows_of_a_tables_inserts() =>
        InsertedTables.Of([Of("INSERT INTO orders (a) VALUES ($1)", 2), Of("insert into orders (b) select $1 from x", 1), Of("INSERT INTO shop.lines VALUES ($1)", 4)])
            .ShouldBe(new Dictionary<string, long> { ["orders"] = 3, ["shop.lines"] = 4 }, ignoreOrder: true);

    [Theory]
    [InlineData("UPDATE orders SET a = $1")]
    [InlineData("SELECT 1 FROM orders")]
    [InlineData("INSERT INTO orders (id, a) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET a = $2")]
    public void Leaves_out_what_may_change_rows_that_are_there(string query) => InsertedTables.Of([Of(query, 1)]).ShouldBeEmpty();

    [Fact]
    public void An_insert_that_found_its_row_already_inserted_nothing() =>
        InsertedTables.Of([Of("INSERT INTO orders (id) VALUES ($1) ON CONFLICT DO NOTHING", 0)]).ShouldBeEmpty();

    private static StatementMetrics Of(string query, long rows) => new()
    {
        StatementId = StatementText.IdOf(query),
        Query = query,
        Roles = ["app"],
        Calls = 1,
        ExecutionTime = TimeSpan.FromMilliseconds(1),
        Rows = rows,
        Buffers = 1,
        BuffersRead = 0,
        TempBlocksWritten = 0,
    };
}
