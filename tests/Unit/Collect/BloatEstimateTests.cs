using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect;

public sealed class BloatEstimateTests
{
    private static readonly StoredColumn Big = new(8, 8, 8, 0);

    private static readonly StoredColumn Flag = new(1, 1, 1, 0);

    // A row of two bigints takes 24 + 16 bytes and a pointer of 4: 185 on a page of 8168 bytes.
    [Theory]
    [InlineData(185_000, 1_000, 100, 0)]
    [InlineData(92_500, 1_000, 100, 0.5)]
    [InlineData(92_500, 1_000, 50, 0)]
    [InlineData(0, 1_000, 100, 1)]
    [InlineData(500_000, 1_000, 100, 0)]
    [InlineData(100, 0, 100, 0)]
    public void The_share_of_pages_that_rows_do_not_need(double rows, double pages, int fillFactor, double wasted) =>
        BloatEstimate.OfTable(rows, pages, [Big, Big], fillFactor).ShouldBe(wasted, 0.01);

    [Fact]
    public void Padding_counts_as_needed() => // 24 + 8 + 1 (+7) + 8 + 4 = 52
        BloatEstimate.OfTable(8168 * 100 / 52.0, 200, [Big, Flag, Big], 100).ShouldBe(0.5, 0.02);

    [Fact]
    public void Nulls_take_no_room_but_a_bitmap() => // 24 + 8 + mean padding, half of the other
        BloatEstimate.OfTable(100_000, 1_000, [Big, Big with { NullShare = 0.5 }], 100).ShouldBeGreaterThan(BloatEstimate.OfTable(100_000, 1_000, [Big, Big], 100));

    // An entry of one bigint takes 8 + 8 bytes and a pointer of 4: 407 on a page of 8152 bytes, 366 at 90 %.
    [Theory]
    [InlineData(366_000, 1_000, 90, 0)]
    [InlineData(183_000, 1_000, 90, 0.5)]
    public void The_share_of_pages_that_entries_do_not_need(double entries, double pages, int fillFactor, double wasted) =>
        BloatEstimate.OfIndex(entries, pages, [Big], fillFactor).ShouldBe(wasted, 0.01);
}
