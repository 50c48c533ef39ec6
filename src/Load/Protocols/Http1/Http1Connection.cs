using Headroom.Load.Engine;
using Headroom.Load.Requests;
using Headroom.Load.Responses;

namespace Headroom.Load.Protocols.Http1;

/// <summary>HTTP/1.1 over a wire, kept alive from request to request.</summary>
/// <remarks>
/// No pipelining, no cookies, no proxy. When a kept-alive connection turns out to be dead, that is a reset, not a silent second try. Bytes
/// that nobody asked for end the connection. <b>Source:</b> RFC 9112.
/// </remarks>
internal sealed class Http1Connection : Connection, IWireUser
{
    private const long ContinueWaitNs = 1_000_000_000;

    private readonly Wire _wire;
    private readonly ResponseParser _parser = new();
    private readonly ByteBuffer _output = new();
    private ByteBuffer? _rest;
    private ReadOnlyMemory<byte> _request;
    private ReadOnlyMemory<byte> _withheld;
    private int _exchange;

    /// <summary>Makes a connection; nothing is opened yet.</summary>
    public Http1Connection(EventLoop loop, Wire wire)
        : base(loop)
    {
        _wire = wire;
        wire.Attach(this);
    }

    /// <inheritdoc/>
    public override ResponseView Response => _parser;

    /// <inheritdoc/>
    public override long BodyBytes => _parser.BodyBytes;

    /// <inheritdoc/>
    public override void Close()
    {
        _wire.Close();
        _rest?.Clear();
    }

    /// <inheritdoc/>
    public void OnOpened()
    {
        Opened++;
        _wire.Send(_request);
    }

    /// <inheritdoc/>
    public void OnReceived(ReadOnlySpan<byte> bytes, long atNs)
    {
        if (!IsBusy)
        {
            Close();
            return;
        }

        if (_rest is { Length: > 0 } rest)
        {
            rest.Append(bytes);
            bytes = rest.Span;
        }

        switch (_parser.Parse(bytes, endOfStream: false, out var consumed))
        {
            case ParseResult.NeedMore:
                Keep(bytes[consumed..]);
                break;
            case ParseResult.Interim100:
                SendWithheld();
                Keep(bytes[consumed..]);
                ParseRest(atNs);
                break;
            case ParseResult.Complete:
                Finish(isWhole: consumed == bytes.Length, atNs);
                break;
            default:
                Close();
                Complete(ErrorKind.Protocol, atNs);
                break;
        }
    }

    /// <inheritdoc/>
    public void OnClosed(ErrorKind kind)
    {
        var rest = _rest is { } kept ? kept.Span : default;
        if (!IsBusy)
        {
            _rest?.Clear();
            return;
        }

        var isWhole = kind == ErrorKind.None && _parser.Parse(rest, endOfStream: true, out _) == ParseResult.Complete;
        _rest?.Clear();
        Complete(isWhole ? ErrorKind.None : kind == ErrorKind.None ? ErrorKind.Reset : kind, Loop.Clock.NowNs);
    }

    /// <inheritdoc/>
    protected override void Begin(PreparedRequest request, Values values, bool keepBody)
    {
        _exchange++;
        _request = request.Wire(values, _output, out var headLength);
        SentBytes = _request.Length;
        _parser.KeepBody = keepBody;
        _parser.Begin(request.IsHead);
        _withheld = default;
        if (request.AwaitsContinue && headLength < _request.Length)
        {
            (_request, _withheld) = (_request[..headLength], _request[headLength..]);
            _ = SendWithheldLaterAsync(_exchange);
        }

        if (_wire.IsOpen)
        {
            _wire.Send(_request);
        }
        else
        {
            _wire.Open();
        }
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            _rest?.Clear();
            return;
        }

        var kept = (_rest ??= new ByteBuffer());
        kept.KeepOnly(rest);
    }

    private void ParseRest(long atNs)
    {
        if (_rest is { Length: > 0 } rest)
        {
            var bytes = rest.Span.ToArray();
            rest.Clear();
            OnReceived(bytes, atNs);
        }
    }

    private void Finish(bool isWhole, long atNs)
    {
        _rest?.Clear();
        if (!isWhole || !_parser.KeepAlive || !_withheld.IsEmpty)
        {
            Close();
        }

        Complete(ErrorKind.None, atNs);
    }

    private void SendWithheld()
    {
        if (!_withheld.IsEmpty)
        {
            (_request, _withheld) = (_withheld, default);
            _wire.Send(_request);
        }
    }

    // RFC 9110, 10.1.1: a client should not wait for ever.
    private async Task SendWithheldLaterAsync(int exchange)
    {
        await Loop.Until(Loop.Clock.NowNs + ContinueWaitNs);
        if (exchange == _exchange && IsBusy && _wire.IsOpen)
        {
            SendWithheld();
        }
    }
}
