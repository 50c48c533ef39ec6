using System.Net;
using Headroom.Load;
using Headroom.Load.Engine;
using Headroom.Load.Protocols;
using Headroom.Load.Requests;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>A redirect is followed when it leads to the same service, however that writes its name.</summary>
public class RedirectTests
{
    [Theory]
    [InlineData("http://shop.example", "http://SHOP.example:80/new", 200)]
    [InlineData("http://b\u00fccher.example", "http://xn--bcher-kva.example/new", 200)]
    [InlineData("http://shop.example", "http://other.example/new", 302)]
    [InlineData("http://shop.example", "http://shop.example:81/new", 302)]
    [InlineData("http://shop.example", "https://shop.example/new", 302)]
    public async Task Is_followed_within_the_service(string service, string location, int status)
    {
        using var server = new LoopbackServer(asked => asked.Path == "/old"
            ? asked.WriteAsync($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")
            : asked.ReplyAsync(200, "ok"));
        var load = new LoadPlan { Name = "", Scenarios = [], FollowRedirects = true };
        var target = new Target(new Uri(service), load, [new IPEndPoint(IPAddress.Loopback, server.Url.Port)]);
        using var loop = new EventLoop(new RunClock(TimeProvider.System));
        using var connections = new Connections(loop, target, seed: 1);
        var bindings = new Bindings(load);
        var request = PreparedRequest.Of(Given.Get("/old"), load, bindings, target.Address);
        (ErrorKind Error, int Status) came = default;
        await loop.RunAsync(async () =>
        {
            var connection = connections.Create(Exchange.Http);
            await connection.SendAsync(request, new Values(bindings), keepBody: false, RunClock.Ns(ConnectionBench.Patient));
            came = (connection.Error, connection.Response.Status);
            connection.Close();
        });

        came.ShouldBe((ErrorKind.None, status));
    }
}
