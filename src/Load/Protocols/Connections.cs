using Headroom.Load.Engine;
using Headroom.Load.Protocols.Grpc;
using Headroom.Load.Protocols.Http1;
using Headroom.Load.Protocols.Http2;
using Headroom.Load.Protocols.WebSockets;
using Headroom.Model.Plans;

namespace Headroom.Load.Protocols;

/// <summary>Makes the connections of one event loop, and owns what they share.</summary>
/// <param name="loop">The loop.</param>
/// <param name="target">Where they lead.</param>
/// <param name="seed">What the keys and masks of WebSockets are drawn with.</param>
internal sealed class Connections(EventLoop loop, Target target, ulong seed) : IDisposable
{
    private readonly FrameRoom _frames = new(seed);
    private HttpTransport? _http;

    /// <summary>A connection that fits an exchange; nothing is opened yet.</summary>
    /// <remarks>gRPC is spoken over HTTP/2, and WebSockets over HTTP/1.1, whatever version the plan asks for.</remarks>
    public Connection Create(Exchange exchange)
    {
        var connection = Plain(exchange);
        return target.FollowRedirects && exchange == Exchange.Http ? new RedirectingConnection(loop, connection, target) : connection;
    }

    /// <inheritdoc/>
    public void Dispose() => _http?.Dispose();

    private Connection Plain(Exchange exchange) => exchange switch
    {
        Exchange.Grpc => new GrpcConnection(loop, Http),
        Exchange.WebSocket => new WebSocketConnection(loop, Wire.Create(loop, target), _frames),
        _ => target.Protocol == HttpProtocol.Http1
            ? new Http1Connection(loop, Wire.Create(loop, target))
            : new HttpClientConnection(loop, Http),
    };

    private HttpTransport Http => _http ??= new HttpTransport(target);
}
