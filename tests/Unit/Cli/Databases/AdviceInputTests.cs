using Headroom.Cli.Databases;
using Headroom.Tests.Unit.Analyze;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Databases;

public sealed class AdviceInputTests
{
    [Fact]
    public void Rows_written_are_those_that_an_index_notices_and_each_table_has_its_own()
    {
        var activity = Given.Activity(
            Given.Use("orders") with { Inserted = 5, Updated = 7, HotUpdated = 4 },
            Given.Use("sales.orders") with { Inserted = 1 },
            Given.Use("orders") with { Schema = "sales", Inserted = 2 });

        var written = AdviceInput.RowsWritten(activity);

        written.Count.ShouldBe(3);
        written[("public", "orders")].ShouldBe(8);
        written[("public", "sales.orders")].ShouldBe(1);
        written[("sales", "orders")].ShouldBe(2);
    }

    [Fact]
    public void Nothing_is_known_of_tables_that_nobody_watched() => AdviceInput.RowsWritten(null).ShouldBeEmpty();
}
