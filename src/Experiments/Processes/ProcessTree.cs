using System.Text;
using Headroom.Collect.Host;

namespace Headroom.Experiments.Processes;

/// <summary>
/// A process with everything that it started: its children and theirs, the members of its session, and those that left both but carry its
/// mark in their environment.
/// </summary>
/// <param name="Root">The process that was started.</param>
/// <param name="Mark">The environment variable and value that its descendants inherit.</param>
internal sealed record ProcessTree(ProcessStamp Root, (string Variable, string Value) Mark)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The living members, the root first if it lives, found by parent and session. Cheap: one file a process of this machine.
    /// </summary>
    public IReadOnlyList<ProcessStamp> Members()
    {
        var table = ProcessStat.All();
        // A session's number is not given away while the session has members: only another process under the root's pid makes it worthless.
        if (table.Any(process => process.Pid == Root.Pid && ProcessStamp.From(process) != Root))
            return [];
        HashSet<int> pids = [Root.Pid];
        while (table.Any(process => (pids.Contains(process.Parent) || process.Session == Root.Pid) && pids.Add(process.Pid)))
        {
            // each round adds one member; the next may find its children
        }

        return
        [
            .. table.Where(process => !process.HasEnded && pids.Contains(process.Pid)).Select(ProcessStamp.From)
                .OrderBy(member => member != Root).ThenBy(member => member.Pid),
        ];
    }

    /// <summary>The living members with those that turned themselves into daemons. Reads the environment of every process.</summary>
    public IReadOnlyList<ProcessStamp> AllMembers() => [.. Members().Union(Marked(Mark.Variable, Mark.Value))];

    /// <summary>
    /// The living processes that were started with this environment variable at this value. Those of other users are not seen, except
    /// by root.
    /// <para><b>Source:</b> proc_pid_environ(5).</para>
    /// </summary>
    public static IReadOnlyList<ProcessStamp> Marked(string variable, string value)
    {
        var mark = Encoding.UTF8.GetBytes($"\0{variable}={value}\0");
        return [.. ProcessStat.Pids().Where(pid => HasMark(pid, mark)).Select(ProcessStamp.Of).OfType<ProcessStamp>()];
    }

    /// <summary>Signals every member, waits, and kills those that are left.</summary>
    /// <returns>Those that even SIGKILL did not end within five seconds: none, unless the kernel holds them.</returns>
    public Task<IReadOnlyList<ProcessStamp>> StopAsync(TimeSpan grace, TimeProvider time, CancellationToken cancellation) =>
        StopAsync(AllMembers, Signal.Terminate, grace, time, cancellation);

    /// <summary>The same for any set of processes that can be listed again.</summary>
    public static async Task<IReadOnlyList<ProcessStamp>> StopAsync(
        Func<IReadOnlyList<ProcessStamp>> members, Signal first, TimeSpan grace, TimeProvider time, CancellationToken cancellation)
    {
        foreach (var member in members())
            member.Send(first);
        await WaitAsync(members, grace, time, cancellation);
        var start = time.GetTimestamp();
        while (members() is { Count: > 0 } left)
        {
            if (time.GetElapsedTime(start) > KillLimit)
                return left;
            foreach (var member in left)
                member.Send(Signal.Kill);
            await Task.Delay(Poll, time, cancellation);
        }
        return [];
    }

    /// <summary>Kills every member at once, without a warning, and waits until none is left.</summary>
    /// <returns>Those that SIGKILL did not end within five seconds: none, unless the kernel holds them.</returns>
    public Task<IReadOnlyList<ProcessStamp>> KillAsync(TimeProvider time, CancellationToken cancellation) =>
        StopAsync(AllMembers, Signal.Kill, TimeSpan.Zero, time, cancellation);

    /// <summary>Waits until none is left or the limit has passed.</summary>
    public static async Task WaitAsync(
        Func<IReadOnlyList<ProcessStamp>> members, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < limit && members().Count > 0)
            await Task.Delay(Poll, time, cancellation);
    }

    private static bool HasMark(int pid, byte[] mark)
    {
        try
        {
            return ((byte[])[0, .. File.ReadAllBytes($"/proc/{pid}/environ"), 0]).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // it is gone, or somebody else's
        }
    }
}
