using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Headroom.Load.Engine;

namespace Headroom.Load.Protocols;

/// <summary>A connection by the runtime's sockets, encrypted or not: for TLS, and for machines without epoll.</summary>
internal sealed class StreamWire(EventLoop loop, Target target) : Wire(loop, target)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Stream? _stream;
    private Action? _abandon;
    private int _life;
    private bool _isSending;

    /// <inheritdoc/>
    public override bool IsOpen => _stream is not null;

    /// <inheritdoc/>
    public override bool IsSending => _isSending;

    /// <inheritdoc/>
    public override void Open() => _ = OpenAsync(_life);

    /// <inheritdoc/>
    public override void Send(ReadOnlyMemory<byte> bytes) => _ = SendAsync(bytes, _life);

    /// <inheritdoc/>
    public override void Close()
    {
        _life++;
        _abandon?.Invoke();
        (_stream, _abandon, _isSending) = (null, null, false);
    }

    /// <inheritdoc/>
    public override void OnReady(uint events) => throw new NotSupportedException();

    private async Task OpenAsync(int life)
    {
        try
        {
            var stream = await ConnectAsync(life);
            if (life != _life)
            {
                await stream.DisposeAsync();
                return;
            }

            (_stream, _abandon) = (stream, stream.Dispose);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            Fail(life, e is AuthenticationException ? ErrorKind.Tls : KindOf(e));
            return;
        }

        User.OnOpened();
        if (life == _life)
        {
            await ReceiveAsync(life);
        }
    }

    private async Task<Stream> ConnectAsync(int life)
    {
        var plain = new NetworkStream(await FirstToAnswerAsync(life), ownsSocket: true);
        if (!Target.IsTls)
        {
            return plain;
        }

        var encrypted = new SslStream(plain);
        try
        {
            await encrypted.AuthenticateAsClientAsync(TlsOptions.For(Target, SslApplicationProtocol.Http11));
            return encrypted;
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            await encrypted.DisposeAsync();
            throw e is AuthenticationException or ObjectDisposedException ? e : new AuthenticationException(e.Message, e);
        }
    }

    // One address after the other, beginning with the preferred one; one that hangs is left when this is closed.
    private async Task<Socket> FirstToAnswerAsync(int life)
    {
        if (Target.EndPoints.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        var first = Target.Preferred;
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await ConnectToAsync((first + tried - 1) % Target.EndPoints.Length, life);
            }
            catch (SocketException) when (life == _life && tried < Target.EndPoints.Length)
            {
                _abandon?.Invoke();
            }
        }
    }

    private async Task<Socket> ConnectToAsync(int place, int life)
    {
        var address = Target.EndPoints[place];
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _abandon = () =>
        {
            socket.Dispose();
            Target.Leave(place);
        };
        await socket.ConnectAsync(address);
        if (life == _life)
        {
            (Target.Preferred, _abandon) = (place, socket.Dispose);
        }

        return socket;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, int life)
    {
        try
        {
            var write = _stream!.WriteAsync(bytes);
            if (write.IsCompletedSuccessfully)
            {
                return;
            }

            _isSending = true;
            await write;
            if (life == _life)
            {
                _isSending = false;
                User.OnSent();
            }
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            // A peer that answered before it closed may be read still: the read tells what became of it.
        }
    }

    private async Task ReceiveAsync(int life)
    {
        try
        {
            while (life == _life)
            {
                var count = await _stream!.ReadAsync(_buffer);
                if (life != _life)
                {
                    return;
                }

                if (count == 0)
                {
                    Fail(life, ErrorKind.None);
                    return;
                }

                User.OnReceived(_buffer.AsSpan(0, count), Loop.Clock.NowNs);
            }
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            Fail(life, KindOf(e));
        }
    }

    private void Fail(int life, ErrorKind kind)
    {
        if (life == _life)
        {
            Close();
            User.OnClosed(kind);
        }
    }

    private static bool IsOfTheWire(Exception e) =>
        e is IOException or SocketException or AuthenticationException or ObjectDisposedException;

    private static ErrorKind KindOf(Exception e) => e switch
    {
        SocketException socket => ErrorKinds.Of(socket.SocketErrorCode),
        IOException io => ErrorKinds.Of(io),
        _ => ErrorKind.Reset,
    };
}
