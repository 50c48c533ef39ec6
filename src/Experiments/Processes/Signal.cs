using System.Runtime.InteropServices;

namespace Headroom.Experiments.Processes;

/// <summary>
/// Sends the signals that .NET has no call for.
/// <para><b>Source:</b> kill(2), signal(7).</para>
/// </summary>
internal enum Signal
{
    /// <summary>SIGINT: to a Postgres postmaster, disconnect everybody and stop.</summary>
    Interrupt = 2,

    /// <summary>SIGQUIT: to a Postgres postmaster, stop at once, but give shared memory back.</summary>
    Quit = 3,

    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,
}

internal static class Signals
{
    /// <summary>Signals this very process; nothing happens when it has ended, even if its pid was given to another.</summary>
    /// <returns>Whether the signal was delivered.</returns>
    public static bool Send(this ProcessStamp process, Signal signal) => process.IsAlive() && Kill(process.Pid, (int)signal) == 0;

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
