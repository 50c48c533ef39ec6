using Headroom.Analyze.Guards;
using Headroom.Model.Evidence;
using Headroom.Model.Guards;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Guards;

public sealed class GuardEntriesTests
{
    private static readonly TableFacts Clips = Given.Table("clips", 120_000, "id", "user_id") with { Pages = 10 };

    [Fact]
    public void The_worst_set_of_values_counts_and_every_shape_and_scan()
    {
        var entry = GuardEntries.Of("feed", "0123456789ab", [Executed(40, ByIndex()), Executed(9000, Given.Scan("clips", 10, 119_990, "(user_id = $1)"))], true, Given.Catalogue([Clips]), null);

        entry.BuffersPerCall.ShouldBe(9000);
        entry.Plans.ShouldBe(["Index Scan on clips by clips_user_id", "Seq Scan on clips"]);
        entry.SequentialScans.ShouldBe([new ScannedTable("clips", 120_000)]);
    }

    [Fact]
    public void Buffers_are_unknown_when_not_every_set_was_executed_to_its_end() =>
        GuardEntries.Of("feed", "0123456789ab", [Executed(40, ByIndex())], false, Given.Catalogue([Clips]), null).BuffersPerCall.ShouldBeNull();

    [Theory]
    [InlineData(10_000, 999, null, false)]
    [InlineData(10_001, 999, null, true)]
    [InlineData(10_000, 1000, null, true)]
    [InlineData(500, 5000, 500, false)]
    [InlineData(501, 1, 500, true)]
    public void A_table_is_large_from_the_shared_bounds_or_the_users(long rows, long pages, int? largeRows, bool isLarge) =>
        ScannedTables.Of([Executed(1, Given.Scan("clips", rows, 0, null))], Given.Catalogue([Clips with { Rows = rows, Pages = pages }]), largeRows)
            .Select(table => table.Table).ShouldBe(isLarge ? ["clips"] : []);

    [Fact]
    public void A_scan_that_never_began_is_none() =>
        ScannedTables.Of([Executed(1, Given.Scan("clips", 0, 0, null) with { ActualLoops = 0 })], Given.Catalogue([Clips]), null).ShouldBeEmpty();

    [Fact]
    public void A_scan_that_was_only_planned_counts() =>
        ScannedTables.Of([new PlanSample(false, null, Given.Scan("clips", 0, 0, null) with { ActualLoops = null })], Given.Catalogue([Clips]), null).Count.ShouldBe(1);

    [Fact]
    public void A_table_that_was_never_analysed_has_the_rows_that_its_scan_read_and_is_told()
    {
        var catalogue = Given.Catalogue([Clips with { Rows = null, Pages = 0, Size = new Bytes(4_000_000) }]);
        PlanSample[] samples = [Executed(500, Given.Scan("clips", 10, 49_990, null))];

        ScannedTables.Of(samples, catalogue, null).ShouldBe([new ScannedTable("clips", 50_000)]);
        ScannedTables.NeverAnalysed(samples, catalogue).ShouldBe(["clips"]);
        ScannedTables.NeverAnalysed(samples, Given.Catalogue([Clips])).ShouldBeEmpty();
    }

    [Fact]
    public void Partitions_count_together_under_their_table_and_are_one_scan_in_the_shape()
    {
        var months = Enumerable.Range(1, 3).Select(month => Clips with { Name = $"clips_{month}", Rows = 6000, IsPartition = true, Parent = "clips" });
        var catalogue = Given.Catalogue([Clips with { Rows = 18_000, IsPartitioned = true }, .. months]);
        var all = Executed(300, Given.Node("Append", 18_000, [.. Enumerable.Range(1, 3).Select(month => Given.Scan($"clips_{month}", 6000, 0, null))]));
        var one = Executed(100, Given.Scan("clips_2", 6000, 0, null));

        ScannedTables.Of([all], catalogue, null).ShouldBe([new ScannedTable("clips", 18_000)]);
        ScannedTables.Of([one, one], catalogue, null).ShouldBeEmpty();
        PlanShape.Of(all.Root, catalogue).ShouldBe("Append > Seq Scan on clips");
    }

    [Fact]
    public void A_shape_shows_the_tree() =>
        PlanShape.Of(Given.Node("Limit", 1, Given.Node("Nested Loop", 1, Given.Scan("users", 1, 0, null), ByIndex())), Given.Catalogue([Clips]))
            .ShouldBe("Limit > Nested Loop (Seq Scan on users, Index Scan on clips by clips_user_id)");

    [Fact]
    public void The_schemas_fingerprint_changes_with_an_index_and_not_with_sizes()
    {
        var index = Given.Index("clips", "clips_user_id", null, "user_id");
        var schema = SchemaFingerprint.Of(Given.Catalogue([Clips], index));

        SchemaFingerprint.Of(Given.Catalogue([Clips with { Rows = 7, Pages = 1, Size = new Bytes(1) }], index with { Size = new Bytes(1) })).ShouldBe(schema);
        SchemaFingerprint.Of(Given.Catalogue([Clips])).ShouldNotBe(schema);
        SchemaFingerprint.Of(Given.Catalogue([Clips], index with { Predicate = "(id > 0)" })).ShouldNotBe(schema);
    }

    private static PlanNode ByIndex() => Given.Scan("clips", 10, 0, null, "Index Scan") with { Index = "clips_user_id" };

    private static PlanSample Executed(long buffers, PlanNode root) => new(true, TimeSpan.FromMilliseconds(1), root with { Buffers = buffers });
}
