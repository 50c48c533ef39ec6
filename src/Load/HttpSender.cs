using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Headroom.Load;

/// <summary>Sends requests to one service over kept-alive HTTP/1.1 connections, exactly as rendered.</summary>
/// <remarks>
/// No proxy, no cookies, no redirects, no decompression, no tracing headers; a User-Agent of "headroom" unless the request names another.
/// Whatever the target does comes back as a <see cref="Reply"/>. A request is sent at most once: when a kept-alive connection turns out
/// to be dead, that is a reset, not a silent second try. Safe for concurrent callers.
/// </remarks>
public sealed class HttpSender : IDisposable
{
    private static readonly UriCreationOptions s_asRendered = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly TimeProvider _time;
    private readonly string _base;
    private readonly HttpMessageInvoker _invoker;

    /// <summary>Prepares a sender; nothing is connected yet.</summary>
    /// <param name="target">The service's address; a path of its own is put before that of each request.</param>
    /// <param name="connections">The most connections at once; further requests wait for one, within their time limit.</param>
    /// <param name="time">The clock of durations and time limits.</param>
    public HttpSender(Uri target, int connections, TimeProvider time)
    {
        _time = time;
        _base = target.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = connections,
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
            RequestHeaderEncodingSelector = OnceMessage.OnHeader,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
        });
    }

    /// <summary>Sends a request and reads the whole response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long it may take until the last byte.</param>
    /// <param name="cancel">Cuts it off: the reply's error is then <see cref="ErrorKind.Unfinished"/>.</param>
    public Task<Reply> SendAsync(RenderedRequest request, TimeSpan timeout, CancellationToken cancel) =>
        SendAsync(request, timeout, keepBody: true, cancel);

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    internal async Task<Reply> SendAsync(RenderedRequest request, TimeSpan timeout, bool keepBody, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(timeout, _time);
        using var cut = cancel.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        var began = _time.GetTimestamp();
        var handed = began;
        using var message = MessageOf(request);
        try
        {
            var pending = _invoker.SendAsync(message, limit.Token);
            handed = _time.GetTimestamp();
            using var response = await pending.ConfigureAwait(false);
            var (body, bytes) = await ReadAsync(response.Content, keepBody, limit.Token).ConfigureAwait(false);
            var ended = _time.GetTimestamp();
            return new Reply
            {
                Status = (int)response.StatusCode,
                Headers = HeadersOf(response),
                Body = body,
                BodyBytes = bytes,
                Service = _time.GetElapsedTime(began, ended),
                Stamps = (began, handed, ended),
            };
        }
        catch (OperationCanceledException)
        {
            return Failed(cancel.IsCancellationRequested ? ErrorKind.Unfinished : ErrorKind.Timeout, began, handed);
        }
        catch (HttpRequestException error)
        {
            return Failed(message.IsSentAgain ? ErrorKind.Reset : ErrorKinds.Of(error), began, handed);
        }
        catch (IOException error)
        {
            return Failed(ErrorKinds.Of(error), began, handed);
        }
    }

    private Reply Failed(ErrorKind kind, long began, long handed)
    {
        var ended = _time.GetTimestamp();
        return new Reply { Error = kind, Service = _time.GetElapsedTime(began, ended), Stamps = (began, handed, ended) };
    }

    private OnceMessage MessageOf(RenderedRequest request)
    {
        var message = new OnceMessage
        {
            Method = HttpMethod.Parse(request.Method),
            RequestUri = new Uri(_base + request.PathAndQuery, in s_asRendered),
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = request.Body is { } body ? new ByteArrayContent(Encoding.UTF8.GetBytes(body)) : null,
        };
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        message.Sign();
        return message;
    }

    private static async Task<(ReadOnlyMemory<byte> Body, long Bytes)> ReadAsync(HttpContent content, bool keep, CancellationToken cancel)
    {
        using var stream = await content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var kept = keep ? new MemoryStream() : null;
            var bytes = 0L;
            while (await stream.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var read)
            {
                bytes += read;
                kept?.Write(buffer, 0, (int)Math.Min(read, Reply.MaxKeptBytes - kept.Length));
            }

            return (kept is null ? default : kept.GetBuffer().AsMemory(0, (int)kept.Length), bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static KeyValuePair<string, string>[] HeadersOf(HttpResponseMessage response)
    {
        var (general, content) = (response.Headers.NonValidated, response.Content.Headers.NonValidated);
        var headers = new KeyValuePair<string, string>[general.Count + content.Count];
        var next = 0;
        foreach (var (name, values) in general)
        {
            headers[next++] = new(name, values.ToString());
        }

        foreach (var (name, values) in content)
        {
            headers[next++] = new(name, values.ToString());
        }

        return headers;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A message that refuses to be written twice: the handler silently repeats one whose kept-alive connection died, and that would hide
    /// a reset. The encoding selector is the one hook that it calls each time it writes headers.
    /// </summary>
    private sealed class OnceMessage : HttpRequestMessage
    {
        private const string Agent = "User-Agent";

        private int _writes;

        public bool IsSentAgain => _writes > 1;

        public void Sign()
        {
            if (!Headers.NonValidated.Contains(Agent))
            {
                Headers.TryAddWithoutValidation(Agent, "headroom");
            }
        }

        public static Encoding OnHeader(string name, HttpRequestMessage message) => name == Agent && ++((OnceMessage)message)._writes > 1
            ? throw new HttpRequestException("the connection closed before a response came")
            : Encoding.UTF8;
    }
}
