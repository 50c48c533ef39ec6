using System.Text;
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

        var reply = await sender.SendAsync(Get("/"), s_limit, TestContext.Current.CancellationToken);

        reply.Status.ShouldBe(status);
    }

    [Fact]
    public async Task The_path_of_the_services_address_is_that_of_the_proxys_and_a_redirect_below_it_arrives()
    {
        await using var service = await WebServer.StartAsync(
            static context => context.Response.WriteAsync(context.Request.Path.Value!, context.RequestAborted), HttpProtocols.Http1);
        var settings = new CachingSettings
        {
            Service = new Uri(service.Url, "/api"),
            Cache = new ResponseCache(TimeSpan.FromMinutes(1), TimeProvider.System),
            Keeps = false,
            Timeout = s_limit,
        };
        await using var proxy = CachingProxy.Start(settings, TimeProvider.System);
        using var below = new HttpSender(proxy.Url, connections: 1, TimeProvider.System);
        using var root = new HttpSender(new Uri(proxy.Url, "/"), connections: 1, TimeProvider.System);

        // As the load does: a request goes below the path of the address, a redirect to where it says.
        var asked = await below.SendAsync(Get("/orders"), s_limit, TestContext.Current.CancellationToken);
        var redirected = await root.SendAsync(Get("/api/orders/1"), s_limit, TestContext.Current.CancellationToken);

        proxy.Url.AbsolutePath.ShouldBe("/api");
        Encoding.UTF8.GetString(asked.Body.Span).ShouldBe("/api/orders");
        Encoding.UTF8.GetString(redirected.Body.Span).ShouldBe("/api/orders/1");
    }

    private static RenderedRequest Get(string path) => new() { Method = "GET", PathAndQuery = path, Endpoint = $"GET {path}" };
}
