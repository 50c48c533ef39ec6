using System.Globalization;

namespace Headroom.Collect.Host;

/// <summary>Finds the processes of this machine that a service is connected to over loopback: its database, its cache.</summary>
/// <remarks><b>Source:</b> proc(5): /proc/net/tcp and /proc/PID/fd. What is connected over a Unix socket is not seen.</remarks>
public static class ServicePeers
{
    private const string Established = "01";
    private static readonly string[] s_tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>The processes that listen where the service's processes are connected to, the service and <paramref name="others"/> left out.</summary>
    /// <param name="service">Roots of the service's process trees.</param>
    /// <param name="others">Processes that are no peers, whatever they listen on.</param>
    public static IReadOnlyList<int> Of(IReadOnlyList<int> service, IReadOnlyList<int> others)
    {
        var tree = Processes.Tree(service);
        var sockets = tree.SelectMany(SocketsOf).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. s_tables.Where(File.Exists).SelectMany(static table => File.ReadLines(table))
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields.Length > 9 && fields[3] == Established && sockets.Contains(fields[9]) && IsLoopback(fields[2]))
                .Select(static fields => int.Parse(fields[2].AsSpan(fields[2].IndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                .Distinct()
                .SelectMany(Processes.ListeningOn)
                .Distinct()
                .Except(tree)
                .Except(others),
        ];
    }

    // Addresses are little-endian words: 127.x.y.z ends in 7F; ::1 and mapped ones stand in 32 digits.
    private static bool IsLoopback(string endpoint) => endpoint.Split(':')[0] switch
    {
        { Length: 8 } v4 => v4.EndsWith("7F", StringComparison.Ordinal),
        "00000000000000000000000001000000" => true,
        var v6 => v6.StartsWith("0000000000000000FFFF0000", StringComparison.Ordinal) && v6.EndsWith("7F", StringComparison.Ordinal),
    };

    private static IEnumerable<string> SocketsOf(int pid)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles($"/proc/{pid}/fd")
                    .Select(static file => File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name ?? "")
                    .Where(static name => name.StartsWith("socket:[", StringComparison.Ordinal))
                    .Select(static name => name[8..^1]),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
