using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Headroom.Experiments.Faults;
using Headroom.Experiments.Faults.Api;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Faults;

/// <summary>What Toxiproxy documents, asked as its clients ask.</summary>
public sealed class FaultApiTests : IAsyncDisposable
{
    private readonly EchoServer _server = new();
    private readonly FaultApi _api = FaultApi.Start(new ApiSettings(), TimeProvider.System);
    private readonly HttpClient _client;

    public FaultApiTests() => _client = new HttpClient { BaseAddress = _api.Address };

    private string Upstream => $"127.0.0.1:{_server.Port}";

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Says_its_version()
    {
        (await AskAsync("GET", "version", 200)).GetProperty("version").GetString()!.ShouldStartWith("2.");
    }

    [Fact]
    public async Task Creates_shows_and_deletes_a_proxy_that_works()
    {
        var made = await CreateAsync("redis");
        made.GetProperty("name").GetString().ShouldBe("redis");
        made.GetProperty("upstream").GetString().ShouldBe(Upstream);
        made.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        made.GetProperty("toxics").GetArrayLength().ShouldBe(0);
        using (var client = await ConnectAsync(made))
        {
            await ProxyRig.RoundTripAsync(client);
        }

        (await AskAsync("GET", "proxies/redis", 200)).GetRawText().ShouldBe(made.GetRawText());
        (await AskAsync("GET", "proxies", 200)).GetProperty("redis").GetRawText().ShouldBe(made.GetRawText());
        await AskAsync("DELETE", "proxies/redis", 204);
        (await AskAsync("GET", "proxies", 200)).GetRawText().ShouldBe("{}");
        (await Should.ThrowAsync<SocketException>(() => ConnectAsync(made))).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    [Fact]
    public async Task Disables_and_enables_a_proxy()
    {
        var made = await CreateAsync("redis");

        (await AskAsync("POST", "proxies/redis", 200, """{"enabled": false}""")).GetProperty("enabled").GetBoolean().ShouldBeFalse();
        (await Should.ThrowAsync<SocketException>(() => ConnectAsync(made))).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        (await AskAsync("PATCH", "proxies/redis", 200, """{"enabled": true}""")).GetProperty("listen").GetString().ShouldBe(made.GetProperty("listen").GetString());
        using var client = await ConnectAsync(made);
        await ProxyRig.RoundTripAsync(client);
    }

    [Fact]
    public async Task Adds_changes_and_removes_toxics()
    {
        await CreateAsync("redis");

        var added = await AskAsync("POST", "proxies/redis/toxics", 200, """{"type": "latency", "attributes": {"latency": 100, "jitter": 10}}""");
        added.GetRawText().ShouldBe("""{"attributes":{"latency":100,"jitter":10},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":1}""");

        var changed = await AskAsync("POST", "proxies/redis/toxics/latency_downstream", 200, """{"attributes": {"latency": 250}, "toxicity": 0.5}""");
        changed.GetProperty("attributes").GetRawText().ShouldBe("""{"latency":250,"jitter":10}""");
        changed.GetProperty("toxicity").GetDouble().ShouldBe(0.5);

        await AskAsync("POST", "proxies/redis/toxics", 200, """{"name": "cut", "type": "limit_data", "stream": "upstream", "attributes": {"bytes": 9}}""");
        (await AskAsync("GET", "proxies/redis/toxics", 200)).EnumerateArray().Select(toxic => toxic.GetProperty("name").GetString())
            .ShouldBe(["cut", "latency_downstream"]);
        (await AskAsync("GET", "proxies/redis/toxics/cut", 200)).GetProperty("type").GetString().ShouldBe("limit_data");
        await AskAsync("DELETE", "proxies/redis/toxics/cut", 204);
        (await AskAsync("GET", "proxies/redis", 200)).GetProperty("toxics").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"type":"latency"}""", """{"latency":0,"jitter":0}""")]
    [InlineData("""{"type":"bandwidth","attributes":{"rate":50}}""", """{"rate":50}""")]
    [InlineData("""{"type":"slow_close","attributes":{"delay":5}}""", """{"delay":5}""")]
    [InlineData("""{"type":"timeout"}""", """{"timeout":0}""")]
    [InlineData("""{"type":"reset_peer","attributes":{"timeout":7}}""", """{"timeout":7}""")]
    [InlineData("""{"type":"slicer","attributes":{"average_size":64,"size_variation":32,"delay":10}}""", """{"average_size":64,"size_variation":32,"delay":10}""")]
    [InlineData("""{"type":"limit_data","attributes":{"bytes":100}}""", """{"bytes":100}""")]
    [InlineData("""{"type":"hang"}""", "{}")]
    [InlineData("""{"type":"refuse"}""", "{}")]
    [InlineData("""{"type":"rst"}""", "{}")]
    [InlineData("""{"type":"postgres_refuse"}""", """{"code":"53300","message":"sorry, too many clients already"}""")]
    [InlineData("""{"type":"postgres_terminate","attributes":{"code":"57P02"}}""", """{"code":"57P02","message":"terminating connection because of crash of another server process"}""")]
    public async Task Knows_every_toxic_with_its_attributes(string body, string attributes)
    {
        await CreateAsync("redis");

        (await AskAsync("POST", "proxies/redis/toxics", 200, body)).GetProperty("attributes").GetRawText().ShouldBe(attributes);
    }

    [Theory]
    [InlineData("GET", "proxies/none", null, 404, "proxy not found")]
    [InlineData("DELETE", "proxies/none", null, 404, "proxy not found")]
    [InlineData("POST", "proxies/none/toxics", "{}", 404, "proxy not found")]
    [InlineData("GET", "proxies/redis/toxics/none", null, 404, "toxic not found")]
    [InlineData("POST", "proxies/redis/toxics/none", "{}", 404, "toxic not found")]
    [InlineData("DELETE", "proxies/redis/toxics/none", null, 404, "toxic not found")]
    [InlineData("POST", "proxies", "{}", 400, "missing required field: name")]
    [InlineData("POST", "proxies", """{"name":"a"}""", 400, "missing required field: upstream")]
    [InlineData("POST", "proxies", """{"name":"redis","upstream":"127.0.0.1:1"}""", 409, "proxy already exists")]
    [InlineData("POST", "proxies", """{"name":""", 400, "bad request body: ")]
    [InlineData("POST", "proxies", """{"name":"a","upstream":"10.1.2.3:5432"}""", 400, "bad request body: the upstream '10.1.2.3:5432' is not loopback")]
    [InlineData("POST", "proxies", """{"name":"a","upstream":"127.0.0.1:1","listen":"10.1.2.3:0"}""", 400, "bad request body: 10.1.2.3:0 is not on loopback")]
    [InlineData("POST", "proxies/redis/toxics", """{"type":"nonsense"}""", 400, "invalid toxic type")]
    [InlineData("POST", "proxies/redis/toxics", """{"type":"latency","stream":"sideways"}""", 400, "stream was invalid, can be either upstream or downstream")]
    [InlineData("POST", "proxies/redis/toxics", """{"type":"latency","attributes":{"latency":"long"}}""", 400, "bad request body: ")]
    [InlineData("POST", "proxies/redis/toxics", """{"type":"latency","attributes":{"latency":-1}}""", 400, "bad request body: latency lies within 0 and one hour")]
    [InlineData("POST", "proxies/redis/toxics", """{"type":"timeout","name":"there"}""", 409, "toxic already exists")]
    [InlineData("POST", "proxies/redis/toxics", """{"type":"timeout","toxicity":2}""", 400, "bad request body: toxicity lies within 0..1")]
    public async Task Errors_have_toxiproxys_status_and_text(string method, string path, string? body, int status, string message)
    {
        await CreateAsync("redis");
        await AskAsync("POST", "proxies/redis/toxics", 200, """{"type":"hang","name":"there"}""");

        var answer = await AskAsync(method, path, status, body);

        answer.GetProperty("status").GetInt32().ShouldBe(status);
        answer.GetProperty("error").GetString()!.ShouldStartWith(message);
    }

    [Fact]
    public async Task Populates_several_keeps_what_is_there_and_resets()
    {
        var body = $$"""[{"name":"a","listen":"127.0.0.1:0","upstream":"{{Upstream}}"},{"name":"b","upstream":"{{Upstream}}","enabled":false}]""";
        var made = (await AskAsync("POST", "populate", 201, body)).GetProperty("proxies");
        made.EnumerateArray().Select(proxy => (proxy.GetProperty("name").GetString(), proxy.GetProperty("enabled").GetBoolean())).ShouldBe([("a", true), ("b", false)]);
        await AskAsync("POST", "proxies/a/toxics", 200, """{"type":"hang"}""");

        var listen = made[0].GetProperty("listen").GetString();
        await AskAsync("POST", "populate", 201, $$"""[{"name":"a","listen":"{{listen}}","upstream":"{{Upstream}}"}]""");
        (await AskAsync("GET", "proxies/a", 200)).GetProperty("toxics").GetArrayLength().ShouldBe(1, "the same addresses: the same proxy");

        await AskAsync("POST", "reset", 204);
        (await AskAsync("GET", "proxies", 200)).EnumerateObject()
            .ShouldAllBe(proxy => proxy.Value.GetProperty("enabled").GetBoolean() && proxy.Value.GetProperty("toxics").GetArrayLength() == 0);

        var refused = await AskAsync("POST", "populate", 400, """[{"name":"c","upstream":"127.0.0.1:1"},{"name":"d"}]""");
        refused.GetProperty("error").GetString().ShouldBe("missing required field: upstream at proxy 2");
        (await AskAsync("GET", "proxies", 200)).TryGetProperty("c", out _).ShouldBeFalse("all or nothing");
    }

    [Fact]
    public async Task Another_upstream_keeps_the_toxics()
    {
        await CreateAsync("redis");
        await AskAsync("POST", "proxies/redis/toxics", 200, """{"type":"latency"}""");
        await using var other = new EchoServer();

        var changed = await AskAsync("POST", "proxies/redis", 200, $$"""{"upstream": "127.0.0.1:{{other.Port}}"}""");

        changed.GetProperty("toxics").GetArrayLength().ShouldBe(1);
        using var client = await ConnectAsync(changed);
        await ProxyRig.RoundTripAsync(client);
        other.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Refuses_web_pages_strange_methods_and_what_is_no_request()
    {
        using var page = new HttpRequestMessage(HttpMethod.Get, "proxies");
        page.Headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0");
        (await _client.SendAsync(page, ProxyRig.Limit)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _client.PutAsync("proxies", null, ProxyRig.Limit)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await _client.GetAsync("nowhere", ProxyRig.Limit)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var nonsense in new[] { "nonsense\r\n\r\n", "GET / HTTP/1.1\r\n" + new string('x', 20_000), "POST /proxies HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n" })
        {
            using var raw = await ProxyRig.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _api.Address.Port));
            await ProxyRig.SendAsync(raw, Encoding.ASCII.GetBytes(nonsense));
            Encoding.ASCII.GetString(await ProxyRig.ReadAllAsync(raw)).ShouldStartWith("HTTP/1.1 4");
        }

        await AskAsync("GET", "version", 200);
    }

    [Fact]
    public async Task Reads_chunked_bodies()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "proxies")
        {
            Content = new StringContent($$"""{"name":"a","upstream":"{{Upstream}}"}"""),
            Headers = { TransferEncodingChunked = true, ExpectContinue = true },
        };

        (await _client.SendAsync(request, ProxyRig.Limit)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Shows_and_owns_a_proxy_that_was_made_in_the_process()
    {
        var proxy = FaultProxy.Start(new ProxySettings { Name = "own", Host = "127.0.0.1", Port = _server.Port }, TimeProvider.System);
        await _api.AdoptAsync(proxy, ProxyRig.Limit);

        await AskAsync("POST", "proxies/own/toxics", 200, """{"type":"bandwidth","stream":"upstream","attributes":{"rate":10}}""");

        proxy.Toxics.Single().ShouldBe(new PlacedToxic("bandwidth_upstream", WireStream.Upstream, 1, new Toxic.Bandwidth(10)));
    }

    private Task<JsonElement> CreateAsync(string name) =>
        AskAsync("POST", "proxies", 201, $$"""{"name": "{{name}}", "listen": "127.0.0.1:0", "upstream": "{{Upstream}}"}""");

    private static Task<Socket> ConnectAsync(JsonElement proxy) => ProxyRig.ConnectAsync(IPEndPoint.Parse(proxy.GetProperty("listen").GetString()!));

    private async Task<JsonElement> AskAsync(string method, string path, int status, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _client.SendAsync(request, ProxyRig.Limit);
        var text = await answer.Content.ReadAsStringAsync(ProxyRig.Limit);
        ((int)answer.StatusCode).ShouldBe(status, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}
