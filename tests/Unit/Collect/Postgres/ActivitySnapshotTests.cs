using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class ActivitySnapshotTests
{
    [Theory]
    [InlineData(130000, false, false, false)]
    [InlineData(140000, true, false, false)]
    [InlineData(160000, true, true, false)]
    [InlineData(170000, true, true, true)]
    [InlineData(180000, true, true, true)]
    public void Asks_each_version_only_for_the_views_that_it_has(int version, bool wal, bool io, bool checkpointer)
    {
        var sql = ActivitySnapshot.SqlOf(version);

        sql.Contains("pg_stat_wal").ShouldBe(wal);
        sql.Contains("pg_stat_io").ShouldBe(io);
        sql.Contains("pg_stat_checkpointer").ShouldBe(checkpointer);
    }

    [Fact]
    public void A_column_that_a_version_does_not_have_is_not_there()
    {
        var row = StatisticsRow.Rows("""[{"blk_read_time": 1.5, "name": "x", "nothing": null}]""").ShouldHaveSingleItem();

        row.Number("shared_blk_read_time", "blk_read_time").ShouldBe(1.5);
        row.Number("nothing", "missing", "name").ShouldBeNull();
        row.Text("name").ShouldBe("x");
        row.Moment("nothing").ShouldBeNull();
    }

    [Theory]
    [InlineData("shared_blk_read_time")]
    [InlineData("blk_read_time")]
    public void The_time_of_reads_is_taken_under_the_name_that_the_extension_has(string name) =>
        StatementCounters.Selection(["calls", name]).ShouldEndWith($"coalesce(s.{name}, 0)::float8");

    [Fact]
    public void A_column_that_the_extension_does_not_have_counts_nothing() => StatementCounters.Selection(["calls"]).Split(", ").Skip(1).ShouldAllBe(column => column == "0::float8" || column == "0)::float8");
}
