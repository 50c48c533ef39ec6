using System.Collections.Concurrent;
using System.Diagnostics;
using Headroom.Experiments.Faults;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Faults;

public sealed class PreciseTimeTests : IDisposable
{
    private static readonly TimeSpan s_never = Timeout.InfiniteTimeSpan, s_limit = TimeSpan.FromMinutes(1);

    private readonly PreciseTime _time = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _time.Dispose();

    [Fact]
    public void Another_clock_has_its_own_timers()
    {
        using var time = new PreciseTime(new OtherTime());

        time.CreateTimer(static _ => { }, null, TimeSpan.Zero, s_never).ShouldBeSameAs(OtherTime.Timer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.3)]
    [InlineData(5)]
    public async Task A_timer_is_never_early(double milliseconds)
    {
        var (asked, begun) = (TimeSpan.FromMilliseconds(milliseconds), Stopwatch.GetTimestamp());

        (await Rung(asked) - Stopwatch.GetElapsedTime(0, begun)).ShouldBeGreaterThanOrEqualTo(asked);
    }

    [Fact]
    public async Task Timers_ring_in_the_order_of_their_times_whatever_the_order_they_were_set_in()
    {
        var rings = new BlockingCollection<int>();
        int[] waits = [60, 20, 40];
        var timers = waits.Select(wait => _time.CreateTimer(_ => rings.Add(wait), null, s_never, s_never)).ToList();
        for (var begun = 0L; begun == 0 || Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMilliseconds(10);)
        {
            while (rings.TryTake(out _))
            {
                // of a try whose timers were not set at one moment
            }

            begun = Stopwatch.GetTimestamp();
            foreach (var (wait, timer) in waits.Zip(timers))
            {
                timer.Change(TimeSpan.FromMilliseconds(wait), s_never).ShouldBeTrue();
            }
        }

        var heard = await Task.Run(() => waits.Select(_ => rings.TryTake(out var wait, s_limit) ? wait : 0).ToList(), Cancellation);

        heard.ShouldBe([20, 40, 60]);
        timers.ForEach(timer => timer.Dispose());
    }

    [Fact]
    public async Task A_timer_that_is_set_anew_rings_at_the_new_time_alone()
    {
        var rings = 0;
        using var timer = _time.CreateTimer(_ => Interlocked.Increment(ref rings), null, TimeSpan.FromHours(1), s_never);

        timer.Change(TimeSpan.FromMilliseconds(50), s_never).ShouldBeTrue();
        timer.Change(TimeSpan.FromMilliseconds(1), s_never).ShouldBeTrue();
        await UntilAsync(() => Volatile.Read(ref rings) > 0);
        await Rung(TimeSpan.FromMilliseconds(100));

        rings.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_is_disposed_of_does_not_ring_and_cannot_be_set()
    {
        var rings = 0;
        var timer = _time.CreateTimer(_ => Interlocked.Increment(ref rings), null, TimeSpan.FromMilliseconds(20), s_never);

        timer.Dispose();
        var before = rings;
        await Rung(TimeSpan.FromMilliseconds(40));

        rings.ShouldBe(before);
        timer.Change(TimeSpan.Zero, s_never).ShouldBeFalse();
    }

    [Fact]
    public async Task One_with_a_period_rings_again_and_again()
    {
        var rings = 0;
        using var timer = _time.CreateTimer(_ => Interlocked.Increment(ref rings), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));

        await UntilAsync(() => Volatile.Read(ref rings) >= 5);
    }

    [Fact]
    public void After_the_end_nothing_can_be_set()
    {
        using var timer = _time.CreateTimer(static _ => { }, null, s_never, s_never);

        timer.Change(TimeSpan.FromHours(1), s_never).ShouldBeTrue();
        _time.Dispose();

        timer.Change(TimeSpan.Zero, s_never).ShouldBeFalse();
    }

    private async Task<TimeSpan> Rung(TimeSpan after)
    {
        var rung = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = _time.CreateTimer(_ => rung.TrySetResult(Stopwatch.GetElapsedTime(0)), null, after, s_never);
        return await rung.Task.WaitAsync(s_limit, Cancellation);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var begun = Stopwatch.GetTimestamp(); !condition();)
        {
            Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(s_limit, "it did not ring");
            await Task.Delay(1, Cancellation);
        }
    }

    private sealed class OtherTime : TimeProvider
    {
        public static readonly ITimer Timer = System.CreateTimer(static _ => { }, null, s_never, s_never);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Timer;
    }
}
