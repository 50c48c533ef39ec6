using System.Buffers.Binary;
using System.Net.Sockets;

namespace Headroom.Experiments.Faults;

/// <summary>The little of PostgreSQL's protocol that a fault needs: the greeting of a client, and the end of an answer.</summary>
/// <remarks><b>Source:</b> PostgreSQL manual, 55.2 "Message Flow" (start-up, SSL and GSSAPI requests) and 55.7 "Message Formats".</remarks>
internal static class PostgresWire
{
    private const int SslRequest = 80877103, GssRequest = 80877104;
    private const int LongestStartup = 10_000; // the server's own bound, MAX_STARTUP_PACKET_LENGTH
    private const ulong ReadyForQuery = 0x5A_00_00_00_05_00, WithoutState = 0xFF_FF_FF_FF_FF_00;

    /// <summary>Takes the last bytes of a stream into account; the result is handed back in with the next ones.</summary>
    public static ulong Tail(ulong tail, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes.Length > 8 ? bytes[^8..] : bytes)
        {
            tail = (tail << 8) | one;
        }

        return tail;
    }

    /// <summary>
    /// Whether the stream from the server ends with ReadyForQuery: nothing of an answer is under way, so a message may be put in.
    /// </summary>
    public static bool IsBetweenAnswers(ulong tail) =>
        (tail & WithoutState) == ReadyForQuery && (byte)tail is (byte)'I' or (byte)'T' or (byte)'E';

    /// <summary>
    /// Reads a client's greeting, declining encryption, and answers with an error. False when the client spoke something else or left.
    /// </summary>
    public static async Task<bool> RefuseAsync(Socket client, PostgresError error, CancellationToken cancellation)
    {
        var head = new byte[8];
        while (await FillAsync(client, head, cancellation))
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(head);
            if (BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) is SslRequest or GssRequest && length == 8)
            {
                await client.SendAsync("N"u8.ToArray(), cancellation);
                continue;
            }

            if (length is < 8 or > LongestStartup || !await FillAsync(client, new byte[length - 8], cancellation))
            {
                return false;
            }

            await client.SendAsync(error.ToBytes(), cancellation);
            return true;
        }

        return false;
    }

    private static async Task<bool> FillAsync(Socket socket, Memory<byte> room, CancellationToken cancellation)
    {
        while (room.Length > 0)
        {
            var read = await socket.ReceiveAsync(room, cancellation);
            if (read == 0)
            {
                return false;
            }

            room = room[read..];
        }

        return true;
    }
}
