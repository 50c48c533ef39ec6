namespace Headroom.Collect.Host;

/// <summary>Finds the processes of this machine that a service is connected to over loopback: its database, its cache.</summary>
/// <remarks><b>Source:</b> proc(5): /proc/net/tcp and /proc/PID/fd. What is connected over a Unix socket is not seen.</remarks>
public static class ServicePeers
{
    /// <summary>
    /// The processes that listen where the service's processes are connected to, the service and <paramref name="others"/> left out.
    /// </summary>
    /// <param name="service">Roots of the service's process trees.</param>
    /// <param name="others">Processes that are no peers, whatever they listen on.</param>
    public static IReadOnlyList<int> Of(IReadOnlyList<int> service, IReadOnlyList<int> others)
    {
        var tree = ProcessTable.Read().Tree(service);
        var table = TcpTable.Read();
        var ports = table.PortsReachedBy(tree.SelectMany(Processes.SocketsOf).ToHashSet(StringComparer.Ordinal));
        return [.. Processes.Holding(ports.SelectMany(table.ListeningOn)).Except(tree).Except(others)];
    }
}
