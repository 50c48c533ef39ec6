using System.Runtime.InteropServices;

namespace Headroom.Bench.Servers;

/// <summary>The calls of Linux that the servers need. Each returns -1 on an error, whose number is the last P/Invoke error.</summary>
internal static unsafe partial class Native
{
    public const int Readable = 0x1;
    public const int Add = 1;
    public const int Realtime = 0;
    public const int Monotonic = 1;
    public const int AbsoluteTime = 1;
    public const int NonBlocking = 0x800;
    public const int NoSignal = 0x4000;
    public const int SetTimerSlack = 29;
    public const int Tcp = 6;
    public const int NoDelay = 1;
    public const int Again = 11;
    public const int Interrupted = 4;

    private const string C = "libc";

    [LibraryImport(C, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int CreatePoll(int flags);

    [LibraryImport(C, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int ControlPoll(int poll, int operation, int descriptor, byte* change);

    [LibraryImport(C, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int WaitPoll(int poll, byte* events, int most, int timeoutMs);

    [LibraryImport(C, EntryPoint = "ppoll", SetLastError = true)]
    public static partial int WaitOne(PollEntry* entry, nuint count, TimeSpec* timeout, void* mask);

    [LibraryImport(C, EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept(int listener, void* address, void* length, int flags);

    [LibraryImport(C, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int descriptor, int level, int option, int* value, uint length);

    [LibraryImport(C, EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport(C, EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport(C, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(C, EntryPoint = "prctl", SetLastError = true)]
    public static partial int ControlProcess(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport(C, EntryPoint = "clock_gettime", SetLastError = true)]
    public static partial int GetTime(int clock, TimeSpec* time);

    [LibraryImport(C, EntryPoint = "clock_nanosleep")]
    public static partial int Sleep(int clock, int flags, TimeSpec* time, TimeSpec* rest);

    /// <summary>Throws when a call said -1.</summary>
    public static int Checked(int result, string call) =>
        result >= 0 ? result : throw new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    /// <summary>A time as the kernel has it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct TimeSpec(long ns)
    {
        private const long NsPerSecond = 1_000_000_000;
        private readonly long _seconds = ns / NsPerSecond;
        private readonly long _ns = ns % NsPerSecond;

        public long TotalNs => (_seconds * NsPerSecond) + _ns;
    }

    /// <summary>One descriptor to wait for.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct PollEntry(int descriptor, short events)
    {
        public readonly int Descriptor = descriptor;
        public readonly short Events = events;
        public readonly short Returned;
    }
}
