namespace Headroom.Collect.Host;

/// <summary>The processes of this machine at one moment, with the processor time that each has used.</summary>
public sealed class ProcessTable
{
    /// <summary>USER_HZ of every Linux.</summary>
    private const double TicksPerSecond = 100;

    private readonly Dictionary<int, ProcessStat> _processes;
    private readonly ILookup<int, int> _children;

    private ProcessTable(IReadOnlyList<ProcessStat> processes)
    {
        _processes = processes.ToDictionary(static process => process.Pid);
        _children = processes.ToLookup(static process => process.Parent, static process => process.Pid);
    }

    /// <summary>Reads it.</summary>
    public static ProcessTable Read() => new(ProcessStat.All());

    /// <summary>Processor time of one process in clock ticks; 0 of one that is gone.</summary>
    public double TicksOf(int pid) => _processes.TryGetValue(pid, out var process) ? process.OwnTicks : 0;

    /// <summary>The same of processes with all living descendants, and the ended children that they waited for.</summary>
    public double TicksOfTrees(IReadOnlyList<int> roots) =>
        Tree(roots).Sum(pid => _processes.TryGetValue(pid, out var process) ? process.TicksWithEnded : 0);

    /// <summary>The same as time, in steps of a tick.</summary>
    public TimeSpan TimeOfTrees(IReadOnlyList<int> roots) => TimeSpan.FromSeconds(TicksOfTrees(roots) / TicksPerSecond);

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
}
