using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>A server on loopback that does what a test says with the bytes of one request, and answers every other one with 200 "ok".</summary>
internal sealed class RawServer : IDisposable
{
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly Func<Peer, Task> _odd;
    private readonly int _oddNumber;
    private int _requests;
    private int _connections;

    /// <summary>Listens on a free port of loopback.</summary>
    /// <param name="odd">What happens with the odd request, after its head was read.</param>
    /// <param name="oddNumber">Which request is the odd one, from 0.</param>
    /// <param name="tls">Whether it speaks TLS, with a certificate that nobody trusts.</param>
    public RawServer(Func<Peer, Task> odd, int oddNumber = 0, bool tls = false)
    {
        (_odd, _oddNumber, _certificate) = (odd, oddNumber, tls ? SelfSigned() : null);
        _listener.Start(128);
        _ = Task.Run(AcceptAsync);
    }

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Requests => Volatile.Read(ref _requests);

    public int Connections => Volatile.Read(ref _connections);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _certificate?.Dispose();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                Interlocked.Increment(ref _connections);
                _ = Task.Run(() => ServeAsync(socket));
            }
        }
        catch (Exception error) when (IsEnd(error))
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using var peer = new Peer(socket, _stop.Token);
            if (_certificate is not null)
            {
                await peer.SecureAsync(_certificate);
            }

            while (await peer.ReadHeadAsync())
            {
                if (Interlocked.Increment(ref _requests) - 1 == _oddNumber)
                {
                    await _odd(peer);
                }
                else
                {
                    await peer.WriteAsync(Ok);
                }
            }
        }
        catch (Exception error) when (IsEnd(error))
        {
        }
    }

    private static bool IsEnd(Exception error) =>
        error is IOException or OperationCanceledException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException;

    /// <summary>The server's end of one connection.</summary>
    internal sealed class Peer(Socket socket, CancellationToken stop) : IDisposable
    {
        private readonly List<byte> _read = [];
        private Stream _stream = new NetworkStream(socket, ownsSocket: true);

        public string Head { get; private set; } = "";

        public CancellationToken Stop => stop;

        public void Dispose() => _stream.Dispose();

        public async Task SecureAsync(X509Certificate2 certificate)
        {
            var secure = new SslStream(_stream);
            _stream = secure;
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
        }

        public async Task<bool> ReadHeadAsync()
        {
            int end;
            while ((end = Encoding.Latin1.GetString([.. _read]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
            {
                if (!await ReadMoreAsync())
                {
                    return false;
                }
            }

            Head = Encoding.Latin1.GetString([.. _read[..end]]);
            _read.RemoveRange(0, end + 4);
            return true;
        }

        public async Task<string> ReadBodyAsync(int length)
        {
            while (_read.Count < length && await ReadMoreAsync())
            {
            }

            var body = Encoding.UTF8.GetString([.. _read[..length]]);
            _read.RemoveRange(0, length);
            return body;
        }

        public Task WriteAsync(string text) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop).AsTask();

        /// <summary>Writes byte by byte, each in a packet of its own.</summary>
        public async Task TrickleAsync(string text, int pauseMs)
        {
            foreach (var letter in text)
            {
                await WriteAsync(letter.ToString());
                await Task.Delay(pauseMs, stop);
            }
        }

        public Task HangAsync() => Task.Delay(Timeout.Infinite, stop);

        public Task CloseAsync()
        {
            _stream.Dispose();
            return Task.CompletedTask;
        }

        public Task ResetAsync()
        {
            socket.LingerState = new LingerOption(enable: true, 0);
            socket.Close();
            return Task.CompletedTask;
        }

        private async Task<bool> ReadMoreAsync()
        {
            var chunk = new byte[64 * 1024];
            var read = await _stream.ReadAsync(chunk, stop);
            _read.AddRange(chunk[..read]);
            return read > 0;
        }
    }
}
