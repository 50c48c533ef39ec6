using System.Globalization;

namespace Headroom.Collect.Host;

/// <summary>Reads processes from <c>/proc</c>. A process that ends while it is read counts as gone.</summary>
public static class Processes
{
    private const int ParentField = 1;

    private const int UserTicksField = 11;

    private static readonly string[] SocketTables = ["/proc/net/tcp", "/proc/net/tcp6"];

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
    public static IReadOnlyList<int> ListeningOn(int port)
    {
        var sockets = SocketTables.Where(File.Exists).SelectMany(File.ReadLines).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[3] == "0A" && fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal))
            .Select(fields => $"socket:[{fields[9]}]").ToHashSet();
        return sockets.Count == 0 ? [] : [.. TopMost([.. All().Where(pid => Holds(pid, sockets))])];
    }

    // Children that inherited the socket are counted with their parent.
    private static IEnumerable<int> TopMost(List<int> pids) => pids.Where(pid => !pids.Contains(Parent(pid)));

    private static bool Holds(int pid, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{pid}/fd").Any(file => File.ResolveLinkTarget(file, returnFinalTarget: false) is { } target && sockets.Contains(target.Name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
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
