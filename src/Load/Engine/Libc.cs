using System.Runtime.InteropServices;

namespace Headroom.Load.Engine;

/// <summary>The system calls of Linux that the engine makes itself.</summary>
internal static unsafe class Libc
{
    public const int StreamSocket = 1;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int NoSignal = 0x4000;
    public const int LevelSocket = 1;
    public const int LevelTcp = 6;
    public const int SocketError = 4;
    public const int NoDelay = 1;
    public const int EpollAdd = 1;
    public const uint EpollIn = 0x1;
    public const uint EpollOut = 0x4;
    public const uint EpollError = 0x8;
    public const uint EpollHangUp = 0x10;
    public const uint EpollReadHangUp = 0x2000;
    public const uint EpollEdge = 1u << 31;
    public const int TimerSlack = 29;
    public const int OpenFilesLimit = 7;
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int InProgress = 115;

    /// <summary>Whether these calls exist here.</summary>
    public static bool IsHere => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>The number of the last call's error.</summary>
    public static int Error => Marshal.GetLastPInvokeError();

    /// <summary>What an error number means for a request.</summary>
    public static ErrorKind KindOf(int errno) => errno switch
    {
        111 => ErrorKind.Refused,
        110 => ErrorKind.Timeout,
        1 or 13 or 97 or 100 or 101 or 112 or 113 => ErrorKind.Unreachable,
        12 or 23 or 24 or 98 or 99 or 105 => ErrorKind.Exhausted,
        _ => ErrorKind.Reset,
    };

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;

        public static TimeSpec Of(long ns) => new() { Seconds = ns / 1_000_000_000, Nanoseconds = ns % 1_000_000_000 };
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

#pragma warning disable SYSLIB1054, IDE1006 // blittable signatures need no generated code; the names are the system's
    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int socket(int family, int type, int protocol);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int connect(int fd, byte* address, int length);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern nint send(int fd, byte* data, nint length, int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern nint recv(int fd, byte* data, nint length, int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int close(int fd);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int setsockopt(int fd, int level, int option, int* value, int length);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int getsockopt(int fd, int level, int option, int* value, int* length);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int epoll_ctl(int epoll, int operation, int fd, byte* interest);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int epoll_wait(int epoll, byte* events, int most, int timeoutMs);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int epoll_pwait2(int epoll, byte* events, int most, TimeSpec* timeout, nint signals);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int ppoll(PollFd* fds, nuint count, TimeSpec* timeout, nint signals);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int eventfd(uint initial, int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern nint read(int fd, ulong* value, nint size);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern nint write(int fd, ulong* value, nint size);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int prctl(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int getrlimit(int resource, ulong* limits);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int clock_gettime(int clock, TimeSpec* time);
#pragma warning restore SYSLIB1054, IDE1006
}
