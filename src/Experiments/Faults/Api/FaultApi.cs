using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Headroom.Experiments.Serving;

namespace Headroom.Experiments.Faults.Api;

/// <summary>Where the API answers and what it may do.</summary>
public sealed record ApiSettings
{
    /// <summary>Toxiproxy's own port.</summary>
    public const int UsualPort = 8474;

    /// <summary>A port of 127.0.0.1; 0: one that the kernel chooses.</summary>
    public int Port { get; init; }

    /// <summary>Hosts beside loopback that proxies may go to, as the plan lists them.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>What the proxies' chance is drawn with.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>
/// Toxiproxy's REST API over proxies of this process, so that its clients can be used as they are. On loopback only; requests that a web
/// page could have sent are refused, as Toxiproxy does. What it creates it owns.
/// </summary>
public sealed class FaultApi : IAsyncDisposable
{
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(60), s_pause = TimeSpan.FromMilliseconds(20);

    private readonly TcpListener _listener;
    private readonly TimeProvider _time;
    private readonly ProxyTable _proxies;
    private readonly ApiRoutes _routes;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _serving = [];
    private readonly Task _accepting;

    private FaultApi(ApiSettings settings, TcpListener listener, TimeProvider time)
    {
        (_listener, _time) = (listener, time);
        _proxies = new ProxyTable(settings, time);
        _routes = new ApiRoutes(_proxies);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it answers.</summary>
    public Uri Address => new($"http://{(IPEndPoint)_listener.LocalEndpoint}/");

    /// <summary>Begins to answer.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static FaultApi Start(ApiSettings settings, TimeProvider time)
    {
        var listener = new TcpListener(IPAddress.Loopback, settings.Port);
        var started = false;
        try
        {
            listener.Start();
            started = true;
            return new FaultApi(settings, listener, time);
        }
        finally
        {
            if (!started)
            {
                listener.Dispose();
            }
        }
    }

    /// <summary>Shows a proxy that was made in this process, and owns it from now on.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public async Task AdoptAsync(FaultProxy proxy, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            _proxies.Adopt(proxy);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops answering and ends every proxy; when it returns, no socket and no task of it is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_serving.Keys);
        await _proxies.DisposeAsync();
        _turn.Dispose();
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
            var stream = client.GetStream();
            var connection = new ApiConnection(stream);
            try
            {
                while (await ServeOneAsync(connection))
                {
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // It left, was silent for too long, or we stop.
            }
        }
    }

    /// <summary>Whether another request may follow.</summary>
    private async Task<bool> ServeOneAsync(ApiConnection connection)
    {
        using var limit = new CancellationTokenSource(s_idle, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            if (await connection.ReadAsync(either.Token) is not { } request)
            {
                return false;
            }

            var answer = ApiConnection.IsOfBrowser(request)
                ? new ApiAnswer(403, "User agent not allowed\n"u8.ToArray())
                : await InTurnAsync(request, either.Token);
            await connection.WriteAsync(answer, request.KeepAlive, either.Token);
            return request.KeepAlive;
        }
        catch (RefusedRequestException e)
        {
            await connection.WriteAsync(ApiRoutes.Error(e.Status, e.Message), keepAlive: false, either.Token);
            return false;
        }
    }

    private async Task<ApiAnswer> InTurnAsync(ServedRequest request, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await _routes.AnswerAsync(request.Method, request.Target, request.Body);
        }
        finally
        {
            _turn.Release();
        }
    }
}
