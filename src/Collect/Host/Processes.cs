using System.Globalization;

namespace Headroom.Collect.Host;

/// <summary>Reads processes from <c>/proc</c>. A process that ends while it is read counts as gone.</summary>
public static class Processes
{
    private const int ParentField = 1;

    private const int UserTicksField = 11;

    /// <summary>Processor time in clock ticks of some processes: their own, that of all living descendants, and that of ended children they waited for.</summary>
    public static double CpuTicks(IReadOnlyList<int> roots, bool withChildren)
    {
        var pids = withChildren ? Tree(roots) : roots;
        return pids.Select(Fields).OfType<string[]>().Sum(fields => Enumerable.Range(UserTicksField, withChildren ? 4 : 2)
            .Sum(place => double.Parse(fields[place], CultureInfo.InvariantCulture)));
    }

    /// <summary>Some processes and all their living descendants.</summary>
    public static IReadOnlyList<int> Tree(IReadOnlyList<int> roots)
    {
        var children = All().Select(pid => (Pid: pid, Parent: Parent(pid))).ToLookup(process => process.Parent, process => process.Pid);
        var found = new List<int>(roots);
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(children[found[i]].Where(child => !found.Contains(child)));
        }

        return found;
    }

    /// <summary>The processes that listen on a TCP port of this machine; empty when that cannot be seen.</summary>
    public static IReadOnlyList<int> ListeningOn(int port) => Holding(TcpTable.Read().ListeningOn(port));

    /// <summary>The processes that hold any of some sockets; children that inherited one are counted with their parent.</summary>
    internal static IReadOnlyList<int> Holding(IEnumerable<string> sockets)
    {
        var wanted = sockets.ToHashSet(StringComparer.Ordinal);
        List<int> pids = wanted.Count == 0 ? [] : [.. All().Where(pid => SocketsOf(pid).Any(wanted.Contains))];
        return [.. pids.Where(pid => !pids.Contains(Parent(pid)))];
    }

    /// <summary>The sockets that a process holds, as <c>socket:[inode]</c>; none when that cannot be seen.</summary>
    internal static IReadOnlyList<string> SocketsOf(int pid)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles($"/proc/{pid}/fd").Select(static file => File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name)
                    .OfType<string>().Where(static name => name.StartsWith("socket:[", StringComparison.Ordinal)),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0).Where(pid => pid > 0);

    private static int Parent(int pid) => Fields(pid) is { } fields ? int.Parse(fields[ParentField], CultureInfo.InvariantCulture) : 0;

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
