using System.Globalization;

namespace Headroom.Collect.Host;

/// <summary>The TCP sockets of this machine at one moment.</summary>
/// <remarks><b>Source:</b> proc(5), /proc/net/tcp. Reading it makes the kernel walk all of its sockets: read it once.</remarks>
internal sealed class TcpTable
{
    private const string Listening = "0A";
    private const string Established = "01";
    private static readonly string[] s_tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    private readonly ILookup<int, string> _listeners;
    private readonly IReadOnlyList<(string Socket, string Remote)> _connections;

    private TcpTable(IReadOnlyList<string[]> rows)
    {
        _listeners = rows.Where(static row => row[3] == Listening).ToLookup(static row => PortOf(row[1]), static row => SocketOf(row));
        _connections = [.. rows.Where(static row => row[3] == Established).Select(static row => (SocketOf(row), row[2]))];
    }

    /// <summary>Reads it; empty where it cannot be seen.</summary>
    public static TcpTable Read() => new(
    [
        .. s_tables.Where(File.Exists).SelectMany(File.ReadAllLines)
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(static fields => fields.Length > 9 && fields[1].Contains(':')),
    ]);

    /// <summary>The sockets that listen on a port, as /proc/PID/fd names them.</summary>
    public IEnumerable<string> ListeningOn(int port) => _listeners[port];

    /// <summary>
    /// The ports of this machine, among those that anybody listens on, to which some sockets are connected over loopback.
    /// </summary>
    public IEnumerable<int> PortsReachedBy(IReadOnlySet<string> sockets) =>
        _connections.Where(connection => sockets.Contains(connection.Socket) && IsLoopback(connection.Remote))
            .Select(static connection => PortOf(connection.Remote)).Distinct().Where(_listeners.Contains);

    private static string SocketOf(string[] row) => $"socket:[{row[9]}]";

    private static int PortOf(string endpoint) =>
        int.Parse(endpoint.AsSpan(endpoint.IndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // Addresses are little-endian words: 127.x.y.z ends in 7F; ::1 and mapped ones stand in 32 digits.
    private static bool IsLoopback(string endpoint) => endpoint.Split(':')[0] switch
    {
        { Length: 8 } v4 => v4.EndsWith("7F", StringComparison.Ordinal),
        "00000000000000000000000001000000" => true,
        var v6 => v6.StartsWith("0000000000000000FFFF0000", StringComparison.Ordinal) && v6.EndsWith("7F", StringComparison.Ordinal),
    };
}
