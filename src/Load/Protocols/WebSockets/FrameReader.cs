using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Headroom.Load.Protocols.WebSockets;

/// <summary>What a reader found.</summary>
internal enum FrameEvent : byte
{
    /// <summary>Nothing whole yet.</summary>
    NeedMore,

    /// <summary>A message.</summary>
    Message,

    /// <summary>A ping.</summary>
    Ping,

    /// <summary>A pong.</summary>
    Pong,

    /// <summary>The peer's end.</summary>
    Close,

    /// <summary>Bytes that no server may send, or too many of them.</summary>
    Invalid,
}

/// <summary>Reads a server's frames from pieces of any size. It holds memory only while a message is in pieces.</summary>
/// <remarks>
/// Masked frames, reserved bits and opcodes, lengths that could be shorter, fragments out of turn, control frames in fragments or above 125
/// bytes, texts that are no UTF-8 and messages above <see cref="Reply.MaxKeptBytes"/> are invalid.
/// <b>Source:</b> RFC 6455, sections 5 and 8.1.
/// </remarks>
internal struct FrameReader
{
    private const int LongestHead = 10;
    private const int LongestControl = 125;
    private const byte Final = 0x80;
    private const byte Reserved = 0x70;
    private const byte Masked = 0x80;

    private HeadBytes _head;
    private int _headLength;
    private long _left;
    private bool _inPayload;
    private Opcode _message;
    private ByteBuffer? _data;
    private ByteBuffer? _control;

    /// <summary>Reads up to the next thing that is whole.</summary>
    /// <param name="bytes">What came; what was taken is cut off.</param>
    /// <param name="payload">The payload, until the next call.</param>
    public FrameEvent Read(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        Release();
        while (true)
        {
            if (!_inPayload)
            {
                if (!TryHead(ref bytes, out var isValid))
                {
                    return isValid ? FrameEvent.NeedMore : FrameEvent.Invalid;
                }
            }

            if (!TryPayload(ref bytes, out payload))
            {
                return FrameEvent.NeedMore;
            }

            (_inPayload, _headLength) = (false, 0);
            if (Opcode >= Opcode.Close)
            {
                return Control(payload);
            }

            if (IsFinal)
            {
                var isText = _message == Opcode.Text;
                _message = Opcode.Continuation;
                return isText && !Utf8.IsValid(payload) ? FrameEvent.Invalid : FrameEvent.Message;
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _data?.Clear();
        this = default;
    }

    private readonly bool IsFinal => (_head[0] & Final) != 0;

    private readonly Opcode Opcode => (Opcode)(_head[0] & 0x0F);

    // What was handed out by the last call.
    private void Release()
    {
        if (!_inPayload && _headLength == 0)
        {
            _control = null;
            if (_message == Opcode.Continuation)
            {
                _data?.Clear();
                _data = null;
            }
        }
    }

    private bool TryHead(ref ReadOnlySpan<byte> bytes, out bool isValid)
    {
        isValid = true;
        while (!bytes.IsEmpty)
        {
            _head[_headLength++] = bytes[0];
            bytes = bytes[1..];
            if (_headLength < 2)
            {
                continue;
            }

            var code = _head[1] & 0x7F;
            if (_headLength == 2 && !IsOrderly(code))
            {
                isValid = false;
                return false;
            }

            if (_headLength == 2 + (code switch { 126 => sizeof(ushort), 127 => sizeof(ulong), _ => 0 }))
            {
                isValid = TryLength(code);
                return isValid;
            }
        }

        return false;
    }

    private bool IsOrderly(int code)
    {
        if ((_head[0] & Reserved) != 0 || (_head[1] & Masked) != 0)
        {
            return false;
        }

        switch (Opcode)
        {
            case Opcode.Continuation:
                return _message != Opcode.Continuation;
            case Opcode.Text or Opcode.Binary:
                var isNew = _message == Opcode.Continuation;
                _message = Opcode;
                return isNew;
            case Opcode.Close or Opcode.Ping or Opcode.Pong:
                return IsFinal && code <= LongestControl;
            default:
                return false;
        }
    }

    private bool TryLength(int code)
    {
        ReadOnlySpan<byte> rest = ((ReadOnlySpan<byte>)_head)[2..];
        var length = code switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(rest),
            127 => BinaryPrimitives.ReadUInt64BigEndian(rest),
            _ => (ulong)code,
        };
        var isShortest = code switch { 126 => length >= 126, 127 => length > ushort.MaxValue, _ => true };
        var before = Opcode < Opcode.Close ? _data?.Length ?? 0 : 0;
        _left = (long)Math.Min(length, long.MaxValue);
        _inPayload = true;
        return isShortest && _left <= Reply.MaxKeptBytes - before;
    }

    private bool TryPayload(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload)
    {
        var part = bytes[..(int)Math.Min(_left, bytes.Length)];
        bytes = bytes[part.Length..];
        _left -= part.Length;
        ref var gathered = ref _data;
        if (Opcode >= Opcode.Close)
        {
            gathered = ref _control;
        }

        if (_left == 0 && gathered is null && (IsFinal || Opcode >= Opcode.Close))
        {
            payload = part;
            return true;
        }

        if (!part.IsEmpty || _left == 0)
        {
            gathered ??= new ByteBuffer();
            gathered.Append(part);
        }

        payload = _left == 0 ? gathered!.Span : default;
        return _left == 0;
    }

    private static FrameEvent Control(Opcode opcode, ReadOnlySpan<byte> payload) => opcode switch
    {
        Opcode.Ping => FrameEvent.Ping,
        Opcode.Pong => FrameEvent.Pong,
        _ => IsClose(payload) ? FrameEvent.Close : FrameEvent.Invalid,
    };

    private readonly FrameEvent Control(ReadOnlySpan<byte> payload) => Control(Opcode, payload);

    // RFC 6455, 7.4: a code that may be sent, then a reason.
    private static bool IsClose(ReadOnlySpan<byte> payload) => payload.IsEmpty
        || (payload.Length >= sizeof(ushort)
            && BinaryPrimitives.ReadUInt16BigEndian(payload) is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999)
            && Utf8.IsValid(payload[sizeof(ushort)..]));

    [InlineArray(LongestHead)]
    private struct HeadBytes
    {
        private byte _first;
    }
}
