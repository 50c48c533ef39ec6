using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Headroom.Experiments.Serving;

/// <summary>Takes the connections that come to a port of loopback, and has each served until it ends.</summary>
internal sealed class Acceptor : IAsyncDisposable
{
    /// <summary>More connections than this at once wait for their turn with the kernel.</summary>
    private const int Backlog = 512;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly TcpListener _listener;
    private readonly Func<NetworkStream, CancellationToken, Task> _serve;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _serving = [];
    private readonly Task _accepting;

    private Acceptor(TcpListener listener, Func<NetworkStream, CancellationToken, Task> serve, TimeProvider time)
    {
        (_listener, _serve, _time) = (listener, serve, time);
        Address = (IPEndPoint)listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Begins to listen.</summary>
    /// <param name="port">A port of 127.0.0.1; 0: one that the kernel chooses.</param>
    /// <param name="serve">
    /// Serves a connection, which ends when it returns; it is cancelled when the acceptor ends. That the client left, or sent what cannot
    /// be served (<see cref="RefusedRequestException"/>), it may throw.
    /// </param>
    /// <param name="time">The clock of the pause after an error.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static Acceptor Start(int port, Func<NetworkStream, CancellationToken, Task> serve, TimeProvider time)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        var started = false;
        try
        {
            listener.Start(Backlog);
            started = true;
            return new Acceptor(listener, serve, time);
        }
        finally
        {
            if (!started)
            {
                listener.Dispose();
            }
        }
    }

    /// <summary>Takes no more connections and ends those that are open; when it returns, no socket and no task of it is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_serving.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var serving = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
                _serving[serving] = 0;
                _ = serving.ContinueWith(done => _serving.TryRemove(done, out _), TaskScheduler.Default);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                await Task.Delay(s_pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await _serve(client.GetStream(), _stop.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or RefusedRequestException)
            {
                // It left, we stop, or it sent what cannot be served: the connection ends.
            }
        }
    }
}
