using System.Net;
using Headroom.Load.Engine;

namespace Headroom.Load.Protocols;

/// <summary>A TCP connection by the system's own calls: between two exchanges there is no call but send and recv.</summary>
/// <remarks>The benchmark <c>bench/load</c> guards its cost.</remarks>
internal sealed unsafe class EpollWire(EventLoop loop, Target target, EpollPoller poller) : Wire(loop, target)
{
    private const uint Gone = Libc.EpollReadHangUp | Libc.EpollHangUp | Libc.EpollError;

    private int _fd = -1;
    private int _place;
    private int _life;
    private int _address;
    private int _tried;
    private bool _isConnecting;
    private bool _isEnding;
    private ReadOnlyMemory<byte> _unsent;

    /// <inheritdoc/>
    public override bool IsOpen => _fd >= 0 && !_isConnecting;

    /// <inheritdoc/>
    public override bool IsSending => !_unsent.IsEmpty;

    /// <inheritdoc/>
    public override bool IsEnding => _isEnding;

    /// <inheritdoc/>
    public override void Open()
    {
        if (Target.EndPoints.Length == 0)
        {
            User.OnClosed(ErrorKind.Unresolved);
            return;
        }

        (_address, _tried) = (Target.Preferred, 0);
        Connect();
    }

    /// <inheritdoc/>
    public override void Send(ReadOnlyMemory<byte> bytes)
    {
        _unsent = bytes;
        Flush();
    }

    /// <inheritdoc/>
    public override void Close()
    {
        if (_fd >= 0)
        {
            if (_isConnecting)
            {
                Target.Leave(_address); // one that hangs must not hold up all that come after
            }

            poller.Remove(_place, _fd);
            (_fd, _isConnecting, _isEnding, _unsent) = (-1, false, false, default);
            _life++;
        }
    }

    /// <inheritdoc/>
    public override void OnReady(uint events)
    {
        if (_isConnecting)
        {
            EndConnect();
            return;
        }

        if (!_unsent.IsEmpty && (events & Libc.EpollOut) != 0)
        {
            var life = _life;
            Flush();
            if (life == _life && _unsent.IsEmpty)
            {
                User.OnSent();
            }

            if (life != _life)
            {
                return;
            }
        }

        if ((events & (Libc.EpollIn | Gone)) != 0)
        {
            Receive(isGone: (events & Gone) != 0);
        }
    }

    private void Connect()
    {
        var address = Target.EndPoints[_address].Serialize();
        var one = 1;
        _fd = Libc.socket((int)FamilyOf(address), Libc.StreamSocket | Libc.NonBlocking | Libc.CloseOnExec, 0);
        if (_fd < 0)
        {
            FailConnect(Libc.Error);
            return;
        }

        _place = poller.Add(_fd, this);
        _isConnecting = true;
        _ = Libc.setsockopt(_fd, Libc.LevelTcp, Libc.NoDelay, &one, sizeof(int));
        fixed (byte* bytes = address.Buffer.Span)
        {
            if (Libc.connect(_fd, bytes, address.Size) == 0)
            {
                Opened();
            }
            else if (Libc.Error is not Libc.InProgress and var error)
            {
                FailConnect(error);
            }
        }
    }

    // The first two bytes of a socket address are the family, in the order of the machine.
    private static ushort FamilyOf(SocketAddress address) => BitConverter.ToUInt16(address.Buffer.Span);

    private void EndConnect()
    {
        var (error, length) = (0, sizeof(int));
        _ = Libc.getsockopt(_fd, Libc.LevelSocket, Libc.SocketError, &error, &length);
        if (error == 0)
        {
            Opened();
        }
        else
        {
            FailConnect(error);
        }
    }

    private void Opened()
    {
        _isConnecting = false;
        Target.Preferred = _address;
        User.OnOpened();
    }

    private void FailConnect(int error)
    {
        Close();
        if (++_tried < Target.EndPoints.Length)
        {
            _address = (_address + 1) % Target.EndPoints.Length;
            Connect();
        }
        else
        {
            User.OnClosed(Libc.KindOf(error));
        }
    }

    private void Flush()
    {
        while (!_unsent.IsEmpty)
        {
            nint sent;
            fixed (byte* bytes = _unsent.Span)
            {
                sent = Libc.send(_fd, bytes, _unsent.Length, Libc.NoSignal);
            }

            if (sent >= 0)
            {
                _unsent = _unsent[(int)sent..];
            }
            else if (Libc.Error == Libc.Again)
            {
                return;
            }
            else if (Libc.Error is not Libc.Interrupted and var error)
            {
                FailSend(error);
                return;
            }
        }
    }

    // A peer that answered before it closed may be read still.
    private void FailSend(int error)
    {
        var life = _life;
        _unsent = default;
        Receive(isGone: true);
        if (life == _life)
        {
            Close();
            User.OnClosed(Libc.KindOf(error));
        }
    }

    private void Receive(bool isGone)
    {
        var life = _life;
        var buffer = Loop.ReceiveBuffer;
        _isEnding |= isGone;
        while (life == _life)
        {
            nint count;
            fixed (byte* bytes = buffer)
            {
                count = Libc.recv(_fd, bytes, buffer.Length, 0);
            }

            if (count > 0)
            {
                User.OnReceived(buffer.AsSpan(0, (int)count), Loop.Clock.NowNs);
                if (count < buffer.Length && !isGone)
                {
                    return;
                }
            }
            else if (count == 0 || Libc.Error is not (Libc.Again or Libc.Interrupted))
            {
                var kind = count == 0 ? ErrorKind.None : Libc.KindOf(Libc.Error);
                Close();
                User.OnClosed(kind);
                return;
            }
            else if (Libc.Error == Libc.Again)
            {
                return;
            }
        }
    }
}
