using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class CatalogueCollectorTests
{
    [Theory]
    [InlineData(40.0, 1000.0, 40.0)]
    [InlineData(40.0, 0.0, 40.0)]
    [InlineData(-0.5, 1000.0, 500.0)]
    [InlineData(-1.0, 0.0, null)] // a partitioned table of version 13 counts no rows
    [InlineData(-1.0, -1.0, null)]
    [InlineData(null, 1000.0, null)]
    public void A_share_of_rows_that_nobody_counted_is_no_number_of_values(double? distinct, double rows, double? values) =>
        CatalogueCollector.DistinctValues(distinct, rows).ShouldBe(values);
}
