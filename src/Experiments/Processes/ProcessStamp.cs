using System.Globalization;
using Headroom.Collect.Host;

namespace Headroom.Experiments.Processes;

/// <summary>
/// Names one process for ever: its pid, and when it started, since pids are used again.
/// <para><b>Source:</b> proc_pid_stat(5), field 22 (start time in clock ticks since boot) and proc_sys_kernel(5), random/boot_id.</para>
/// </summary>
/// <param name="Pid">The process id.</param>
/// <param name="Start">
/// Clock ticks between boot and start, an @ and the first eight characters of the boot's id. Only compared, never calculated with.
/// </param>
public readonly record struct ProcessStamp(int Pid, string Start)
{
    private static readonly string Boot = ReadBoot();

    /// <summary>The process that asks.</summary>
    public static ProcessStamp Own() => Of(Environment.ProcessId)
        ?? throw new InvalidOperationException("/proc/self/stat cannot be read. Headroom needs a Linux with /proc mounted.");

    /// <summary>The process that has this pid now; null when there is none, or only its unreaped remains.</summary>
    public static ProcessStamp? Of(int pid) => ProcessStat.Of(pid) is { HasEnded: false } process ? From(process) : null;

    /// <summary>Whether this very process still runs. A process that got the same pid later does not count.</summary>
    public bool IsAlive() => Of(Pid) == this;

    /// <summary>The name of a process that was seen, ended or not.</summary>
    internal static ProcessStamp From(ProcessStat process) =>
        new(process.Pid, string.Create(CultureInfo.InvariantCulture, $"{process.Start}@{Boot}"));

    private static string ReadBoot()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id")[..8];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return "unknown";
        }
    }
}
