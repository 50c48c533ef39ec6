using System.Runtime.InteropServices;

namespace Headroom.Load.Engine;

/// <summary>A thread's wait with a precise end that others can cut short.</summary>
internal abstract class Wake : IDisposable
{
    private Wake()
    {
    }

    /// <summary>The most precise wait that the machine and the clock allow.</summary>
    public static Wake For(TimeProvider time) =>
        time == TimeProvider.System && OperatingSystem.IsLinux() && Environment.Is64BitProcess ? new EventFd() : new TimerWait(time);

    /// <summary>Ends the current wait, or the next one if nobody waits.</summary>
    public abstract void Set();

    /// <summary>Waits until <see cref="Set"/> or, when given, for so many nanoseconds.</summary>
    public abstract void Wait(long? ns);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Waits on the clock's own timers: whatever it counts as time, to the precision of its timers.</summary>
    internal sealed class TimerWait(TimeProvider time) : Wake
    {
        private readonly AutoResetEvent _set = new(initialState: false);

        public override void Set() => _set.Set();

        public override void Wait(long? ns)
        {
            if (ns is not { } limit)
            {
                _set.WaitOne();
                return;
            }

            var due = RunClock.Span(limit + 99);
            using var timer = time.CreateTimer(static set => ((AutoResetEvent)set!).Set(), _set, due, Timeout.InfiniteTimeSpan);
            _set.WaitOne();
        }

        public override void Dispose() => _set.Dispose();
    }

    /// <summary>
    /// Waits in ppoll on an eventfd: the kernel's high-resolution timers (about 50 us of slack), where the runtime's own waits round up to
    /// milliseconds. It needs no thread of the pool.
    /// </summary>
    internal sealed class EventFd : Wake
    {
        private const int CloseOnExec = 0x80000;
        private const int NonBlocking = 0x800;
        private const short Readable = 1;

        private readonly int _fd = eventfd(0, CloseOnExec | NonBlocking) is >= 0 and var fd
            ? fd
            : throw new InvalidOperationException($"the system gave no eventfd for the dispatcher: errno {Marshal.GetLastPInvokeError()}");

        public override void Set()
        {
            var one = 1UL;
            _ = write(_fd, in one, sizeof(ulong));
        }

        public override void Wait(long? ns)
        {
            var poll = new PollFd { Fd = _fd, Events = Readable };
            if (ns is { } limit)
            {
                var time = new TimeSpec { Seconds = limit / 1_000_000_000, Nanoseconds = limit % 1_000_000_000 };
                _ = ppoll(ref poll, 1, in time, 0);
            }
            else
            {
                _ = ppoll_forever(ref poll, 1, 0, 0);
            }

            _ = read(_fd, out _, sizeof(ulong));
        }

        public override void Dispose() => _ = close(_fd);

        [StructLayout(LayoutKind.Sequential)]
        private struct PollFd
        {
            public int Fd;
            public short Events;
            public short Returned;
        }

        [StructLayout(LayoutKind.Sequential)]
        private struct TimeSpec
        {
            public long Seconds;
            public long Nanoseconds;
        }

#pragma warning disable SYSLIB1054, IDE1006 // blittable signatures need no generated code; the names are the system's
        [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int eventfd(uint initial, int flags);

        [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int ppoll(ref PollFd fds, nuint count, in TimeSpec timeout, nint signals);

        [DllImport("libc", EntryPoint = "ppoll"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int ppoll_forever(ref PollFd fds, nuint count, nint timeout, nint signals);

        [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern nint read(int fd, out ulong value, nint size);

        [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern nint write(int fd, in ulong value, nint size);

        [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int close(int fd);
#pragma warning restore SYSLIB1054, IDE1006
    }
}
