namespace Headroom.Collect.Host;

/// <summary>Finds processes of this machine by their sockets, from <c>/proc</c>.</summary>
public static class Processes
{
    /// <summary>The processes that listen on a TCP port of this machine; empty when that cannot be seen.</summary>
    public static IReadOnlyList<int> ListeningOn(int port) => Holding(TcpTable.Read().ListeningOn(port));

    /// <summary>The processes that hold any of some sockets; children that inherited one are counted with their parent.</summary>
    internal static IReadOnlyList<int> Holding(IEnumerable<string> sockets)
    {
        var wanted = sockets.ToHashSet(StringComparer.Ordinal);
        return wanted.Count == 0
            ? []
            : ProcessTable.Read().TopMost([.. ProcessStat.Pids().Where(pid => SocketsOf(pid).Any(wanted.Contains))]);
    }

    /// <summary>The sockets that a process holds, as <c>socket:[inode]</c>; none when that cannot be seen.</summary>
    internal static IReadOnlyList<string> SocketsOf(int pid)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles($"/proc/{pid}/fd").Select(TargetOf)
                    .OfType<string>().Where(static name => name.StartsWith("socket:[", StringComparison.Ordinal)),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // A busy process closes files while they are read: one that is gone hides none of the others.
    private static string? TargetOf(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
