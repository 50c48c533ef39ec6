using System.Runtime.CompilerServices;
using System.Text;

namespace Headroom.Bench.Servers;

/// <summary>Just enough of HTTP/1.1: requests without a body, and responses made beforehand.</summary>
internal static class Requests
{
    /// <summary>The first complete request: its target, its whole head, and what follows it. False when there is none yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryRead(ref Span<byte> bytes, out ReadOnlySpan<byte> target, out ReadOnlySpan<byte> head)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            target = head = default;
            return false;
        }

        head = bytes[..(end + 2)];
        bytes = bytes[(end + 4)..];
        var from = head.IndexOf((byte)' ') + 1;
        var length = head[from..].IndexOf((byte)' ');
        target = length < 0 ? head[from..] : head.Slice(from, length);
        return true;
    }

    /// <summary>A 200 that keeps the connection, as ab's HTTP/1.0 needs to be told.</summary>
    public static byte[] Response(string contentType, ReadOnlySpan<byte> body) =>
    [
        .. Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: {contentType}\r\n"
            + $"Content-Length: {body.Length}\r\nConnection: keep-alive\r\n\r\n"),
        .. body,
    ];

    /// <summary>The same, of text.</summary>
    public static byte[] Response(string body) => Response("text/plain", Encoding.ASCII.GetBytes(body));
}
