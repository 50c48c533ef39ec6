using Headroom.Collect.Host;
using Headroom.Experiments.Blocks;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Blocks;

public sealed class ArmMarkTests
{
    private const int Master = 100, Worker = 101;

    private static readonly ArmMark s_before = Mark(Of(Master, 1, 10), Of(Worker, Master, 50));

    [Fact]
    public void Processor_time_is_told_by_request()
    {
        var after = Mark(Of(Master, 1, 11), Of(Worker, Master, 69));

        after.IsUntimedSince(s_before).ShouldBeFalse();
        Work(after)["cpu_ms"].ShouldBe(20);
    }

    [Fact]
    public void It_is_not_there_where_a_worker_ended_and_nobody_waited_for_it()
    {
        var after = Mark(Of(Master, 1, 11));

        after.IsUntimedSince(s_before).ShouldBeTrue();
        Work(after).Keys.ShouldHaveSingleItem().ShouldBe("cache_hits", "what else was counted stands");
    }

    [Fact]
    public void Where_nobody_knows_the_processes_nothing_is_missing()
    {
        var unknown = new ArmMark([], Processes: null, Statements: null, CacheHits: 5);

        unknown.IsUntimedSince(unknown).ShouldBeFalse();
        Work(unknown).Keys.ShouldHaveSingleItem().ShouldBe("cache_hits");
    }

    private static SortedDictionary<string, double> Work(ArmMark after) =>
        after.WorkSince(s_before, requests: 10, static cause => throw new InvalidOperationException(cause));

    private static ArmMark Mark(params ProcessStat[] processes) => new([Master], new ProcessTable(processes), Statements: null, CacheHits: 5);

    private static ProcessStat Of(int pid, int parent, long own) =>
        new(pid, parent, Session: Master, HasEnded: false, own, own, Start: 1);
}
