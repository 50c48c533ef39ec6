using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Headroom.Load.Responses;

namespace Headroom.Load.Protocols.WebSockets;

/// <summary>The HTTP/1.1 request that becomes a WebSocket, and what must come back for it. <b>Source:</b> RFC 6455, section 4.1.</summary>
internal static class Handshake
{
    /// <summary>Makes a request a handshake.</summary>
    /// <param name="head">The request's head, with the empty line that ends it.</param>
    /// <param name="key">The key, in base64.</param>
    /// <param name="into">Where it is written.</param>
    public static void Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> key, ByteBuffer into)
    {
        into.Append(head[..^2]);
        into.Append("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "u8);
        into.Append(key);
        into.Append("\r\n\r\n"u8);
    }

    /// <summary>Whether a response 101 opens the WebSocket that was asked for.</summary>
    /// <param name="response">The response.</param>
    /// <param name="key">The key that was sent.</param>
    /// <param name="subprotocols">The value of Sec-WebSocket-Protocol that was sent, or null when none was.</param>
    public static bool IsAccepted(ResponseView response, ReadOnlySpan<byte> key, string? subprotocols) =>
        response.TryHeader("upgrade"u8, out var upgrade) && Ascii.EqualsIgnoreCase(upgrade, "websocket"u8)
        && response.TryHeader("connection"u8, out var connection) && HasToken(connection, "upgrade")
        && response.TryHeader("sec-websocket-accept"u8, out var accept) && accept.SequenceEqual(AcceptOf(key))
        && !response.TryHeader("sec-websocket-extensions"u8, out _)
        && (!response.TryHeader("sec-websocket-protocol"u8, out var chosen)
            || (subprotocols is not null && HasToken(subprotocols, chosen)));

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 says SHA-1; it guards nothing")]
    private static byte[] AcceptOf(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData([.. key, .. "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8], hash);
        return Encoding.ASCII.GetBytes(Convert.ToBase64String(hash));
    }

    private static bool HasToken(ReadOnlySpan<byte> list, string token) =>
        Encoding.ASCII.GetString(list).Split(',', StringSplitOptions.TrimEntries).Contains(token, StringComparer.OrdinalIgnoreCase);

    private static bool HasToken(string list, ReadOnlySpan<byte> token) =>
        list.Split(',', StringSplitOptions.TrimEntries).Contains(Encoding.ASCII.GetString(token), StringComparer.Ordinal);
}
