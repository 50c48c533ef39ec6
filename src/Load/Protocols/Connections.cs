using Headroom.Load.Engine;
using Headroom.Load.Protocols.Http1;
using Headroom.Model.Plans;

namespace Headroom.Load.Protocols;

/// <summary>Makes the connection that fits an exchange and a target.</summary>
internal static class Connections
{
    /// <summary>A connection; nothing is opened yet.</summary>
    public static Connection Create(Exchange exchange, EventLoop loop, Target target)
    {
        var connection = Plain(exchange, loop, target);
        return target.FollowRedirects && exchange == Exchange.Http ? new RedirectingConnection(loop, connection, target) : connection;
    }

    private static Connection Plain(Exchange exchange, EventLoop loop, Target target) => (exchange, target.Protocol) switch
    {
        (Exchange.Http, HttpProtocol.Http1) => new Http1Connection(loop, Wire.Create(loop, target)),
        _ => throw new NotSupportedException($"{exchange} over {target.Protocol}"),
    };
}
