using System.Buffers.Binary;

namespace Headroom.Load.Protocols.WebSockets;

/// <summary>Sends frames over a wire in order, whether it takes them at once or not; it holds memory only while it does not.</summary>
internal sealed class FrameSender(Wire wire, FrameRoom room)
{
    private ByteBuffer? _sending;
    private ByteBuffer? _waiting;
    private byte[]? _pong;

    /// <summary>Bytes handed to the wire.</summary>
    public long Sent { get; private set; }

    /// <summary>Sends bytes that a frame may follow.</summary>
    public void Send(ByteBuffer buffer)
    {
        Sent += buffer.Length;
        _sending = buffer;
        wire.Send(buffer.Memory);
        if (_sending == buffer && !wire.IsSending)
        {
            _sending = null;
            room.Return(buffer);
        }
    }

    /// <summary>Sends a message.</summary>
    public void Send(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        if (_sending is not null)
        {
            FrameWriter.Write(opcode, payload, room.Mask(), _waiting ??= new ByteBuffer());
            return;
        }

        var buffer = room.Rent();
        FrameWriter.Write(opcode, payload, room.Mask(), buffer);
        Send(buffer);
    }

    /// <summary>Answers a ping; while the wire takes nothing, only the last one. <b>Source:</b> RFC 6455, section 5.5.3.</summary>
    public void Pong(ReadOnlySpan<byte> payload)
    {
        if (_sending is null)
        {
            Send(Opcode.Pong, payload);
        }
        else
        {
            _pong = payload.ToArray();
        }
    }

    /// <summary>Sends the end of the session.</summary>
    /// <param name="code">Why. <b>Source:</b> RFC 6455, section 7.4.1.</param>
    public void Close(ushort code)
    {
        Span<byte> payload = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        Send(Opcode.Close, payload);
    }

    /// <summary>To be called when the wire has taken what it was given.</summary>
    public void OnSent()
    {
        if (_sending is { } sent)
        {
            room.Return(sent);
        }

        _sending = null;
        if (_waiting is { } waiting)
        {
            _waiting = null;
            Send(waiting);
        }

        if (_pong is { } pong && _sending is null)
        {
            _pong = null;
            Send(Opcode.Pong, pong);
        }
    }

    /// <summary>Forgets what was not sent; a buffer that the wire still has is left to it.</summary>
    public void Clear() => (_sending, _waiting, _pong, Sent) = (null, null, null, 0);
}
