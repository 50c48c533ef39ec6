using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Headroom.Load.Protocols.WebSockets;

/// <summary>Writes the frames of a client, which are masked. <b>Source:</b> RFC 6455, sections 5.2 and 5.3.</summary>
internal static class FrameWriter
{
    private const byte Final = 0x80;
    private const byte Masked = 0x80;

    /// <summary>Writes a message as one frame.</summary>
    public static void Write(Opcode opcode, ReadOnlySpan<byte> payload, uint mask, ByteBuffer into)
    {
        into.Append([(byte)(Final | (byte)opcode)]);
        switch (payload.Length)
        {
            case < 126:
                into.Append([(byte)(Masked | payload.Length)]);
                break;
            case <= ushort.MaxValue:
                into.Append([Masked | 126]);
                BinaryPrimitives.WriteUInt16BigEndian(into.GetSpan(sizeof(ushort)), (ushort)payload.Length);
                into.Advance(sizeof(ushort));
                break;
            default:
                into.Append([Masked | 127]);
                BinaryPrimitives.WriteInt64BigEndian(into.GetSpan(sizeof(long)), payload.Length);
                into.Advance(sizeof(long));
                break;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(into.GetSpan(sizeof(uint)), mask);
        into.Advance(sizeof(uint));
        var from = into.Length;
        into.Append(payload);
        Apply(mask, into.Span[from..]);
    }

    private static void Apply(uint mask, Span<byte> payload)
    {
        var whole = MemoryMarshal.Cast<byte, ulong>(payload);
        var twice = mask | ((ulong)mask << 32);
        var wide = BitConverter.IsLittleEndian ? twice : BinaryPrimitives.ReverseEndianness(twice);
        foreach (ref var part in whole)
        {
            part ^= wide;
        }

        for (var i = whole.Length * sizeof(ulong); i < payload.Length; i++)
        {
            payload[i] ^= (byte)(mask >> (8 * (i & 3)));
        }
    }
}

/// <summary>The kinds of frame. <b>Source:</b> RFC 6455, section 11.8.</summary>
internal enum Opcode : byte
{
    /// <summary>The next fragment of a message.</summary>
    Continuation = 0,

    /// <summary>A message of text, or its first fragment.</summary>
    Text = 1,

    /// <summary>A message of bytes, or its first fragment.</summary>
    Binary = 2,

    /// <summary>The end.</summary>
    Close = 8,

    /// <summary>Wants a pong.</summary>
    Ping = 9,

    /// <summary>Answers a ping.</summary>
    Pong = 10,
}
