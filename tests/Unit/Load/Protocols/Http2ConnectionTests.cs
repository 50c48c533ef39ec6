using System.Net.Quic;
using Headroom.Load;
using Headroom.Load.Protocols;
using Headroom.Model.Plans;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Load.Given;
using HttpProtocol = Headroom.Model.Plans.HttpProtocol;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>HTTP/2 on a real server: requests arrive as they were written, many virtual users share a connection.</summary>
public class Http2ConnectionTests
{
    [Fact]
    public async Task Sends_exactly_what_was_written()
    {
        var seen = new TaskCompletionSource<(string Line, string Body, Dictionary<string, string> Headers)>();
        await using var server = await WebServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var raw = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            var headers = context.Request.Headers.ToDictionary(
                static h => h.Key, static h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            seen.SetResult(($"{context.Request.Method} {raw} {context.Request.Protocol}", await reader.ReadToEndAsync(), headers));
            context.Response.StatusCode = 201;
            context.Response.Headers.ETag = "\"1\"";
            await context.Response.WriteAsync("{\"ä\":2}");
        });
        var planned = new Dictionary<string, string> { ["X-Plan"] = "a", ["Connection"] = "keep-alive" };
        using var bench = new ConnectionBench(new Uri(server.Url, "/api/"), headers: planned);
        var outcome = await bench.SendAsync(new RequestTemplate
        {
            Method = "POST",
            Path = "/a/b%2Fc?q=%20x&y",
            Endpoint = "POST /b",
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
            Body = "{\"ö\":1}",
        });

