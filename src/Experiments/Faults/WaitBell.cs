namespace Headroom.Experiments.Faults;

/// <summary>
/// Lets one waiter sleep until a due time or until it is rung, whichever comes first. It may wake too early: the waiter looks again.
/// </summary>
internal sealed class WaitBell : IDisposable
{
    private readonly ProxyClock _clock;
    private readonly ITimer _timer;
    private TaskCompletionSource _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WaitBell(ProxyClock clock)
    {
        _clock = clock;
        _timer = clock.Timers.CreateTimer(
            static bell => ((WaitBell)bell!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins to wait. To be called under the lock that also guards what the waiter looks at, so that no ring is missed.</summary>
    public Task Until(long dueNs)
    {
        _rung = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (dueNs != Step.Never)
        {
            _timer.Change(ProxyClock.Span(Math.Max(0, dueNs - _clock.NowNs)), Timeout.InfiniteTimeSpan);
        }

        return _rung.Task;
    }

    /// <summary>Wakes the waiter, if there is one.</summary>
    public void Ring() => _rung.TrySetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        Ring();
    }
}
