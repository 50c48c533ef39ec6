using System.Text;
using Headroom.Load.Engine;
using Headroom.Load.Protocols.Http1;
using Headroom.Load.Requests;
using Headroom.Load.Responses;
using Headroom.Model.Plans;

namespace Headroom.Load.Protocols.WebSockets;

/// <summary>WebSockets, each an exchange of its own: handshake, the steps of the session, close.</summary>
/// <remarks>
/// <code>
///   connect, handshake   send   expect   hold    send   expect   hold    close
///   |----------------------------------|  not   |--------------|  not measured
/// </code>
/// <para>
/// The time of the exchange ends when the last expected message came (of a session that expects none: with the handshake), without the
/// times for which it was held before that; an error ends it when it comes. The time limit holds for the connection with its handshake,
/// and for each expected message; to close takes a second at most. Pings are answered throughout. Messages that come while none is
/// expected are let go, and so are those that do not contain the text that is.
/// </para>
/// <para>
/// A peer that closes before the steps are done is a reset; a handshake that is answered with anything but 101 or a status from 400 up is a
/// protocol error. No extensions are offered. What an idle socket holds is some small objects and no buffer. <b>Source:</b> RFC 6455.
/// </para>
/// </remarks>
internal sealed class WebSocketConnection : Connection, IWireUser
{
    private const long LongestCloseNs = 1_000_000_000;
    private const ushort NormalClosure = 1000;
    private const ushort ProtocolError = 1002;

    private readonly Wire _wire;
    private readonly FrameRoom _room;
    private readonly FrameSender _sender;
    private readonly ResponseParser _handshake = new();
    private readonly SessionView _view;
    private FrameReader _frames;
    private PreparedRequest? _request;
    private Values? _values;
    private byte[] _key = [];
    private byte[] _expected = [];
    private Stage _stage;
    private bool _keepsBody;
    private bool _isReading;
    private int _session;
    private int _step;
    private long _bodyBytes;
    private long _timeoutNs;
    private long _measuredNs;
    private Holding _holding;

    /// <summary>Makes a connection; nothing is opened yet.</summary>
    public WebSocketConnection(EventLoop loop, Wire wire, FrameRoom room)
        : base(loop)
    {
        (_wire, _room, _sender) = (wire, room, new FrameSender(wire, room));
        _view = new SessionView(_handshake);
        wire.Attach(this);
    }

    private enum Stage : byte
    {
        Opening,
        Open,
        Closing,
    }

    /// <inheritdoc/>
    public override ResponseView Response => _view;

    /// <inheritdoc/>
    public override long BodyBytes => _bodyBytes + _handshake.BodyBytes;

    /// <inheritdoc/>
    public override void End(ErrorKind kind)
    {
        if (IsBusy)
        {
            Finish(_stage == Stage.Closing ? ErrorKind.None : kind);
        }
    }

    /// <inheritdoc/>
    public override void Close()
    {
        _session++;
        _wire.Close();
        SentBytes = _sender.Sent;
        _sender.Clear();
        _frames.Clear();
        _expected = [];
    }

    /// <inheritdoc/>
    public void OnOpened()
    {
        Opened++;
        var head = _request!.Wire(_values!, _room.Scratch, out var length);
        _key = _room.Key();
        var buffer = _room.Rent();
        Handshake.Write(head.Span[..length], _key, buffer);
        _sender.Send(buffer);
    }

    /// <inheritdoc/>
    public void OnSent() => _sender.OnSent();

    /// <inheritdoc/>
    public void OnReceived(ReadOnlySpan<byte> bytes, long atNs)
    {
        // A send within the reading that fails makes the wire read on: those bytes come too late.
        if (_isReading || !IsBusy)
        {
            return;
        }

        var session = _session;
        _isReading = true;
        if (_stage == Stage.Opening)
        {
            ReadHandshake(ref bytes, atNs, endOfStream: false);
        }

        while (session == _session && _stage != Stage.Opening)
        {
            var found = _frames.Read(ref bytes, out var payload);
            if (found == FrameEvent.NeedMore)
            {
                break;
            }

            Take(found, payload, atNs);
        }

        _isReading = false;
    }

    /// <inheritdoc/>
    public void OnClosed(ErrorKind kind)
    {
        if (IsBusy && _stage == Stage.Opening && kind == ErrorKind.None && _handshake.HasBegun)
        {
            // A refusal without a length ends with its connection.
            ReadOnlySpan<byte> nothing = [];
            ReadHandshake(ref nothing, Loop.Clock.NowNs, endOfStream: true);
        }
        else if (IsBusy)
        {
            Finish(_stage == Stage.Closing ? ErrorKind.None : kind == ErrorKind.None ? ErrorKind.Reset : kind);
        }
    }

