using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Headroom.Experiments.Serving;
using Headroom.Load;

namespace Headroom.Experiments.Caching;

/// <summary>Where a caching proxy passes requests on to, and what it keeps.</summary>
internal sealed record CachingSettings
{
    /// <summary>The service's address.</summary>
    public required Uri Service { get; init; }

    /// <summary>What is kept, and dropped by the writes that pass.</summary>
    public required ResponseCache Cache { get; init; }

    /// <summary>Whether marked GETs are answered from the cache; else it only passes on, at the same cost of its own.</summary>
    public required bool Keeps { get; init; }

    /// <summary>How long the service may take for an answer.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Whether a certificate of the service that the machine does not trust is an error.</summary>
    public bool VerifyCertificate { get; init; } = true;
}

/// <summary>
/// An HTTP/1.1 proxy on loopback, between the generator and the service: GETs that carry <see cref="Mark"/> are answered from a cache, all
/// else is passed on.
/// </summary>
/// <remarks>
/// It lives in this process and holds nothing but sockets, so there is nothing to journal. A request reaches the service as the generator
/// would have sent it, without the mark; what the service does not answer is not answered here either: the connection ends.
/// </remarks>
internal sealed class CachingProxy : IAsyncDisposable
{
    /// <summary>The header by which a request says that its answer may be kept: the proxy knows no routes. It is not passed on.</summary>
    public const string Mark = "Headroom-Keep";

    /// <summary>More requests than this at once wait here; a load that sends more measures the proxy.</summary>
    private const int Connections = 512;

    private const int LongestHead = 64 << 10, LongestBody = 16 << 20;

    /// <summary>Fields of one connection, those of its framing, and the mark. <b>Source:</b> RFC 9110, section 7.6.1.</summary>
    private static readonly string[] s_ofHop =
        ["Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Content-Length", "Expect", Mark];

    private readonly CachingSettings _settings;
    private readonly HttpSender _service;
    private readonly Acceptor _acceptor;

    private CachingProxy(CachingSettings settings, TimeProvider time)
    {
        _settings = settings;
        _service = new HttpSender(new Uri(settings.Service, "/"), Connections, time) { VerifyCertificate = settings.VerifyCertificate };
        _acceptor = Acceptor.Start(port: 0, ServeAsync, time);
        Url = new Uri($"http://{_acceptor.Address}{settings.Service.AbsolutePath}");
    }

    /// <summary>Where it answers: its own host, and the path of the service's address, which redirects name.</summary>
    public Uri Url { get; }

    /// <summary>Begins to answer, at a port of loopback that the kernel chooses.</summary>
    public static CachingProxy Start(CachingSettings settings, TimeProvider time) => new(settings, time);

    /// <summary>Stops answering; when it returns, no socket and no task of it is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _acceptor.DisposeAsync();
        _service.Dispose();
    }

    private async Task ServeAsync(NetworkStream stream, CancellationToken stop)
    {
        var reader = new RequestReader(stream, LongestHead, LongestBody);
        while (await reader.ReadAsync(stop) is { } request && await ServeOneAsync(stream, request, stop) && request.KeepAlive)
        {
        }
    }

    /// <summary>Whether it was answered.</summary>
    private async Task<bool> ServeOneAsync(NetworkStream stream, ServedRequest request, CancellationToken stop)
    {
        var reply = await AnswerAsync(request, stop);
        if (reply.Status is not { } status || reply.BodyBytes != reply.Body.Length)
        {
            return false;
        }

        await stream.WriteAsync(Written(request, status, reply), stop);
        return true;
    }

    private async Task<Reply> AnswerAsync(ServedRequest request, CancellationToken stop)
    {
        var passed = Passed(request);
        if (_settings.Keeps && request.Method == "GET" && request.Header(Mark) is not null)
        {
            return await _settings.Cache.GetAsync(passed, AskAsync);
        }

        var reply = await AskAsync();
        if (!CacheRules.IsSafe(request.Method))
        {
            _settings.Cache.Drop(request.Target);
        }

        return reply;

        Task<Reply> AskAsync() => _service.SendAsync(passed, _settings.Timeout, stop);
    }

    // The generator writes this proxy's address as the host where the plan names none.
    private RenderedRequest Passed(ServedRequest request) => new()
    {
        Method = request.Method,
        PathAndQuery = request.Target,
        Endpoint = $"{request.Method} {request.Target}",
        Headers =
        [
            .. request.Headers.Where(header => !IsOfHop(header.Key)
                    && !(header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase) && header.Value == Url.Authority))
                .Select(static header => KeyValuePair.Create(header.Key, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(header.Value)))),
        ],
        Body = request.Body.Length == 0 ? null : Encoding.UTF8.GetString(request.Body.Span),
    };

    private static byte[] Written(ServedRequest request, int status, Reply reply)
    {
        var isBodiless = request.Method == "HEAD" || status is 204 or 304;
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} \r\n"));
        foreach (var (name, value) in reply.Headers.Where(static header => !IsOfHop(header.Key)))
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        var length = isBodiless ? reply.Header("Content-Length") : reply.Body.Length.ToString(CultureInfo.InvariantCulture);
        head.Append(length is null ? "" : $"Content-Length: {length}\r\n").Append(request.KeepAlive ? "\r\n" : "Connection: close\r\n\r\n");
        return [.. Encoding.UTF8.GetBytes(head.ToString()), .. isBodiless ? default : reply.Body.Span];
    }

    private static bool IsOfHop(string name) => s_ofHop.Contains(name, StringComparer.OrdinalIgnoreCase);
}
