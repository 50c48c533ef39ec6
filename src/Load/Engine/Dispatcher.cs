using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Headroom.Load.Engine;

/// <summary>A thread of its own that resumes whoever awaits an instant, on time even when the thread pool is busy.</summary>
/// <remarks>
/// What it resumes runs on its thread until the next real await, so it must be short: a send, never a computation.
/// Whatever is due is resumed by due time, before a release, so that a release at t finds all that was due until t done.
/// </remarks>
internal sealed class Dispatcher : IDisposable
{
    private readonly RunClock _clock;
    private readonly Wake _wake;
    private readonly Thread _thread;
    private readonly ConcurrentQueue<Waiter> _inbox = new();
    private readonly PriorityQueue<Waiter, long> _due = new();
    private volatile bool _releasing;
    private volatile bool _disposed;
    private long _releasedAtNs = -1;

    /// <summary>Starts the thread.</summary>
    public Dispatcher(RunClock clock)
    {
        _clock = clock;
        _wake = Wake.For(clock.Time);
        _thread = new Thread(Loop) { IsBackground = true, Name = "load dispatcher" };
        _thread.Start();
    }

    /// <summary>When pauses were released, or null before.</summary>
    public long? ReleasedAtNs => Interlocked.Read(ref _releasedAtNs) is >= 0 and var at ? at : null;

    /// <summary>Whether the caller runs on the dispatcher's thread.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Resumes the caller on the dispatcher's thread at an instant.</summary>
    public Instant Until(long ns) => new(this, ns, isPause: false);

    /// <summary>As <see cref="Until"/>, but sooner when pauses are released.</summary>
    public Instant Pause(long ns) => new(this, ns, isPause: true);

    /// <summary>Ends every pause, and every later one at once.</summary>
    public void Release()
    {
        _releasing = true;
        _wake.Set();
    }

    /// <summary>Ends the thread; who still waits is never resumed. Not to be called from the thread itself.</summary>
    public void Dispose()
    {
        _disposed = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Loop()
    {
        while (!_disposed)
        {
            var releasing = _releasing;
            var now = _clock.NowNs;
            ResumeDue(now);
            if (releasing)
            {
                ResumePauses(now);
            }

            TakeInbox();
            if (_disposed || (_releasing && !releasing) || (releasing && _due.UnorderedItems.Any(item => item.Element.IsPause)))
            {
                continue;
            }

            var wait = _due.TryPeek(out _, out var next) ? next - _clock.NowNs : (long?)null;
            if (wait is not <= 0)
            {
                _wake.Wait(wait);
            }
        }
    }

    private void ResumeDue(long now)
    {
        TakeInbox();
        while (_due.TryPeek(out _, out var next) && next <= now)
        {
            _due.Dequeue().Resume();
            TakeInbox();
        }
    }

    private void ResumePauses(long now)
    {
        Interlocked.CompareExchange(ref _releasedAtNs, now, -1);
        var waiting = _due.UnorderedItems.ToArray();
        _due.Clear();
        foreach (var (waiter, at) in waiting.OrderBy(item => item.Priority))
        {
            if (waiter.IsPause)
            {
                waiter.Resume();
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
            _due.Enqueue(waiter, waiter.AtNs);
        }
    }

    private void Add(Waiter waiter)
    {
        _inbox.Enqueue(waiter);
        if (!IsCurrent)
        {
            _wake.Set();
        }
    }

    private readonly record struct Waiter(long AtNs, bool IsPause, Action Resume);

    /// <summary>An instant to await.</summary>
    internal readonly struct Instant(Dispatcher dispatcher, long ns, bool isPause) : ICriticalNotifyCompletion
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
        public void UnsafeOnCompleted(Action continuation) => dispatcher.Add(new Waiter(ns, isPause, continuation));
    }
}
