using System.Collections.Concurrent;
using Headroom.Load.Engine;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Engine;

public sealed class EventLoopTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly EventLoop _loop;
    private readonly ConcurrentQueue<string> _resumed = new();

    public EventLoopTests() => _loop = new EventLoop(new RunClock(_time));

    [Fact]
    public async Task Resumes_on_its_own_thread_by_due_time_and_never_early()
    {
        Task[] waiting = [WaitAsync("c", 30, isPause: false), WaitAsync("a", 10, isPause: true), WaitAsync("b", 20, isPause: false)];
        waiting.ShouldAllBe(static task => !task.IsCompleted);
        _time.Advance(Given.Ms(20));
        await waiting[1];
        await waiting[2];
        waiting[0].IsCompleted.ShouldBeFalse();
        _time.Advance(Given.Ms(10));
        await waiting[0];
        _resumed.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task Ends_pauses_when_released_and_leaves_the_rest()
    {
        var (pause, until) = (WaitAsync("pause", 1000, isPause: true), WaitAsync("until", 1000, isPause: false));
        _loop.ReleasedAtNs.ShouldBeNull();
        _loop.Release();
        await pause;
        await WaitAsync("late", 5000, isPause: true);
        _loop.ReleasedAtNs.ShouldBe(0);
        until.IsCompleted.ShouldBeFalse();
        _time.Advance(Given.Ms(1000));
        await until;
        _resumed.ShouldBe(["pause", "late", "until"]);
    }

    public void Dispose() => _loop.Dispose();

    // It waits already when this returns.
    private async Task WaitAsync(string name, int milliseconds, bool isPause)
    {
        var ns = milliseconds * 1_000_000L;
        await (isPause ? _loop.Pause(ns) : _loop.Until(ns));
        _loop.IsCurrent.ShouldBeTrue();
        _resumed.Enqueue(name);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }
}
