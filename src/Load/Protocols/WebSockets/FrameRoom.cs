using System.Buffers.Binary;
using System.Buffers.Text;
using Headroom.Statistics;

namespace Headroom.Load.Protocols.WebSockets;

/// <summary>What the WebSockets of one event loop share, so that an idle one holds no buffer: chance, and room to write in.</summary>
internal sealed class FrameRoom(ulong seed)
{
    private readonly SeededRandom _random = new(seed);
    private ByteBuffer? _spare;

    /// <summary>Room for one text, used at once.</summary>
    public ByteBuffer Scratch { get; } = new();

    /// <summary>The next mask.</summary>
    public uint Mask() => (uint)_random.NextBits();

    /// <summary>The next key of a handshake: 16 bytes in base64.</summary>
    public byte[] Key()
    {
        Span<byte> random = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(random, _random.NextBits());
        BinaryPrimitives.WriteUInt64LittleEndian(random[8..], _random.NextBits());
        var key = new byte[24];
        Base64.EncodeToUtf8(random, key, out _, out _);
        return key;
    }

    /// <summary>An empty buffer to fill and send.</summary>
    public ByteBuffer Rent()
    {
        var buffer = _spare ?? new ByteBuffer();
        _spare = null;
        buffer.Clear();
        return buffer;
    }

    /// <summary>Takes a buffer back whose bytes are sent.</summary>
    public void Return(ByteBuffer buffer) => _spare = buffer;
}
