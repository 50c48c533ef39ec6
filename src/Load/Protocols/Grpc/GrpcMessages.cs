using System.Buffers.Binary;
using Headroom.Load.Responses;

namespace Headroom.Load.Protocols.Grpc;

/// <summary>Reads the messages of a gRPC response from pieces of any size, and keeps them as JSON.</summary>
/// <remarks>
/// A message has five bytes before it: whether it is compressed, and its length. <b>Source:</b> gRPC over HTTP/2, "Length-Prefixed-Message"
/// (grpc/grpc, doc/PROTOCOL-HTTP2.md).
/// </remarks>
internal sealed class GrpcMessages
{
    /// <summary>The bytes before each message.</summary>
    public const int PrefixLength = 5;

    private readonly byte[] _prefix = new byte[PrefixLength];
    private readonly ByteBuffer _message = new();
    private readonly ByteBuffer _json = new();
    private readonly BodyDecoder _decoder = new();
    private int _prefixLength;
    private int _left;
    private bool _isFull;

    /// <summary>Whether messages are decoded, not just counted.</summary>
    public bool Keeps { get; set; }

    /// <summary>Whether the head announced that messages may be compressed, with gzip.</summary>
    public bool AllowsGzip { get; set; }

    /// <summary>How many came.</summary>
    public long Count { get; private set; }

    /// <summary>Whether no message is left half read.</summary>
    public bool IsWhole => _prefixLength == 0;

    /// <summary>Forgets the last response.</summary>
    public void Clear()
    {
        _message.Clear();
        _json.Clear();
        (_prefixLength, _left, Count, _isFull, AllowsGzip) = (0, 0, 0, false, false);
    }

    /// <summary>Reads on; false when the bytes are no messages, or one of more than <see cref="Reply.MaxKeptBytes"/>.</summary>
    public bool TryRead(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty || (_prefixLength == PrefixLength && _left == 0))
        {
            if (_prefixLength < PrefixLength)
            {
                var taken = Math.Min(PrefixLength - _prefixLength, bytes.Length);
                bytes[..taken].CopyTo(_prefix.AsSpan(_prefixLength));
                bytes = bytes[taken..];
                _prefixLength += taken;
                if (_prefixLength == PrefixLength && !TryReadPrefix())
                {
                    return false;
                }

                continue;
            }

            var part = bytes[..Math.Min(_left, bytes.Length)];
            bytes = bytes[part.Length..];
            _left -= part.Length;
            if (Keeps)
            {
                _message.Append(part);
            }

            if (_left == 0 && !TryEnd())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The messages as JSON: of one its object, of several an array, of none nothing.
    /// Those beyond <see cref="Reply.MaxKeptBytes"/> are left off.
    /// </summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        if (_json.Length == 0)
        {
            return default;
        }

        if (Count == 1)
        {
            return _json.Memory[1..];
        }

        _json.Append("]"u8);
        return _json.Memory;
    }

    private bool TryReadPrefix()
    {
        var length = BinaryPrimitives.ReadUInt32BigEndian(_prefix.AsSpan(1));
        _left = (int)Math.Min(length, int.MaxValue);
        return _prefix[0] <= 1 && (_prefix[0] == 0 || AllowsGzip) && length <= Reply.MaxKeptBytes;
    }

    private bool TryEnd()
    {
        _prefixLength = 0;
        Count++;
        if (!Keeps)
        {
            return true;
        }

        ReadOnlySpan<byte> message = _message.Span;
        var isRead = _prefix[0] == 0 || (_decoder.TryDecode("gzip"u8, message, out message) && message.Length < Reply.MaxKeptBytes);
        isRead = isRead && (_isFull || TryKeep(message));
        _message.Clear();
        return isRead;
    }

    private bool TryKeep(ReadOnlySpan<byte> message)
    {
        var before = _json.Length;
        _json.Append(Count == 1 ? "["u8 : ","u8);
        if (!ProtoMessage.ToJson(message, _json))
        {
            return false;
        }

        _isFull = _json.Length > Reply.MaxKeptBytes;
        _json.Truncate(_isFull ? Math.Max(before, Math.Min(1, _json.Length)) : _json.Length);
        return true;
    }
}
