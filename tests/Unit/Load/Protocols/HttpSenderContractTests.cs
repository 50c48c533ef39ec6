using Headroom.Load;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>The contract of HTTP/1 clients, on the sender that stands on the platform's own client.</summary>
public class HttpSenderContractTests : Http1Contract
{
    protected override bool CanTrustAnyCertificate => false;

    // The platform takes a length that it cannot read as none given, and of two lengths the first.
    protected override bool IsTolerated(string response) => response.Contains("Length: +5") || response.Contains("Length: 2\r") || response.Contains("Length: 999");

    protected override Client Open(Uri target, bool verifyCertificate) => new Sender(new HttpSender(target, 1, TimeProvider.System));

    private sealed class Sender(HttpSender sender) : Client
    {
        public override Task<Reply> SendAsync(RenderedRequest request, TimeSpan timeout) => sender.SendAsync(request, timeout, CancellationToken.None);

        public override void Dispose() => sender.Dispose();
    }
}
