using System.Text;
using Headroom.Load.Engine;

namespace Headroom.Load.Protocols.Http2;

/// <summary>HTTP/2 (with prior knowledge over http, agreed by ALPN over https) and HTTP/3, in that version and no other.</summary>
internal sealed class HttpClientConnection(EventLoop loop, HttpTransport transport) : MessageConnection(loop, transport)
{
    /// <inheritdoc/>
    public override long BodyBytes => View.Content.Bytes;

    /// <inheritdoc/>
    protected override HttpRequestMessage? Compose(RenderedRequest request, bool keepBody)
    {
        View.Content.Keeps = keepBody;
        var body = request.Body is { } text ? new ByteArrayContent(Encoding.UTF8.GetBytes(text)) : null;
        return Transport.MessageOf(request, Transport.Version, body, this);
    }

    /// <inheritdoc/>
    protected override ErrorKind TakeHead(HttpResponseMessage response) => ErrorKind.None;

    /// <inheritdoc/>
    protected override ErrorKind TakeBody(ReadOnlySpan<byte> bytes)
    {
        View.Content.Append(bytes);
        return ErrorKind.None;
    }

    /// <inheritdoc/>
    protected override ErrorKind TakeEnd(HttpResponseMessage response) => ErrorKind.None;
}
