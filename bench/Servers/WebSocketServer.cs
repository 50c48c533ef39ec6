using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Headroom.Bench.Servers;

/// <summary>
/// Holds WebSockets: sends back what comes, answers pings and closes. <c>/stats</c> of plain HTTP answers
/// "open most messages": sockets now, the most at once since the start, messages sent back. <b>Source:</b> RFC 6455.
/// </summary>
internal sealed class WebSocketServer(Connections connections)
{
    private const long WaitNs = 100_000_000;
    private const byte Final = 0x80;
    private const byte Close = 8;
    private const byte Ping = 9;
    private const byte Pong = 10;

    private int _open;
    private int _most;
    private long _messages;

    /// <summary>Serves until it is cancelled.</summary>
    public void Run(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            foreach (var connection in connections.Ready(WaitNs))
            {
                Serve(connection);
            }
        }
    }

    private void Serve(Connection connection)
    {
        var bytes = connections.Read(connection);
        while (!connection.IsWebSocket && Requests.TryRead(ref bytes, out var target, out var head))
        {
            Answer(connection, target, Encoding.ASCII.GetString(head));
        }

        while (connection.IsWebSocket && connection.IsOpen && TryFrame(ref bytes, out var frame))
        {
            Answer(connection, frame);
        }

        connections.Keep(connection, bytes);
        if (!connection.IsOpen && connection.IsWebSocket)
        {
            connection.IsWebSocket = false;
            _open--;
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "the handshake of RFC 6455 is SHA-1; it guards nothing")]
    private void Answer(Connection connection, ReadOnlySpan<byte> target, string head)
    {
        const string Name = "\r\nSec-WebSocket-Key:";
        var from = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (from < 0)
        {
            connections.Send(connection, target.SequenceEqual("/stats"u8)
                ? Requests.Response(string.Create(CultureInfo.InvariantCulture, $"{_open} {_most} {_messages}\n"))
                : Requests.Response("a WebSocket is expected\n"));
            return;
        }

        var key = head[(from + Name.Length)..].Split("\r\n")[0].Trim();
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        connections.Send(connection, Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
        connection.IsWebSocket = true;
        _most = Math.Max(_most, ++_open);
    }

    private void Answer(Connection connection, Frame frame)
    {
        switch (frame.Kind)
        {
            case Pong:
                break;
            case Ping:
                Send(connection, Final | Pong, frame.Payload);
                break;
            case Close:
                Send(connection, Final | Close, frame.Payload);
                connections.Close(connection);
                break;
            case var _ when !frame.IsMasked:
                connections.Close(connection);
                break;
            default:
                Send(connection, frame.First, frame.Payload);
                _messages += frame.IsFinal ? 1 : 0;
                break;
        }
    }

    // A fragment goes back as it came: its first byte says which one it is.
    private void Send(Connection connection, byte first, ReadOnlySpan<byte> payload)
    {
        var bytes = new byte[payload.Length + 10];
        bytes[0] = first;
        var head = 2;
        switch (payload.Length)
        {
            case < 126:
                bytes[1] = (byte)payload.Length;
                break;
            case <= ushort.MaxValue:
                (bytes[1], head) = (126, 4);
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)payload.Length);
                break;
            default:
                (bytes[1], head) = (127, 10);
                BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(2), payload.Length);
                break;
        }

        payload.CopyTo(bytes.AsSpan(head));
        connections.Send(connection, bytes.AsSpan(0, head + payload.Length));
    }

    /// <summary>The first complete frame, unmasked; what follows it stays.</summary>
    private static bool TryFrame(ref Span<byte> bytes, out Frame frame)
    {
        frame = default;
        if (bytes.Length < 2)
        {
            return false;
        }

        var (first, isMasked, code) = (bytes[0], (bytes[1] & 0x80) != 0, bytes[1] & 0x7F);
        var head = 2 + (code switch { 126 => 2, 127 => 8, _ => 0 }) + (isMasked ? 4 : 0);
        if (bytes.Length < head)
        {
            return false;
        }

        var length = code switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            127 => BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]),
            _ => (ulong)code,
        };
        if (length > (ulong)(bytes.Length - head))
        {
            return false;
        }

        var payload = bytes.Slice(head, (int)length);
        for (var i = 0; isMasked && i < payload.Length; i++)
        {
            payload[i] ^= bytes[head - 4 + (i & 3)];
        }

        bytes = bytes[(head + (int)length)..];
        frame = new Frame(first, isMasked, payload);
        return true;
    }

    private readonly ref struct Frame(byte first, bool isMasked, ReadOnlySpan<byte> payload)
    {
        public byte First { get; } = first;

        public bool IsMasked { get; } = isMasked;

        public ReadOnlySpan<byte> Payload { get; } = payload;

        public int Kind => First & 0x0F;

        public bool IsFinal => (First & Final) != 0;
    }
}
