using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
using Headroom.Tests.Unit.Analyze;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class GrowthScansTests
{
    private static readonly StatementPlans Plans = Given.Plans(
        ("SELECT 1 FROM visits", Given.Node("Append", 2, Given.Scan("visits_1", 1, 0, null), Given.Scan("visits_2", 1, 0, null))));

    [Theory]
    [InlineData(600, 0)]
    [InlineData(1023, 0)]
    [InlineData(1024, 1)]
    public void Pages_of_partitions_are_those_of_their_table_already(long pages, int large) =>
        GrowthScans.LargeOf(Plans.Statements, 1024, Partitioned(pages)).Count.ShouldBe(large);

    [Fact]
    public void Partitions_are_their_table_once() =>
        GrowthScans.LargeOf(Plans.Statements, 1024, Partitioned(4000)).ShouldHaveSingleItem().Name.ShouldBe("visits");

    private static DatabaseCatalogue Partitioned(long pages)
    {
        var whole = Given.Table("visits", 60_000, "id") with { IsPartitioned = true, Pages = pages };
        var part = whole with { IsPartitioned = false, IsPartition = true, Parent = "visits", Pages = pages / 2 };
        return Given.Catalogue([whole, part with { Name = "visits_1" }, part with { Name = "visits_2" }]);
    }
}
