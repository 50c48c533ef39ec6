using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Headroom.Load.Engine;

/// <summary>
/// A thread of its own on which everything of one worker happens: it resumes whoever awaits an instant, a socket or another thread's
/// work, one after the other, on time even when the thread pool is busy.
/// </summary>
/// <remarks>
/// What it resumes runs until its next real await, so it must be short. Whatever is due is resumed by due time, before a release, so that a
/// release at t finds all that was due until t done. Code that awaits tasks on this thread comes back to it (synchronization context).
/// </remarks>
internal sealed class EventLoop : IDisposable
{
    private static readonly SendOrPostCallback s_resume = static action => ((Action)action!)();

    private readonly RunClock _clock;
    private readonly Thread _thread;
    private readonly ConcurrentQueue<Waiter> _inbox = new();
    private readonly PriorityQueue<Waiter, long> _due = new();
    private volatile bool _releasing;
    private volatile bool _disposed;
    private long _releasedAtNs = -1;

    /// <summary>Starts the thread.</summary>
    public EventLoop(RunClock clock)
    {
        _clock = clock;
        Poller = Poller.For(clock.Time);
        _thread = new Thread(Loop) { IsBackground = true, Name = "load" };
        _thread.Start();
    }

    /// <summary>How it waits.</summary>
    public Poller Poller { get; }

    /// <summary>The time limits of exchanges.</summary>
    public Deadlines Deadlines { get; } = new();

    /// <summary>Where bytes are received; whoever is told of them takes them before anything else happens.</summary>
    public byte[] ReceiveBuffer { get; } = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);

    /// <summary>The time.</summary>
    public RunClock Clock => _clock;

    /// <summary>When pauses were released, or null before.</summary>
    public long? ReleasedAtNs => Interlocked.Read(ref _releasedAtNs) is >= 0 and var at ? at : null;

    /// <summary>Whether pauses were released.</summary>
    public bool IsReleased => Interlocked.Read(ref _releasedAtNs) >= 0;

    /// <summary>Whether the caller runs on the loop's thread.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Resumes the caller on the loop's thread at an instant.</summary>
    public Instant Until(long ns) => new(this, ns, isPause: false);

    /// <summary>As <see cref="Until"/>, but sooner when pauses are released.</summary>
    public Instant Pause(long ns) => new(this, ns, isPause: true);

    /// <summary>Ends every pause, and every later one at once.</summary>
    public void Release()
    {
        _releasing = true;
        Poller.Set();
    }

    /// <summary>Runs something on the loop's thread, soon.</summary>
    public void Post(SendOrPostCallback callback, object? state)
    {
        _inbox.Enqueue(new Waiter(long.MinValue, IsPause: false, callback, state));
        if (!IsCurrent && !_disposed)
        {
            Poller.Set();
        }
    }

    /// <summary>Runs something on the loop's thread and tells when it is done.</summary>
    public Task RunAsync(Func<Task> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(_ => _ = WorkAsync(), null);
        return done.Task;

        async Task WorkAsync()
        {
            var task = work();
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            done.SetFromTask(task);
        }
    }

    /// <summary>Ends the thread; who still waits is never resumed. Not to be called from the thread itself.</summary>
    public void Dispose()
    {
        _disposed = true;
        Poller.Set();
        _thread.Join();
        Poller.Dispose();
    }

    private void Loop()
    {
        SynchronizationContext.SetSynchronizationContext(new Context(this));
        Poller.Begin();
        while (!_disposed)
        {
            var releasing = _releasing;
            var now = _clock.NowNs;
            ResumeDue(now);
            if (releasing)
            {
                ResumePauses(now);
            }

            ExpireDeadlines(now);
            TakeInbox();
            if (_disposed || (_releasing && !releasing) || (releasing && _due.UnorderedItems.Any(static item => item.Element.IsPause)))
            {
                continue;
            }

            Poller.Wait(NextNs() is { } next ? next - _clock.NowNs : null);
        }
    }

    // After a stall of our own, responses that have come meanwhile are read before their time is declared over.
    private void ExpireDeadlines(long now)
    {
        if (Deadlines.NextNs <= now)
        {
            Poller.Wait(0);
            Deadlines.Expire(now);
        }
    }

    private long? NextNs() => (_due.TryPeek(out _, out var due), Deadlines.NextNs) switch
    {
        (true, { } deadline) => Math.Min(due, deadline),
        (true, null) => due,
        (false, var deadline) => deadline,
    };

    private void ResumeDue(long now)
    {
        TakeInbox();
        while (_due.TryPeek(out _, out var next) && next <= now)
        {
            _due.Dequeue().Run();
            TakeInbox();
        }
    }

    private void ResumePauses(long now)
    {
        Interlocked.CompareExchange(ref _releasedAtNs, now, -1);
        var waiting = _due.UnorderedItems.ToArray();
        _due.Clear();
        foreach (var (waiter, at) in waiting.OrderBy(static item => item.Priority))
        {
            if (waiter.IsPause)
            {
                waiter.Run();
            }
            else
            {
                _due.Enqueue(waiter, at);
            }
        }
    }

    private void TakeInbox()
    {
        while (_inbox.TryDequeue(out var waiter))
        {
            if (waiter.AtNs == long.MinValue)
            {
                waiter.Run();
            }
            else
            {
                _due.Enqueue(waiter, waiter.AtNs);
            }
        }
    }

    private void Add(Waiter waiter)
    {
        if (IsCurrent)
        {
            _due.Enqueue(waiter, waiter.AtNs);
        }
        else
        {
            _inbox.Enqueue(waiter);
            Poller.Set();
        }
    }

    private readonly record struct Waiter(long AtNs, bool IsPause, SendOrPostCallback Callback, object? State)
    {
        public void Run() => Callback(State);
    }

    private sealed class Context(EventLoop loop) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => loop.Post(d, state);

        public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

        public override SynchronizationContext CreateCopy() => this;
    }

    /// <summary>An instant to await.</summary>
    internal readonly struct Instant(EventLoop loop, long ns, bool isPause) : ICriticalNotifyCompletion
    {
        /// <summary>Always false: even what is due takes its turn.</summary>
        public bool IsCompleted => false;

        /// <summary>The awaiter.</summary>
        public Instant GetAwaiter() => this;

        /// <summary>Nothing.</summary>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => loop.Add(new Waiter(ns, isPause, s_resume, continuation));
    }
}
