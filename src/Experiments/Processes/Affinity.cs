using System.Runtime.InteropServices;

namespace Headroom.Experiments.Processes;

/// <summary>On which processors of this machine something runs.</summary>
/// <remarks>
/// Each thread has a set of its own, and what it starts inherits it.
/// <para><b>Source:</b> sched_setaffinity(2).</para>
/// </remarks>
public static class Affinity
{
    /// <summary>The words of a set: room for 8,192 processors, as many as the kernel can have.</summary>
    private const int Words = 128;

    private const int BitsOfWord = 64;

    private const int Bytes = Words * sizeof(ulong);

    /// <summary>The numbers of the processors that the calling thread may use, in order; empty where the system does not tell.</summary>
    public static IReadOnlyList<int> Own()
    {
        var set = new ulong[Words];
        return TryRead(set)
            ? [.. Enumerable.Range(0, Words * BitsOfWord).Where(number => (set[number / BitsOfWord] & BitOf(number)) != 0)]
            : [];
    }

    /// <summary>Does something on the calling thread while it has only these processors; what is started meanwhile keeps them.</summary>
    /// <param name="processors">Some of <see cref="Own"/>; null: all of them.</param>
    /// <param name="action">What is done, on this thread alone.</param>
    internal static void On(IReadOnlyList<int>? processors, Action action)
    {
        var before = new ulong[Words];
        if (processors is null || !TryRead(before) || !TryWrite(SetOf(processors)))
        {
            action();
            return;
        }

        try
        {
            action();
        }
        finally
        {
            TryWrite(before);
        }
    }

    private static ulong[] SetOf(IReadOnlyList<int> processors)
    {
        var set = new ulong[Words];
        foreach (var number in processors)
        {
            set[number / BitsOfWord] |= BitOf(number);
        }

        return set;
    }

    private static ulong BitOf(int number) => 1UL << (number % BitsOfWord);

    private static bool TryRead(ulong[] set) => OperatingSystem.IsLinux() && Read(0, Bytes, set) == 0;

    private static bool TryWrite(ulong[] set) => OperatingSystem.IsLinux() && Write(0, Bytes, set) == 0;

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "sched_getaffinity")]
    private static extern int Read(int thread, nuint bytes, [Out] ulong[] set);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "sched_setaffinity")]
    private static extern int Write(int thread, nuint bytes, ulong[] set);
}
