using Headroom.Experiments.Caching;
using Headroom.Load;
using Headroom.Tests.Unit.Load.Protocols;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Caching;

public sealed class CachingProxyTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, null)]
    public async Task A_certificate_that_nobody_trusts_is_taken_only_where_the_load_takes_it(bool verifies, int? status)
    {
        await using var service = await WebServer.StartAsync(
            static context => context.Response.WriteAsync("ok", context.RequestAborted), HttpProtocols.Http1, tls: true);
        var settings = new CachingSettings
        {
            Service = service.Url,
            Cache = new ResponseCache(TimeSpan.FromMinutes(1), TimeProvider.System),
            Keeps = false,
            Timeout = s_limit,
            VerifyCertificate = verifies,
        };
        await using var proxy = CachingProxy.Start(settings, TimeProvider.System);
        using var sender = new HttpSender(proxy.Url, connections: 1, TimeProvider.System);
        var request = new RenderedRequest { Method = "GET", PathAndQuery = "/", Endpoint = "GET /" };

        var reply = await sender.SendAsync(request, s_limit, TestContext.Current.CancellationToken);

        reply.Status.ShouldBe(status);
    }
}
