using Headroom.Collect.Host;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Host;

public sealed class ProcessTableTests
{
    private const int Master = 100, Worker = 101, Child = 102, Init = 1;

    [Fact]
    public void Every_process_of_the_tree_counts_for_what_it_used_since()
    {
        var before = Table(Of(Master, Init, 10), Of(Worker, Master, 50), Of(7, Init, 900));

        Table(Of(Master, Init, 11), Of(Worker, Master, 80), Of(7, Init, 990)).TicksSince(before, [Master]).ShouldBe(31);
        Table(Of(Master, Init, 11), Of(Worker, Master, 80), Of(7, Init, 990)).TimeSince(before, [Master])
            .ShouldBe(TimeSpan.FromMilliseconds(310));
    }

    [Fact]
    public void One_that_was_started_since_counts_whole() =>
        Table(Of(Master, Init, 10), Of(Worker, Master, 5, ended: 2)).TicksSince(Table(Of(Master, Init, 10)), [Master]).ShouldBe(7);

    [Fact]
    public void One_that_ended_and_was_waited_for_counts_for_what_it_used_since()
    {
        var before = Table(Of(Master, Init, 10), Of(Worker, Master, 50));

        // It used 60 in all its life: the master has taken them over.
        Table(Of(Master, Init, 11, ended: 60)).TicksSince(before, [Master]).ShouldBe(11);
    }

    [Fact]
    public void The_child_of_one_that_ended_counts_once_when_both_were_waited_for()
    {
        var before = Table(Of(Master, Init, 10), Of(Worker, Master, 50, ended: 4), Of(Child, Worker, 20));

        Table(Of(Master, Init, 10, ended: 55 + 4 + 22)).TicksSince(before, [Master]).ShouldBe(7);
    }

    [Fact]
    public void One_that_ended_and_nobody_waited_for_leaves_no_count_where_it_was_below_zero()
    {
        var before = Table(Of(Master, Init, 10), Of(Worker, Master, 50));

        Table(Of(Master, Init, 12)).TicksSince(before, [Master]).ShouldBeNull();
        Table(Of(Master, Init, 99)).TicksSince(before, [Master]).ShouldBeNull("what the worker used at last was not seen");
        Table(Of(Master, Init, 12, ended: 49)).TicksSince(before, [Master]).ShouldBeNull();
        Table(Of(Master, Init, 12, ended: 50)).TicksSince(before, [Master]).ShouldBe(2);
    }

    [Fact]
    public void One_that_had_used_nothing_leaves_the_count() =>
        Table(Of(Master, Init, 12)).TicksSince(Table(Of(Master, Init, 10), Of(Worker, Master, 0)), [Master]).ShouldBe(2);

    [Fact]
    public void One_that_lost_its_parent_still_counts()
    {
        var before = Table(Of(Master, Init, 10), Of(Worker, Master, 50), Of(Child, Worker, 20));

        Table(Of(Master, Init, 10, ended: 50), Of(Child, Init, 26)).TicksSince(before, [Master]).ShouldBe(6);
    }

    [Fact]
    public void A_pid_that_is_used_again_is_another_process()
    {
        var before = Table(Of(Master, Init, 10), Of(Worker, Master, 50));

        Table(Of(Master, Init, 10, ended: 52), Of(Worker, Master, 3, start: 9)).TicksSince(before, [Master]).ShouldBe(5);
        Table(Of(Master, Init, 90, start: 9)).TicksSince(before, [Master]).ShouldBeNull();
    }

    [Fact]
    public void A_root_that_does_not_run_any_more_has_no_count()
    {
        var before = Table(Of(Master, Init, 10));

        Table().TicksSince(before, [Master]).ShouldBeNull();
        Table().TicksSince(Table(), [Master]).ShouldBeNull("nothing is known of it: that is not nothing used");
        Table(Of(Master, Init, 12) with { HasEnded = true }).TicksSince(before, [Master]).ShouldBeNull();
        Table(Of(Master, Init, 12)).TicksSince(before, [Master, Worker]).ShouldBeNull();
        Table(Of(Master, Init, 12)).TicksSince(before, []).ShouldBeNull();
    }

    [Fact]
    public void A_root_that_was_started_since_counts_whole() => Table(Of(Master, Init, 12)).TicksSince(Table(), [Master]).ShouldBe(12);

    private static ProcessTable Table(params ProcessStat[] processes) => new(processes);

    private static ProcessStat Of(int pid, int parent, long own, long ended = 0, ulong start = 1) =>
        new(pid, parent, Session: Master, HasEnded: false, own, own + ended, start);
}
