using Headroom.Collect;
using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class StatementCountersTests
{
    [Fact]
    public void What_a_monitor_does_unseen_hides_nothing_of_the_service()
    {
        StatementCounters[] rows = [Row("SELECT 1", 90), Row(StatementCounters.Hidden, 10)];

        StatementCounters.Visible(rows).ShouldHaveSingleItem().Query.ShouldBe("SELECT 1");
        StatementCounters.HiddenShare(rows).Value.ShouldBe(0.1);
    }

    [Fact]
    public void Where_much_is_hidden_the_share_and_the_grant_are_told()
    {
        var hidden = Should.Throw<CollectorException>(() => StatementCounters.Visible([Row("SELECT 1", 89), Row(StatementCounters.Hidden, 11)]));

        hidden.Message.ShouldContain("11 % of the time");
        hidden.Message.ShouldContain("GRANT pg_monitor");
    }

    [Fact]
    public void What_Headroom_itself_asked_is_no_part_of_the_whole() =>
        Should.Throw<CollectorException>(() =>
            StatementCounters.Visible([Row($"SELECT {EvidenceConnection.Marker} 1", 900), Row(StatementCounters.Hidden, 1)]));

    [Fact]
    public void Where_nothing_took_time_what_is_hidden_is_all() =>
        Should.Throw<CollectorException>(() => StatementCounters.Visible([Row("SELECT 1", 0), Row(StatementCounters.Hidden, 0)]));

    [Fact]
    public void Where_nothing_is_hidden_all_is_seen()
    {
        StatementCounters.Visible([Row("SELECT 1", 0), Row("SELECT 2", 5)]).Count.ShouldBe(2);
        StatementCounters.HiddenShare([Row("SELECT 1", 0)]).Value.ShouldBe(0);
    }

    [Fact]
    public void An_entry_that_began_anew_says_nothing_of_the_window()
    {
        var before = Row("SELECT 1", 900);

        (Row("SELECT 1", 10) with { Counts = [7, 10, .. Row("", 0).Counts.Skip(2)] }).Since(before).ShouldBeNull();
        Row("SELECT 1", 900).Since(before).ShouldNotBeNull().Calls.ShouldBe(0);
        Row("SELECT 1", 900 * (1 - 1e-12)).Since(before).ShouldNotBeNull();
        Row("SELECT 1", 10).Since(null).ShouldNotBeNull().Calls.ShouldBe(1);
    }

    [Fact]
    public void What_is_hidden_counts_whole_where_it_began_anew() =>
        Row(StatementCounters.Hidden, 10).Since(Row(StatementCounters.Hidden, 900)).ShouldNotBeNull().Time.TotalMilliseconds.ShouldBe(10);

    // Calls come first, then the milliseconds of execution.
    private static StatementCounters Row(string query, double milliseconds) =>
        new("app", query, [1, milliseconds, .. Enumerable.Repeat(0d, StatementCounters.Width - 2)]);
}
