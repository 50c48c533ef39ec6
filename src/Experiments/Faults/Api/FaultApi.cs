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
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _time;
    private readonly ProxyTable _proxies;
    private readonly ApiRoutes _routes;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Acceptor _acceptor;

    private FaultApi(ApiSettings settings, TimeProvider time)
    {
        _time = time;
        _proxies = new ProxyTable(settings, time);
        _routes = new ApiRoutes(_proxies);
        _acceptor = Acceptor.Start(settings.Port, ServeAsync, time);
    }

    /// <summary>Where it answers.</summary>
    public Uri Address => new($"http://{_acceptor.Address}/");

    /// <summary>Begins to answer.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static FaultApi Start(ApiSettings settings, TimeProvider time) => new(settings, time);

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
        await _acceptor.DisposeAsync();
        await _proxies.DisposeAsync();
        _turn.Dispose();
    }

    private async Task ServeAsync(NetworkStream stream, CancellationToken stop)
    {
        var connection = new ApiConnection(stream);
        while (await ServeOneAsync(connection, stop))
        {
        }
    }

    /// <summary>Whether another request may follow.</summary>
    private async Task<bool> ServeOneAsync(ApiConnection connection, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(s_idle, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
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
