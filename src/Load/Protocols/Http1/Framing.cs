using System.Text;

namespace Headroom.Load.Protocols.Http1;

/// <summary>What the header fields of a response say about where its body ends and whether the connection lives on.</summary>
/// <remarks><b>Source:</b> RFC 9112, sections 6 and 9.3.</remarks>
internal struct Framing
{
    private bool _encoded;
    private bool _closes;
    private bool _persists;

    /// <summary>Nothing known yet.</summary>
    public Framing() => Length = -1;

    /// <summary>The length that the fields tell, or -1.</summary>
    public long Length { get; private set; }

    /// <summary>Whether the last transfer coding is chunked.</summary>
    public bool IsChunked { get; private set; }

    /// <summary>Whether only the end of the stream ends the body.</summary>
    public readonly bool IsUntilClose => !IsChunked && (_encoded || Length < 0);

    /// <summary>Whether the connection may serve another request, by the fields alone.</summary>
    /// <param name="minorVersion">1 of HTTP/1.1.</param>
    public readonly bool Persists(int minorVersion) =>
        !_closes && (minorVersion > 0 ? !(_encoded && Length >= 0) : _persists && !_encoded);

    /// <summary>Takes a field; false when its value is none that it may have.</summary>
    public bool Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        switch (name.Length)
        {
            case 10 when (name[0] | 0x20) == 'c' && Ascii.EqualsIgnoreCase(name, "connection"u8):
                TakeOptions(FieldValues.Trim(value));
                return true;
            case 14 when (name[0] | 0x20) == 'c' && Ascii.EqualsIgnoreCase(name, "content-length"u8):
                var length = Length;
                var isLength = FieldValues.TryLength(value, ref length);
                Length = length;
                return isLength;
            case 17 when (name[0] | 0x20) == 't' && Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                return TakeCodings(value);
            default:
                return true;
        }
    }

    private void TakeOptions(ReadOnlySpan<byte> options)
    {
        if (Ascii.EqualsIgnoreCase(options, "keep-alive"u8))
        {
            _persists = true;
            return;
        }

        _closes |= FieldValues.HasToken(options, "close"u8);
        _persists |= FieldValues.HasToken(options, "keep-alive"u8);
    }

    private bool TakeCodings(ReadOnlySpan<byte> codings)
    {
        foreach (var range in codings.Split((byte)','))
        {
            var coding = FieldValues.Trim(codings[range]);
            if (coding.IsEmpty || Ascii.EqualsIgnoreCase(coding, "identity"u8))
            {
                continue;
            }

            var isChunked = Ascii.EqualsIgnoreCase(coding, "chunked"u8);
            if (isChunked && IsChunked)
            {
                return false;
            }

            _encoded = true;
            IsChunked = isChunked;
        }

        return true;
    }
}