    /// <inheritdoc/>
    protected override void Begin(PreparedRequest request, Values values, bool keepBody)
    {
        (_request, _values, _keepsBody) = (request, values, keepBody);
        (_stage, _step, _bodyBytes, _measuredNs) = (Stage.Opening, 0, 0, 0);
        _holding = default;
        _timeoutNs = DeadlineNs - BeganNs;
        _view.Clear();
        _handshake.KeepBody = keepBody;
        _handshake.Begin(isHead: false);
        _wire.Open();
    }

    private void ReadHandshake(ref ReadOnlySpan<byte> bytes, long atNs, bool endOfStream)
    {
        ParseResult result;
        do
        {
            result = _handshake.Parse(bytes, endOfStream, out var consumed);
            bytes = bytes[consumed..];
        }
        while (result == ParseResult.Interim100);

        if (result == ParseResult.NeedMore)
        {
            return;
        }

        _measuredNs = atNs;
        var subprotocols = _request!.Template.Headers.TryGetValue("Sec-WebSocket-Protocol", out var wanted) ? wanted : null;
        if (result == ParseResult.Complete && _handshake.Status == 101 && Handshake.IsAccepted(_handshake, _key, subprotocols))
        {
            _stage = Stage.Open;
            RunSteps();
        }
        else
        {
            var isRefused = result == ParseResult.Complete && _handshake.Status >= 400;
            Finish(isRefused ? ErrorKind.None : result == ParseResult.Truncated ? ErrorKind.Reset : ErrorKind.Protocol);
        }
    }

    private void Take(FrameEvent found, ReadOnlySpan<byte> payload, long atNs)
    {
        switch (found)
        {
            case FrameEvent.Message:
                _bodyBytes += payload.Length;
                TakeMessage(payload, atNs);
                break;
            case FrameEvent.Ping when _stage == Stage.Open:
                _sender.Pong(payload);
                break;
            case FrameEvent.Close when _stage == Stage.Open:
                SayGoodbye(NormalClosure, ErrorKind.Reset);
                break;
            case FrameEvent.Invalid when _stage == Stage.Open:
                SayGoodbye(ProtocolError, ErrorKind.Protocol);
                break;
            case FrameEvent.Invalid:
                Finish(ErrorKind.None);
                break;
        }
    }

    private void SayGoodbye(ushort code, ErrorKind error)
    {
        var session = _session;
        _sender.Close(code);
        if (session == _session)
        {
            Finish(error);
        }
    }

    private void TakeMessage(ReadOnlySpan<byte> message, long atNs)
    {
        if (_stage != Stage.Open || _request!.Template.Session[_step] is not WebSocketStep.Expect || message.IndexOf(_expected) < 0)
        {
            return;
        }

        _measuredNs = atNs - _holding.Ns;
        if (_keepsBody)
        {
            _view.Keep(message);
        }

        _step++;
        RunSteps();
    }

    private void RunSteps()
    {
        var (session, steps) = (_session, _request!.Template.Session);
        while (session == _session && _step < steps.Count)
        {
            switch (steps[_step])
            {
                case WebSocketStep.Send:
                    var text = _room.Scratch;
                    text.Clear();
                    _request.Session[_step++]!.Fill(_values!, text);
                    _sender.Send(Opcode.Text, text.Span);
                    break;
                case WebSocketStep.Expect expect:
                    _expected = Encoding.UTF8.GetBytes(expect.Text);
                    Limit(Loop.Clock.NowNs + _timeoutNs);
                    return;
                case WebSocketStep.Hold hold:
                    Limit(null);
                    _ = HoldAsync(session, RunClock.Ns(hold.Duration));
                    return;
            }
        }

        if (session == _session)
        {
            _stage = Stage.Closing;
            Limit(Loop.Clock.NowNs + Math.Min(_timeoutNs, LongestCloseNs));
            _sender.Close(NormalClosure);
        }
    }

    private async Task HoldAsync(int session, long durationNs)
    {
        var from = Loop.Clock.NowNs;
        _holding.Begin(from);
        await Loop.Pause(from + durationNs);
        if (session == _session)
        {
            _holding.End(Loop.Clock.NowNs);
            _step++;
            RunSteps();
        }
    }

    private void Finish(ErrorKind error)
    {
        var now = Loop.Clock.NowNs;
        _holding.End(now);
        Close();
        Complete(error, error == ErrorKind.None ? _measuredNs : now - _holding.Ns, now);
    }
}
