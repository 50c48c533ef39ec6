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
    private ReadOnlyMemory<byte> _request;
    private ReadOnlyMemory<byte> _withheld;
    private bool _isLast;
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
    public override void Close() => _wire.Close();

    /// <inheritdoc/>
    public void OnOpened()
    {
        Opened++;
        SentBytes = _request.Length;
        _wire.Send(_request);
    }

    /// <inheritdoc/>
    public void OnReceived(ReadOnlySpan<byte> bytes, long atNs)
    {
        while (IsBusy)
        {
            var result = _parser.Parse(bytes, endOfStream: false, out var consumed);
            bytes = bytes[consumed..];
            switch (result)
            {
                case ParseResult.NeedMore:
                    return;
                case ParseResult.Interim100:
                    SendWithheld();
                    break;
                case ParseResult.Complete:
                    Finish(bytes.IsEmpty, atNs);
                    return;
                default:
                    Close();
                    Complete(ErrorKind.Protocol, atNs);
                    return;
            }
        }

        Close();
    }

    /// <inheritdoc/>
    public void OnClosed(ErrorKind kind)
    {
        if (IsBusy)
        {
            var isWhole = kind == ErrorKind.None && _parser.HasBegun && _parser.Parse([], endOfStream: true, out _) == ParseResult.Complete;
            Complete(isWhole || kind != ErrorKind.None ? kind : ErrorKind.Reset, Loop.Clock.NowNs);
        }
    }

    /// <inheritdoc/>
    protected override void Begin(PreparedRequest request, Values values, bool keepBody)
    {
        _exchange++;
        _request = request.Wire(values, _output, out var headLength);
        SentBytes = 0;
        _parser.KeepBody = keepBody;
        _parser.Begin(request.IsHead);
        (_withheld, _isLast) = (default, request.EndsConnection);
        if (request.AwaitsContinue && headLength < _request.Length)
        {
            (_request, _withheld) = (_request[..headLength], _request[headLength..]);
            _ = SendWithheldLaterAsync(_exchange);
        }

        if (_wire.IsOpen)
        {
            SentBytes = _request.Length;
            _wire.Send(_request);
        }
        else
        {
            _wire.Open();
        }
    }

    private void Finish(bool isWhole, long atNs)
    {
        if (!isWhole || _isLast || !_parser.KeepAlive || !_withheld.IsEmpty || _wire.IsSending || _wire.IsEnding)
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
            SentBytes += _request.Length;
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
