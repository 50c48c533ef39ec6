using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class StatementSnapshotTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private static readonly Window Window = new(Start, TimeSpan.FromSeconds(30));

    [Fact]
    public void A_statement_that_was_reset_in_the_window_is_absent_and_counted()
    {
        // More calls than before, but less time and fewer rows: it was reset and ran again.
        var during = StatementSnapshot.During(At(Start, ("SELECT a FROM b", 10, 900), ("SELECT c FROM d", 5, 5)), At(Start, ("SELECT a FROM b", 50, 40), ("SELECT c FROM d", 8, 9)), Window);

        var seen = during.Statements.ShouldHaveSingleItem();
        seen.Query.ShouldBe("SELECT c FROM d");
        seen.Calls.ShouldBe(3);
        seen.ExecutionTime.ShouldBe(TimeSpan.FromMilliseconds(4));
        during.Restarted.ShouldBe(1);
    }

    [Fact]
    public void Where_nothing_was_reset_nothing_is_left_out()
    {
        var during = StatementSnapshot.During(At(Start, ("SELECT a FROM b", 10, 900)), At(Start, ("SELECT a FROM b", 11, 901), ("SELECT c FROM d", 1, 1)), Window);

        during.Statements.Count.ShouldBe(2);
        during.Restarted.ShouldBe(0);
    }

    [Fact]
    public void A_reset_of_everything_in_the_window_is_told_with_its_time()
    {
        var reset = Should.Throw<CollectorException>(
            () => StatementSnapshot.During(At(Start, ("SELECT a FROM b", 10, 900)), At(Start.AddMinutes(1), ("SELECT a FROM b", 50, 4000)), Window));

        reset.Message.ShouldContain("reset at 1970-01-01 00:01:00Z");
    }

    [Fact]
    public void Between_two_looks_a_reset_statement_is_no_number() =>
        Should.Throw<CollectorException>(() => StatementSnapshot.Between(At(Start, ("SELECT a FROM b", 10, 900)), At(Start, ("SELECT a FROM b", 2, 9))))
            .Message.ShouldContain("anew");

    [Fact]
    public void A_reset_whose_time_is_not_told_shows_in_what_was_thrown_away()
    {
        At(null).WasResetSince(At(null)).ShouldBeFalse();
        new StatementSnapshot([], 3, null, "test").WasResetSince(new StatementSnapshot([], 4, null, "test")).ShouldBeTrue();
    }

    // Of each statement its text, calls, and milliseconds of execution.
    private static StatementSnapshot At(DateTimeOffset? resetAt, params (string Query, double Calls, double Milliseconds)[] rows) => new(
        rows.ToDictionary(
            row => (1L, (long)StringComparer.Ordinal.GetHashCode(row.Query), true),
            row => new StatementCounters("app", row.Query, [row.Calls, row.Milliseconds, .. Enumerable.Repeat(0d, StatementCounters.Width - 2)])),
        0, resetAt, "test");
}
