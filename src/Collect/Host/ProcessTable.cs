namespace Headroom.Collect.Host;

/// <summary>The processes of this machine at one moment, with the processor time that each has used.</summary>
public sealed class ProcessTable
{
    /// <summary>USER_HZ of every Linux is 100.</summary>
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(10);

    private readonly Dictionary<int, ProcessStat> _processes;
    private readonly ILookup<int, int> _children;

    /// <summary>Makes it of what was read.</summary>
    internal ProcessTable(IReadOnlyList<ProcessStat> processes)
    {
        _processes = processes.ToDictionary(static process => process.Pid);
        _children = processes.ToLookup(static process => process.Parent, static process => process.Pid);
    }

    /// <summary>Reads it.</summary>
    public static ProcessTable Read() => new(ProcessStat.All());

    /// <summary>Processor time of one process in clock ticks; 0 of one that is gone.</summary>
    public double TicksOf(int pid) => _processes.TryGetValue(pid, out var process) ? process.OwnTicks : 0;

    /// <summary>
    /// Processor time, in clock ticks, that processes and all their descendants have used since an earlier reading; 0 and above.
    /// </summary>
    /// <remarks>
    /// Each process counts for what it has used beyond what it had used then, also where it has lost its parent meanwhile. One that has
    /// ended is in the count of the process that waited for it (cutime, cstime) with its whole life, of which the part before is taken off.
    /// <para><b>Source:</b> proc_pid_stat(5), fields 14 to 17; wait(2) and signal(7) on children that nobody waits for.</para>
    /// </remarks>
    /// <param name="earlier">The earlier reading.</param>
    /// <param name="roots">The roots of their trees.</param>
    /// <returns>
    /// Null when it is not known: no roots are given, one of them does not run any more, or a process has ended and none that waits for it
    /// is left in its tree, so that what it used at last is counted nowhere.
    /// </returns>
    public double? TicksSince(ProcessTable earlier, IReadOnlyList<int> roots)
    {
        if (roots.Count == 0 || !roots.All(root => IsStillRunning(root, earlier)))
        {
            return null;
        }

        var then = earlier.Seen(earlier.Tree(roots)).ToList();
        var ended = then.Where(process => SameAs(process) is null).ToList();
        var now = Seen(Tree([.. roots.Concat(then.Except(ended).Select(static process => process.Pid)).Distinct()]));
        var taken = ended.Sum(static process => process.TicksWithEnded);
        var ticks = now.Sum(process => process.TicksWithEnded - (earlier.SameAs(process)?.TicksWithEnded ?? 0L)) - taken;
        return WereWaitedFor(ended, earlier) && ticks >= 0 ? ticks : null;
    }

    /// <summary>The same as time, in steps of a tick.</summary>
    public TimeSpan? TimeSince(ProcessTable earlier, IReadOnlyList<int> roots) =>
        TicksSince(earlier, roots) is { } ticks ? ticks * s_tick : null;

    /// <summary>Some processes and all their living descendants.</summary>
    public IReadOnlyList<int> Tree(IReadOnlyList<int> roots)
    {
        var found = new List<int>(roots);
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(_children[found[i]].Where(child => !found.Contains(child)));
        }

        return found;
    }

    /// <summary>Those of some processes whose parents are not among them.</summary>
    internal IReadOnlyList<int> TopMost(IReadOnlyList<int> pids) =>
        [.. pids.Where(pid => !_processes.TryGetValue(pid, out var process) || !pids.Contains(process.Parent))];

    // An ended root may leave children that are nobody's any more; and a pid that is used again is another process.
    private bool IsStillRunning(int root, ProcessTable earlier) =>
        _processes.TryGetValue(root, out var now) && !now.HasEnded
        && (!earlier._processes.ContainsKey(root) || earlier.SameAs(now) is not null);

    // What a process takes over from its ended descendants is no less than what they had used before; else one of them is missing.
    private bool WereWaitedFor(IReadOnlyList<ProcessStat> ended, ProcessTable earlier) => ended
        .GroupBy(process => WaiterOf(process, earlier))
        .All(same => same.Key is { } then && SameAs(then) is { } now
            && now.TicksOfEnded - then.TicksOfEnded >= same.Sum(static process => process.TicksWithEnded));

    // The nearest ancestor that has not ended, as it was then.
    private ProcessStat? WaiterOf(ProcessStat process, ProcessTable earlier)
    {
        var waiter = earlier._processes.GetValueOrDefault(process.Parent);
        while (waiter is not null && SameAs(waiter) is null)
        {
            waiter = earlier._processes.GetValueOrDefault(waiter.Parent);
        }

        return waiter;
    }

    private IEnumerable<ProcessStat> Seen(IEnumerable<int> pids) =>
        pids.Select(pid => _processes.GetValueOrDefault(pid)).OfType<ProcessStat>();

    private ProcessStat? SameAs(ProcessStat process) =>
        _processes.TryGetValue(process.Pid, out var same) && same.Start == process.Start ? same : null;
}
