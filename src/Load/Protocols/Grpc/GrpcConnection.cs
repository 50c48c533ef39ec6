using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Headroom.Load.Engine;
using Headroom.Load.Protocols.Http2;
using Headroom.Load.Responses;

namespace Headroom.Load.Protocols.Grpc;

/// <summary>gRPC calls over HTTP/2: one message there, one or a stream of messages back, read until the trailers.</summary>
/// <remarks>
/// The status is that of the call as HTTP has it (<see cref="GrpcStatus"/>); <c>grpc-status</c> and <c>grpc-message</c> (percent-encoded,
/// as it came) are headers, wherever they stood. A response without a status is a protocol error, unless its HTTP status tells of a
/// failure. A body that cannot be made a message is a protocol error, too, and nothing is sent.
/// <b>Source:</b> gRPC over HTTP/2 (grpc/grpc, doc/PROTOCOL-HTTP2.md).
/// </remarks>
internal sealed class GrpcConnection : MessageConnection
{
    private const string ContentType = "application/grpc";

    private static readonly HashSet<string> s_ownedByGrpc =
        new(StringComparer.OrdinalIgnoreCase) { "Accept-Encoding", "Content-Encoding", "grpc-accept-encoding", "grpc-encoding", "TE" };

    private readonly GrpcMessages _messages = new();

    /// <summary>Makes a connection; nothing is opened yet.</summary>
    public GrpcConnection(EventLoop loop, HttpTransport transport)
        : base(loop, transport) => View.WithTrailers = true;

    /// <inheritdoc/>
    public override long BodyBytes => View.Content.Bytes;

    /// <inheritdoc/>
    protected override HttpRequestMessage? Compose(RenderedRequest request, bool keepBody)
    {
        _messages.Clear();
        _messages.Keeps = keepBody;
        View.Content.Keeps = false;
        var body = new ByteBuffer();
        body.Append([0, 0, 0, 0, 0]);
        if (ProtoMessage.Encode(Encoding.UTF8.GetBytes(request.Body ?? "{}"), body) is not null)
        {
            return null;
        }

        BinaryPrimitives.WriteInt32BigEndian(body.Span[1..], body.Length - GrpcMessages.PrefixLength);
        var content = new ByteArrayContent(body.Span.ToArray());
        var type = request.Headers.FirstOrDefault(static header => IsContentType(header.Key)).Value;
        content.Headers.TryAddWithoutValidation("Content-Type", IsGrpc(type) ? type : ContentType);
        var headers = request.Headers.Where(static header => !s_ownedByGrpc.Contains(header.Key) && !IsContentType(header.Key));
        return Transport.MessageOf(
            request with { Method = "POST", Headers = [.. headers, new("TE", "trailers"), new("grpc-accept-encoding", "identity,gzip")] },
            HttpVersion.Version20,
            content,
            this);
    }

    /// <inheritdoc/>
    protected override ErrorKind TakeHead(HttpResponseMessage response)
    {
        var headers = response.Headers;
        _messages.AllowsGzip = headers.NonValidated.TryGetValues("grpc-encoding", out var coding) && coding.ToString() == "gzip";
        var isCall = response.StatusCode == HttpStatusCode.OK && IsGrpc(response.Content.Headers.NonValidated);
        return isCall || GrpcStatus.In(headers) is not null || GrpcStatus.Without(response.StatusCode) is not null
            ? ErrorKind.None
            : ErrorKind.Protocol;
    }

    /// <inheritdoc/>
    protected override ErrorKind TakeBody(ReadOnlySpan<byte> bytes)
    {
        View.Content.Append(bytes);
        var isFailure = GrpcStatus.Without((HttpStatusCode)View.Status) is not null;
        return isFailure || _messages.TryRead(bytes) ? ErrorKind.None : ErrorKind.Protocol;
    }

    /// <inheritdoc/>
    protected override ErrorKind TakeEnd(HttpResponseMessage response)
    {
        var status = (GrpcStatus.In(response.TrailingHeaders) ?? GrpcStatus.In(response.Headers)) is { } code
            ? GrpcStatus.ToHttp(code)
            : GrpcStatus.Without(response.StatusCode);
        View.MappedStatus = status;
        View.Translation = _messages.ToJson();
        return status is null || (status == 200 && !_messages.IsWhole) ? ErrorKind.Protocol : ErrorKind.None;
    }

    private static bool IsContentType(string name) => name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);

    private static bool IsGrpc(string? type) => type?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsGrpc(HttpHeadersNonValidated headers) =>
        headers.TryGetValues("Content-Type", out var type) && IsGrpc(type.ToString());
}
