namespace Headroom.Experiments.Processes;

/// <summary>
/// A process with everything that it started: its children and theirs, the members of its session, and those that left both but carry its mark in their environment.
/// </summary>
/// <param name="Root">The process that was started.</param>
/// <param name="Mark">The environment variable and value that its descendants inherit.</param>
internal sealed record ProcessTree(ProcessStamp Root, (string Variable, string Value) Mark)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(5);

    /// <summary>The living members, the root first if it lives, found by parent and session. Cheap: one file a process of this machine.</summary>
    public IReadOnlyList<ProcessStamp> Members()
    {
        var table = ProcessTable.Read();
        // A session's number is not given away while the session has members: only another process under the root's pid makes it worthless.
        if (table.Exists(row => row.Stamp.Pid == Root.Pid && row.Stamp != Root))
            return [];
        HashSet<int> pids = [Root.Pid];
        while (table.Exists(row => (pids.Contains(row.Parent) || row.Session == Root.Pid) && pids.Add(row.Stamp.Pid)))
        {
            // each round adds one member; the next may find its children
        }

        return
        [
            .. table.Where(row => !row.Ended && pids.Contains(row.Stamp.Pid)).Select(row => row.Stamp)
                .OrderBy(member => member != Root).ThenBy(member => member.Pid),
        ];
    }

    /// <summary>The living members with those that turned themselves into daemons. Reads the environment of every process.</summary>
    public IReadOnlyList<ProcessStamp> AllMembers() => [.. Members().Union(ProcessTable.Marked(Mark.Variable, Mark.Value))];

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
    public static async Task WaitAsync(Func<IReadOnlyList<ProcessStamp>> members, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < limit && members().Count > 0)
            await Task.Delay(Poll, time, cancellation);
    }
}
