using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Headroom.Load.Protocols.Http2;

/// <summary>The platform's HTTP client for the connections of one event loop: HTTP/2 and HTTP/3.</summary>
/// <remarks>
/// HTTP/2 puts the requests of many virtual users on one TCP connection and opens the next when the target allows no more streams on it.
/// No proxy, cookies, redirects, decompression or tracing headers. Where the target says that it never took a request (REFUSED_STREAM, or a
/// GOAWAY that leaves it out) the platform sends it again, three times at most; nothing else is sent twice.
/// </remarks>
internal sealed class HttpTransport : IDisposable
{
    private static readonly HttpRequestOptionsKey<MessageConnection> s_sender = new("headroom.sender");

    private static readonly HashSet<string> s_ownedByHttp = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "HTTP2-Settings", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade",
    };

    private readonly HttpMessageInvoker _invoker;
    private readonly Target _target;
    private readonly string _service;

    /// <summary>Prepares a client; nothing is opened yet.</summary>
    public HttpTransport(Target target)
    {
        _target = target;
        _service = target.Address.GetLeftPart(UriPartial.Authority);
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            SslOptions = TlsOptions.For(target, SslApplicationProtocol.Http2),
            UseCookies = false,
            UseProxy = false,
        });
    }

    /// <summary>The version that the plan asks for; HTTP/2 or above.</summary>
    public Version Version => _target.Protocol == Model.Plans.HttpProtocol.Http3 ? HttpVersion.Version30 : HttpVersion.Version20;

    /// <summary>A request as the platform sends it, without the headers that belong to the connection.</summary>
    /// <param name="request">The request, with the whole path.</param>
    /// <param name="version">The version of HTTP; no other is used.</param>
    /// <param name="body">The body, or null.</param>
    /// <param name="sender">Whose request it is.</param>
    public HttpRequestMessage MessageOf(RenderedRequest request, Version version, HttpContent? body, MessageConnection sender)
    {
        var asItIs = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var address = new Uri(_service + request.PathAndQuery, asItIs);
        var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), address)
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        message.Options.Set(s_sender, sender);
        foreach (var (name, value) in request.Headers.Where(static header => !s_ownedByHttp.Contains(header.Key)))
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content ??= new ByteArrayContent([]);
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (!message.Headers.NonValidated.Contains("User-Agent"))
        {
            message.Headers.TryAddWithoutValidation("User-Agent", "headroom");
        }

        return message;
    }

    /// <summary>Sends a request; the response is there when its headers are.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancel) => _invoker.SendAsync(message, cancel);

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        if (_target.EndPoints.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync([.. _target.EndPoints.Select(static end => end.Address)], _target.Address.Port, cancel);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            socket.Dispose();
            throw;
        }

        if (context.InitialRequestMessage.Options.TryGetValue(s_sender, out var sender))
        {
            sender.CountOpened();
        }

        return new NetworkStream(socket, ownsSocket: true);
    }
}
