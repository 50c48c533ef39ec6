using Headroom.Load;
using Headroom.Load.Engine;
using Headroom.Load.Protocols;
using Headroom.Model.Plans;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>The contract of HTTP/1 clients, over the system's own calls where they are; TLS takes the runtime's sockets there too.</summary>
public class EpollContractTests : Http1Contract
{
    internal override Client Open(Uri target, bool verifyCertificate) => new Sender(target, verifyCertificate, Wire.Create);
}

/// <summary>The contract of HTTP/1 clients, over the runtime's sockets, as on machines without epoll.</summary>
public class StreamContractTests : Http1Contract
{
    internal override Client Open(Uri target, bool verifyCertificate) =>
        new Sender(target, verifyCertificate, static (loop, target) => new StreamWire(loop, target));
}

internal sealed class Sender : Http1Contract.Client
{
    private readonly HttpSender _sender;

    internal Sender(Uri target, bool verifyCertificate, Func<EventLoop, Target, Wire> wire)
    {
        var load = new LoadPlan { Name = "contract", Scenarios = [], VerifyCertificate = verifyCertificate };
        _sender = new HttpSender(target, 1, TimeProvider.System, load, wire);
    }

    public override Task<Reply> SendAsync(RenderedRequest request, TimeSpan timeout) => _sender.SendAsync(request, timeout, CancellationToken.None);

    public override void Dispose() => _sender.Dispose();
}