        var (line, body, headers) = await seen.Task;
        (line, body).ShouldBe(("POST /api/a/b%2Fc?q=%20x&y HTTP/2", "{\"ö\":1}"));
        (headers["X-Plan"], headers["Content-Type"], headers["User-Agent"]).ShouldBe(("a", "application/json", "headroom"));
        headers.Keys.ShouldNotContain("traceparent");
        (outcome.Error, outcome.Status, outcome.Body, outcome.Headers["etag"]).ShouldBe((ErrorKind.None, 201, "{\"ä\":2}", "\"1\""));
        outcome.BodyBytes.ShouldBe(8);
        outcome.SentBytes.ShouldBeGreaterThan("POST/api/a/b%2Fc?q=%20x&y{\"ö\":1}".Length);
    }

    [Fact]
    public async Task A_redirect_leads_out_of_the_path_of_the_services_address()
    {
        await using var server = await WebServer.StartAsync(static context =>
        {
            context.Response.StatusCode = context.Request.Path.Value switch { "/api/old" => 302, "/new" => 200, _ => 404 };
            context.Response.Headers.Location = "/new";
            return Task.CompletedTask;
        });
        var plan = PlanOf(new Executor.PerVuIterations(1, 1, Ms(20_000)), Get("/old")) with
        {
            FollowRedirects = true,
            Protocol = HttpProtocol.Http2,
        };
        (await RunAsync(new Uri(server.Url, "/api"), plan)).Endpoints[0].Status.ShouldBe(new Dictionary<string, long> { ["200"] = 1 });
    }

    [Fact]
    public async Task Virtual_users_share_a_connection()
    {
        var all = new TaskCompletionSource();
        var arrived = 0;
        await using var server = await WebServer.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref arrived) == 51)
            {
                all.SetResult();
            }

            await (context.Request.Path == "/wait" ? all.Task : Task.CompletedTask);
            await context.Response.WriteAsync("ok");
        });
        using var bench = new ConnectionBench(server.Url);
        (await bench.SendAsync(Get("/"))).Status.ShouldBe(200);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => bench.SendAsync(Get("/wait"), connection: i)));
        outcomes.ShouldAllBe(static outcome => outcome.Error == ErrorKind.None && outcome.Status == 200 && outcome.Body == "ok");
        bench.Opened.ShouldBe(1);
    }

    [Fact]
    public async Task Opens_another_connection_when_the_target_allows_no_more_streams()
    {
        await using var server = await WebServer.StartAsync(static context => context.Response.WriteAsync("ok"));
        using var bench = new ConnectionBench(server.Url);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 250).Select(i => bench.SendAsync(Get("/"), connection: i)));
        outcomes.ShouldAllBe(static outcome => outcome.Error == ErrorKind.None && outcome.Status == 200);
        bench.Opened.ShouldBeInRange(1, 50);
    }

    [Theory]
    [InlineData(true, ErrorKind.Tls, null)]
    [InlineData(false, ErrorKind.None, 200)]
    public async Task Agrees_on_HTTP2_by_TLS_and_trusts_whom_the_plan_trusts(bool verify, ErrorKind error, int? status)
    {
        await using var server = await WebServer.StartAsync(static http => http.Response.WriteAsync(http.Request.Protocol), tls: true);
        using var bench = new ConnectionBench(server.Url, verifyCertificate: verify);
        var outcome = await bench.SendAsync(Get("/"));
        (outcome.Error, outcome.Status, outcome.Body).ShouldBe((error, status, status is null ? "" : "HTTP/2"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_of_HTTP1_alone_is_an_error_that_ends(bool tls)
    {
        await using var server = await WebServer.StartAsync(static context => context.Response.WriteAsync("ok"), HttpProtocols.Http1, tls);
        using var bench = new ConnectionBench(server.Url, verifyCertificate: false);
        ErrorKind[] expected = tls ? [ErrorKind.Tls, ErrorKind.Protocol] : [ErrorKind.Reset, ErrorKind.Protocol];
        (await bench.SendAsync(Get("/"))).Error.ShouldBeOneOf(expected);
    }

    [Theory]
    [InlineData(true, Reply.MaxKeptBytes)]
    [InlineData(false, 0)]
    public async Task Keeps_sixteen_megabytes_of_a_body_that_is_read_and_counts_the_rest(bool keeps, int kept)
    {
        const int Length = Reply.MaxKeptBytes + 1000;
        await using var server = await WebServer.StartAsync(static context => context.Response.WriteAsync(new string('x', Length)));
        using var bench = new ConnectionBench(server.Url);
        var outcome = await bench.SendAsync(Get("/"), keepBody: keeps);
        (outcome.Body.Length, outcome.BodyBytes).ShouldBe((kept, Length));
    }

    [Fact]
    public async Task Ends_when_it_is_cut_off()
    {
        var arrived = new TaskCompletionSource();
        await using var server = await WebServer.StartAsync(context =>
        {
            arrived.SetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var bench = new ConnectionBench(server.Url);
        var sending = bench.SendAsync(Get("/"));
        await arrived.Task;
        await bench.CutAsync();
        (await sending).Error.ShouldBe(ErrorKind.Unfinished);
    }

    [Fact]
    public async Task Nobody_listens_and_no_such_host_are_told_apart()
    {
        using var nobody = new ConnectionBench(LoopbackServer.Nobody());
        (await nobody.SendAsync(Get("/"))).Error.ShouldBe(ErrorKind.Refused);
        using var nowhere = new ConnectionBench(new Uri("http://no-such-host.invalid"));
        (await nowhere.SendAsync(Get("/"))).Error.ShouldBe(ErrorKind.Unresolved);
    }

    [Fact]
    public async Task A_run_counts_the_requests_of_all_virtual_users()
    {
        await using var server = await WebServer.StartAsync(static async context =>
        {
            context.Response.StatusCode = context.Request.Path == "/absent" ? 404 : 200;
            await context.Response.WriteAsync($"{{\"id\":\"{context.Request.Path}\"}}");
        });
        var plan = PlanOf(Rate(100, 500), Get("/seen", new Check.BodyContains("seen")), Get("/${id}"), Get("/absent")) with
        {
            Protocol = HttpProtocol.Http2,
            Setup = [Get("/first") with { Extractions = [new Extraction("id", new ExtractionSource.Json("$.id"))] }],
        };
        var run = await RunAsync(server.Url, plan);
        run.Endpoints.Select(static endpoint => (endpoint.Requests, endpoint.Failed)).ShouldBe([(50, 0), (50, 0), (50, 50)]);
        run.Endpoints[0].Checks.ShouldHaveSingleItem().Passes.ShouldBe(50);
    }

    [Fact]
    public void Says_before_the_run_what_HTTP3_needs()
    {
        ProtocolSupport.MissingForHttp3(new Uri("https://a"), hasQuic: true).ShouldBeNull();
        ProtocolSupport.MissingForHttp3(new Uri("https://a"), hasQuic: false)!.ShouldContain("libmsquic");
        ProtocolSupport.MissingForHttp3(new Uri("http://a:81"), hasQuic: true)
            .ShouldBe("HTTP/3 needs an https address, but the target is http://a:81");

        var plan = PlanOf(Vus(1, 100), Get("/"));
        ProtocolSupport.Missing(new Uri("http://a"), plan with { Protocol = HttpProtocol.Http2 }).ShouldBeNull();
        ProtocolSupport.Missing(new Uri("http://a"), plan with { Protocol = HttpProtocol.Http3 }).ShouldNotBeNull();
        var call = PlanOf(Vus(1, 100), Get("/") with { Exchange = Exchange.Grpc });
        ProtocolSupport.Missing(new Uri("http://a"), call with { Protocol = HttpProtocol.Http3 }).ShouldBeNull();
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task HTTP3_without_QUIC_is_an_error_that_ends(string scheme)
    {
        Assert.SkipWhen(OperatingSystem.IsLinux() && QuicConnection.IsSupported, "QUIC is here");
        using var bench = new ConnectionBench(new Uri($"{scheme}://127.0.0.1:9"), HttpProtocol.Http3);
        (await bench.SendAsync(Get("/"))).Error.ShouldBe(ErrorKind.Protocol);
    }
}
