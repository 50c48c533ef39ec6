using System.Net;
using System.Net.Sockets;

namespace Headroom.Experiments.Clusters;

/// <summary>Asks the kernel for loopback ports.</summary>
public static class FreePort
{
    /// <summary>
    /// A TCP port of 127.0.0.1 that nobody listened on a moment ago. Somebody else may take it first: whoever uses it must be ready to ask
    /// again.
    /// </summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
