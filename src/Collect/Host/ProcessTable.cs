using System.Globalization;

namespace Headroom.Collect.Host;

/// <summary>The processes of this machine at one moment, with the processor time that each has used.</summary>
/// <remarks><b>Source:</b> proc(5), /proc/PID/stat. A process that ends while it is read counts as gone.</remarks>
public sealed class ProcessTable
{
    /// <summary>USER_HZ of every Linux.</summary>
    private const double TicksPerSecond = 100;

    private const int ParentField = 1;
    private const int UserTicksField = 11;

    private readonly Dictionary<int, (int Parent, double Own, double WithEnded)> _processes;
    private readonly ILookup<int, int> _children;

    private ProcessTable(Dictionary<int, (int Parent, double Own, double WithEnded)> processes)
    {
        _processes = processes;
        _children = processes.ToLookup(static process => process.Value.Parent, static process => process.Key);
    }

    /// <summary>Reads it.</summary>
    public static ProcessTable Read()
    {
        var processes = new Dictionary<int, (int, double, double)>();
        foreach (var pid in Processes.All())
        {
            if (Fields(pid) is { } fields)
            {
                var ticks = fields[UserTicksField..(UserTicksField + 4)].Select(static field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
                processes[pid] = (int.Parse(fields[ParentField], CultureInfo.InvariantCulture), ticks[0] + ticks[1], ticks.Sum());
            }
        }

        return new ProcessTable(processes);
    }

    /// <summary>Processor time of one process in clock ticks; 0 of one that is gone.</summary>
    public double TicksOf(int pid) => _processes.TryGetValue(pid, out var process) ? process.Own : 0;

    /// <summary>The same of processes with all living descendants, and the ended children that they waited for.</summary>
    public double TicksOfTrees(IReadOnlyList<int> roots) =>
        Tree(roots).Sum(pid => _processes.TryGetValue(pid, out var process) ? process.WithEnded : 0);

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

    // What follows the command's name, which stands in brackets and may hold anything.
    private static string[]? Fields(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
