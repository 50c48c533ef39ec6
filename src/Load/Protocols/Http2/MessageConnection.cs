using System.Buffers;
using System.Security.Authentication;
using Headroom.Load.Engine;
using Headroom.Load.Requests;
using Headroom.Load.Responses;

namespace Headroom.Load.Protocols.Http2;

/// <summary>One virtual user's exchanges over a transport that it shares with the others of its event loop.</summary>
/// <remarks>
/// What <see cref="Connection.Opened"/> counts are connections that were opened for its requests: over HTTP/2 the first virtual users open
/// one for many, the others none. Sent bytes count headers as plain text, though they travel compressed. The last byte is timed when the
/// event loop learns of it from the platform's threads. Closing it ends its exchange, not what it shares.
/// </remarks>
internal abstract class MessageConnection(EventLoop loop, HttpTransport transport) : Connection(loop)
{
    private const int Chunk = 16 * 1024;

    private CancellationTokenSource? _cancel;
    private int _exchange;

    /// <inheritdoc/>
    public override ResponseView Response => View;

    /// <summary>The transport.</summary>
    protected HttpTransport Transport => transport;

    /// <summary>What came back.</summary>
    protected MessageView View { get; } = new();

    /// <summary>Counts a connection that was opened for it; any thread may call it.</summary>
    public void CountOpened() => Loop.Post(static sender => ((MessageConnection)sender!).Opened++, this);

    /// <inheritdoc/>
    public override void Close()
    {
        _exchange++;
        var cancel = _cancel;
        _cancel = null;
        cancel?.Cancel();
    }

    /// <inheritdoc/>
    protected override void Begin(PreparedRequest request, Values values, bool keepBody)
    {
        View.Clear();
        var filled = request.Fill(values);
        if (Compose(filled with { PathAndQuery = request.Prefix + filled.PathAndQuery }, keepBody) is { } message)
        {
            SentBytes = SizeOf(message);
            _ = ExchangeAsync(message, ++_exchange);
        }
        else
        {
            Complete(ErrorKind.Protocol, Loop.Clock.NowNs);
        }
    }

    /// <summary>The message to send; null when it cannot be made.</summary>
    protected abstract HttpRequestMessage? Compose(RenderedRequest request, bool keepBody);

    /// <summary>Takes the head of a response; an error ends the exchange.</summary>
    protected abstract ErrorKind TakeHead(HttpResponseMessage response);

    /// <summary>Takes the next bytes of the body; an error ends the exchange.</summary>
    protected abstract ErrorKind TakeBody(ReadOnlySpan<byte> bytes);

    /// <summary>Takes the end of the body, with its trailers.</summary>
    protected abstract ErrorKind TakeEnd(HttpResponseMessage response);

    private async Task ExchangeAsync(HttpRequestMessage message, int exchange)
    {
        var error = await OutcomeAsync(message, exchange);
        if (exchange == _exchange)
        {
            _cancel = null;
            Complete(error, Loop.Clock.NowNs);
        }
    }

    private async Task<ErrorKind> OutcomeAsync(HttpRequestMessage message, int exchange)
    {
        using var cancel = new CancellationTokenSource();
        _cancel = cancel;
        try
        {
            using (message)
            {
                using var response = await transport.SendAsync(message, cancel.Token);
                return exchange == _exchange ? await ReadAsync(response, exchange, cancel.Token) : ErrorKind.Unfinished;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationException or OperationCanceledException
            or ObjectDisposedException or NotSupportedException)
        {
            return e switch
            {
                HttpRequestException http => ErrorKinds.Of(http),
                IOException io => ErrorKinds.Of(io),
                AuthenticationException => ErrorKind.Tls,
                NotSupportedException => ErrorKind.Protocol,
                _ => ErrorKind.Unfinished,
            };
        }
    }

    private async Task<ErrorKind> ReadAsync(HttpResponseMessage response, int exchange, CancellationToken cancel)
    {
        View.Begin(response);
        if (TakeHead(response) is not ErrorKind.None and var refused)
        {
            return refused;
        }

        var stream = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            while (await stream.ReadAsync(buffer, cancel) is > 0 and var count)
            {
                if (exchange != _exchange)
                {
                    return ErrorKind.Unfinished;
                }

                if (TakeBody(buffer.AsSpan(0, count)) is not ErrorKind.None and var broken)
                {
                    return broken;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return exchange == _exchange ? TakeEnd(response) : ErrorKind.Unfinished;
    }

    private static long SizeOf(HttpRequestMessage message)
    {
        var size = (long)message.Method.Method.Length + message.RequestUri!.PathAndQuery.Length;
        foreach (var (name, values) in message.Headers.NonValidated)
        {
            size += values.Sum(value => name.Length + value.Length);
        }

        return size + (message.Content?.Headers.NonValidated.Sum(static header => header.Key.Length + header.Value.ToString().Length) ?? 0)
            + (message.Content?.Headers.ContentLength ?? 0);
    }
}
