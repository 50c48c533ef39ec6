using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>A server of WebSockets made of bare frames, whose every byte a test decides.</summary>
internal sealed class WebSocketServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<WebSocketPeer, Task> _session;
    private int _connections;

    public WebSocketServer(Func<WebSocketPeer, Task> session)
    {
        _session = session;
        _listener.Start(4096);
        _ = Task.Run(AcceptAsync);
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Sends back every message, answers the close.</summary>
    public static async Task EchoAsync(WebSocketPeer peer)
    {
        await peer.AcceptAsync();
        while (true)
        {
            var (first, payload) = await peer.ReadAsync();
            await peer.SendAsync(first, payload);
            if ((first & 0x0F) == 8)
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                var number = Interlocked.Increment(ref _connections) - 1; // in the order in which they came, whoever is served first
                _ = Task.Run(() => ServeAsync(socket, number));
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var peer = new WebSocketPeer(socket, stream, number, _stop.Token);
            await peer.ReadHeadAsync();
            await _session(peer);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}

/// <summary>The server's end of one connection.</summary>
internal sealed class WebSocketPeer(Socket socket, Stream stream, int number, CancellationToken stop)
{
    private string _head = "";

    public int Number => number;

    public string Line => _head.Split("\r\n")[0];

    public string? Header(string name) => _head.Split("\r\n").Select(static line => line.Split(": ", 2))
        .FirstOrDefault(line => line[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1];

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 says SHA-1")]
    public string Accept => Convert.ToBase64String(
        SHA1.HashData(Encoding.ASCII.GetBytes(Header("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));

    public async Task ReadHeadAsync()
    {
        var letter = new byte[1];
        while (!_head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(letter, stop);
            _head += (char)letter[0];
        }
    }

    public Task AcceptAsync(string more = "", params byte[] then) => WriteAsync([
        .. Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching\r\nUpgrade: WebSocket\r\nConnection: x, Upgrade\r\nSec-WebSocket-Accept: {Accept}\r\n{more}\r\n"),
        .. then,
    ]);

    /// <summary>The next frame of the client, unmasked.</summary>
    public async Task<(byte First, byte[] Payload)> ReadAsync()
    {
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, stop);
        if ((head[1] & 0x80) == 0)
        {
            throw new IOException("a client's frame is not masked");
        }

        var rest = new byte[(head[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 }];
        await stream.ReadExactlyAsync(rest, stop);
        var length = rest.Length switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(rest),
            8 => BinaryPrimitives.ReadInt64BigEndian(rest),
            _ => head[1] & 0x7F,
        };
        var mask = new byte[4];
        await stream.ReadExactlyAsync(mask, stop);
        var payload = new byte[length];
        await stream.ReadExactlyAsync(payload, stop);
        return (head[0], [.. payload.Select((letter, i) => (byte)(letter ^ mask[i & 3]))]);
    }

    public Task TextAsync(string text) => SendAsync(0x81, Encoding.UTF8.GetBytes(text));

    public Task SendAsync(byte first, byte[] payload) => WriteAsync(Frame(first, payload));

    public Task WriteAsync(params byte[] bytes) => stream.WriteAsync(bytes, stop).AsTask();

    public async Task TrickleAsync(byte[] bytes)
    {
        foreach (var letter in bytes)
        {
            await WriteAsync(letter);
            await Task.Yield();
        }
    }

    public Task HangAsync() => Task.Delay(Timeout.Infinite, stop);

    public Task ResetAsync()
    {
        socket.LingerState = new LingerOption(enable: true, 0);
        socket.Close();
        return Task.CompletedTask;
    }

    public static byte[] Frame(byte first, byte[] payload)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
        return payload.Length switch
        {
            < 126 => [first, (byte)payload.Length, .. payload],
            <= ushort.MaxValue => [first, 126, .. length[6..], .. payload],
            _ => [first, 127, .. length, .. payload],
        };
    }
}
