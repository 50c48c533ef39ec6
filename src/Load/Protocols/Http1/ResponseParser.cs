using Headroom.Load.Responses;

namespace Headroom.Load.Protocols.Http1;

/// <summary>Reads the responses of one HTTP/1 connection, one after the other, from pieces of any size; its buffers are reused.</summary>
/// <remarks>
/// Interim responses other than 100 and 101 are skipped. A 101 is complete at its empty line: what follows is another protocol.
/// What bytes do never throws. <b>Source:</b> RFC 9112, section 6.3 (where a body ends).
/// </remarks>
internal sealed class ResponseParser : ResponseView
{
    private readonly ResponseHead _head = new();
    private readonly BodySink _body = new();
    private ChunkedBody _chunks;
    private long _left;
    private bool _isHead;
    private Stage _stage;
    private ParseResult _ended;

    private enum Stage : byte
    {
        Head,
        Counted,
        Chunked,
        UntilClose,
        Ended,
    }

    /// <summary>Whether bodies are kept, up to <see cref="Reply.MaxKeptBytes"/>.</summary>
    public bool KeepBody
    {
        get => _body.Keeps;
        set => _body.Keeps = value;
    }

    /// <inheritdoc/>
    public override int Status => _head.Status;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Body => _body.Kept.Span;

    /// <summary>Bytes of the body as received, chunk sizes left out, whether kept or not.</summary>
    public long BodyBytes => _body.Bytes;

    /// <summary>Whether the connection may serve another request, once the response is complete.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>Whether any byte of the response came.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Expects the next response.</summary>
    /// <param name="isHead">Whether it answers a HEAD request: it has no body whatever its fields say.</param>
    public void Begin(bool isHead)
    {
        _head.Clear();
        _body.Clear();
        _isHead = isHead;
        _stage = Stage.Head;
        KeepAlive = false;
        HasBegun = false;
    }

    /// <summary>Reads on.</summary>
    /// <param name="available">The bytes after those that were consumed.</param>
    /// <param name="endOfStream">Whether none will follow them.</param>
    /// <param name="consumed">How many were taken: all of them when the result is <see cref="ParseResult.NeedMore"/>.</param>
    public ParseResult Parse(ReadOnlySpan<byte> available, bool endOfStream, out int consumed)
    {
        consumed = 0;
        HasBegun |= !available.IsEmpty;
        var result = _stage == Stage.Head ? ReadHead(available, out consumed) : ParseResult.Complete;
        if (result == ParseResult.Complete)
        {
            result = ReadBody(available[consumed..], endOfStream, out var taken);
            consumed += taken;
        }

        if (result == ParseResult.NeedMore && endOfStream)
        {
            result = ParseResult.Truncated;
        }

        if (result is ParseResult.NeedMore or ParseResult.Interim100)
        {
            return result;
        }

        _stage = Stage.Ended;
        KeepAlive &= result == ParseResult.Complete;
        return _ended = result;
    }

    /// <inheritdoc/>
    public override bool TryHeader(ReadOnlySpan<byte> lowerName, out ReadOnlySpan<byte> value) => _head.TryField(lowerName, out value);

    /// <inheritdoc/>
    public override bool HasHeaderThatBegins(ReadOnlySpan<byte> lowerStart) => _head.HasFieldThatBegins(lowerStart);

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, string>> Headers() => _head.Fields();

    private ParseResult ReadHead(ReadOnlySpan<byte> available, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            var result = _head.Take(available[consumed..], out var taken);
            consumed += taken;
            if (result != ParseResult.Complete)
            {
                return result;
            }

            if (_head.Status == 100)
            {
                return ParseResult.Interim100;
            }

            if (_head.Status is >= 200 or 101)
            {
                ChooseBody();
                return ParseResult.Complete;
            }
        }
    }

    private void ChooseBody()
    {
        var framing = _head.Framing;
        KeepAlive = framing.Persists(_head.MinorVersion) && _head.Status != 101;
        if (_isHead || _head.Status is 101 or 204 or 304)
        {
            (_stage, _left) = (Stage.Counted, 0);
        }
        else if (framing.IsChunked)
        {
            (_stage, _chunks) = (Stage.Chunked, default);
        }
        else if (framing.IsUntilClose)
        {
            _stage = Stage.UntilClose;
            KeepAlive = false;
        }
        else
        {
            (_stage, _left) = (Stage.Counted, framing.Length);
        }
    }

    private ParseResult ReadBody(ReadOnlySpan<byte> available, bool endOfStream, out int consumed)
    {
        switch (_stage)
        {
            case Stage.Counted:
                consumed = (int)Math.Min(_left, available.Length);
                _body.Append(available[..consumed]);
                _left -= consumed;
                return _left == 0 ? ParseResult.Complete : ParseResult.NeedMore;
            case Stage.Chunked:
                return _chunks.Read(available, _body, out consumed);
            case Stage.UntilClose:
                consumed = available.Length;
                _body.Append(available);
                return endOfStream ? ParseResult.Complete : ParseResult.NeedMore;
            default:
                consumed = 0;
                return _ended;
        }
    }
}
