namespace Headroom.Load.Protocols.Http1;

/// <summary>Reads a body in chunks from pieces: extensions and trailers are skipped.</summary>
/// <remarks><b>Source:</b> RFC 9112, section 7.1; a line may end with a bare line feed.</remarks>
internal struct ChunkedBody
{
    private Place _place;
    private long _size;
    private int _overhead;

    private enum Place : byte
    {
        Size,
        AfterSize,
        Data,
        DataEnd,
        DataLineFeed,
        TrailerStart,
        Trailer,
        LastLineFeed,
        Ended,
    }

    /// <summary>Takes bytes up to the end of the body.</summary>
    /// <param name="available">The bytes that are there.</param>
    /// <param name="sink">Where the data goes.</param>
    /// <param name="consumed">How many were taken; all of them unless the body ended or is malformed.</param>
    public ParseResult Read(ReadOnlySpan<byte> available, BodySink sink, out int consumed)
    {
        consumed = 0;
        while (_place != Place.Ended)
        {
            if (consumed == available.Length)
            {
                return ParseResult.NeedMore;
            }

            if (_place == Place.Data)
            {
                consumed += TakeData(available[consumed..], sink);
            }
            else if (!TakeByte(available[consumed++]))
            {
                return ParseResult.Malformed;
            }
        }

        return ParseResult.Complete;
    }

    private int TakeData(ReadOnlySpan<byte> bytes, BodySink sink)
    {
        var taken = (int)Math.Min(_size, bytes.Length);
        sink.Append(bytes[..taken]);
        _size -= taken;
        _place = _size == 0 ? Place.DataEnd : Place.Data;
        return taken;
    }

    private bool TakeByte(byte next) => _place switch
    {
        Place.Size => TakeSize(next),
        Place.AfterSize => next == '\n' ? EndSize() : IsWithinLimit(),
        Place.DataEnd => next == '\r' ? Go(Place.DataLineFeed) : next == '\n' && Go(Place.Size),
        Place.DataLineFeed => next == '\n' && Go(Place.Size),
        Place.TrailerStart => next switch
        {
            (byte)'\n' => Go(Place.Ended),
            (byte)'\r' => Go(Place.LastLineFeed),
            _ => IsWithinLimit() && Go(Place.Trailer),
        },
        Place.Trailer => IsWithinLimit() && (next != '\n' || Go(Place.TrailerStart)),
        Place.LastLineFeed => next == '\n' && Go(Place.Ended),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private bool TakeSize(byte next)
    {
        if (char.IsAsciiHexDigit((char)next))
        {
            var digit = char.IsAsciiDigit((char)next) ? next - '0' : (next | 0x20) - 'a' + 10;
            var isTooLarge = _size > long.MaxValue >> 4;
            _size = (_size << 4) | (uint)digit;
            return !isTooLarge && IsWithinLimit();
        }

        return _overhead > 0 && next switch
        {
            (byte)'\n' => EndSize(),
            (byte)'\r' or (byte)';' or (byte)' ' or (byte)'\t' => Go(Place.AfterSize),
            _ => false,
        };
    }

    private bool EndSize()
    {
        _overhead = 0;
        return Go(_size == 0 ? Place.TrailerStart : Place.Data);
    }

    private bool Go(Place place)
    {
        _place = place;
        return true;
    }

    private bool IsWithinLimit() => ++_overhead <= ResponseHead.MaxBytes;
}
