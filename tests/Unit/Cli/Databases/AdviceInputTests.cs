using Headroom.Cli.Databases;
using Headroom.Model.Evidence;
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

        var written = AdviceInput.RowsWritten(activity, statements: null);

        written.Count.ShouldBe(3);
        written[("public", "orders")].ShouldBe(8);
        written[("public", "sales.orders")].ShouldBe(1);
        written[("sales", "orders")].ShouldBe(2);
    }

    [Fact]
    public void Nothing_is_known_of_tables_that_nobody_watched() => AdviceInput.RowsWritten(null, statements: null).ShouldBeEmpty();

    [Fact]
    public void Rows_since_a_reset_are_a_rate_over_the_time_in_which_statements_were_counted()
    {
        var day = Given.Activity(Given.Use("orders") with { Inserted = 48 }) with { SinceReset = true, Window = Lasting(24) };
        var hour = Given.Statements(("SELECT 1", 1)) with { SinceReset = true, Window = Lasting(1) };

        AdviceInput.RowsWritten(day, hour)[("public", "orders")].ShouldBe(2);
        AdviceInput.RowsWritten(day with { Window = Lasting(0) }, hour).ShouldBeEmpty();
        AdviceInput.RowsWritten(day, hour with { Window = Lasting(0) }).ShouldBeEmpty();
    }

    private static Window Lasting(int hours) => Given.Throughout with { Duration = TimeSpan.FromHours(hours) };
}
