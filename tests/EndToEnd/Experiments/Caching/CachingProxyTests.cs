using System.Collections.Concurrent;
using System.Text;
using Headroom.Experiments.Caching;
using Headroom.Experiments.Clusters;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Tests.EndToEnd.Experiments.Probes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Caching;

/// <summary>The caching proxy between a generator's connections and a real service.</summary>
public sealed class CachingProxyTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ResponseCache _cache = new(TimeSpan.FromMinutes(5), TimeProvider.System);
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly TaskCompletionSource _mayAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProbedService? _service;
    private CachingProxy? _keeping, _passing;
    private HttpSender? _toKeeping, _toPassing;

    public async ValueTask InitializeAsync()
    {
        _service = await ProbedService.StartAsync(app => app.Run(AnswerAsync));
        _keeping = Start(keeps: true);
        _passing = Start(keeps: false);
        _toKeeping = new HttpSender(_keeping.Url, 20, TimeProvider.System);
        _toPassing = new HttpSender(_passing.Url, 1, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _toKeeping!.Dispose();
        _toPassing!.Dispose();
        await _keeping!.DisposeAsync();
        await _passing!.DisposeAsync();
        await _service!.DisposeAsync();
    }

    [Fact]
    public async Task A_marked_GET_is_asked_for_once_and_answered_alike()
    {
        var first = await GetAsync("/top?limit=2");
        var again = await GetAsync("/top?limit=2");

        _asked.ShouldBe(["GET /top?limit=2"]);
        again.Body.ToArray().ShouldBe(first.Body.ToArray());
        (again.Status, again.Header("X-Made-By"), again.Header("Content-Type")).ShouldBe((200, "the service", "text/plain"));
        _cache.Counts.ShouldBe(new CacheCounts(1, 1, 0, 0));
    }

    [Fact]
    public async Task Requests_at_once_are_one_for_the_service()
    {
        var replies = Task.WhenAll(Enumerable.Range(0, 16).Select(_ => GetAsync("/slow")));
        while (_cache.Counts.Misses == 0)
        {
            await Task.Yield();
        }

        _mayAnswer.SetResult();

        (await replies).ShouldAllBe(reply => reply.Status == 200);
        _asked.ShouldBe(["GET /slow"]);
        _cache.Counts.ShouldBe(new CacheCounts(15, 1, 0, 0));
    }

    [Fact]
    public async Task What_is_not_marked_or_of_another_user_is_asked_for_each_time()
    {
        await SendAsync(_toKeeping!, Request("GET", "/top"));
        await SendAsync(_toKeeping!, Request("GET", "/top"));
        await GetAsync("/top", ("Authorization", "Bearer a"));
        await GetAsync("/top", ("Authorization", "Bearer b"));

        _asked.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("/private")]
    [InlineData("/cookie")]
    [InlineData("/missing")]
    public async Task An_answer_that_may_not_be_kept_is_passed_on_and_forgotten(string path)
    {
        await GetAsync(path);
        await GetAsync(path);

        _asked.Count.ShouldBe(2);
        _cache.Counts.ShouldBe(new CacheCounts(0, 2, 2, 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_through_either_proxy_drops_what_lies_on_its_path(bool throughKeeping)
    {
        await GetAsync("/top");
        await GetAsync("/search");

        var reply = await SendAsync(throughKeeping ? _toKeeping! : _toPassing!, Request("POST", "/top/5/votes", "{\"é\":1}"));
        await GetAsync("/top");
        await GetAsync("/search");

        Encoding.UTF8.GetString(reply.Body.Span).ShouldEndWith("{\"é\":1}");
        _asked.ShouldBe(["GET /top", "GET /search", "POST /top/5/votes", "GET /top"]);
    }

    [Fact]
    public async Task The_proxy_of_the_base_passes_all_on_without_the_mark()
    {
        await SendAsync(_toPassing!, Request("GET", "/top", null, (CachingProxy.Mark, "yes"), ("X-Name", "Zoë")));
        var again = await SendAsync(_toPassing!, Request("GET", "/top", null, (CachingProxy.Mark, "yes"), ("X-Name", "Zoë")));

        _asked.Count.ShouldBe(2);
        Encoding.UTF8.GetString(again.Body.Span).ShouldContain("mark: , name: Zoë, host: " + _service!.Url.Authority);
    }

    [Theory]
    [InlineData("HEAD", "/top", 200)]
    [InlineData("GET", "/nothing", 204)]
    [InlineData("DELETE", "/missing", 404)]
    public async Task Answers_without_a_body_and_errors_come_through(string method, string path, int status)
    {
        var first = await SendAsync(_toPassing!, Request(method, path));
        var second = await SendAsync(_toPassing!, Request(method, path));

        (first.Status, first.Error, first.Body.Length).ShouldBe((status, ErrorKind.None, 0));
        (second.Status, second.Error).ShouldBe((status, ErrorKind.None), "the connection goes on");
    }

    [Fact]
    public async Task What_the_service_does_not_answer_is_not_answered()
    {
        var nobody = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        await using var proxy = CachingProxy.Start(new CachingSettings { Service = nobody, Cache = _cache, Keeps = true, Timeout = Patience }, TimeProvider.System);
        using var sender = new HttpSender(proxy.Url, 1, TimeProvider.System);

        (await SendAsync(sender, Request("GET", "/top", null, (CachingProxy.Mark, "yes")))).Error.ShouldNotBe(ErrorKind.None);
        _cache.Counts.ShouldBe(new CacheCounts(0, 1, 1, 0));
    }

    private CachingProxy Start(bool keeps) => CachingProxy.Start(
        new CachingSettings { Service = _service!.Url, Cache = _cache, Keeps = keeps, Timeout = Patience }, TimeProvider.System);

    private Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(_toKeeping!, Request("GET", path, null, [.. headers, (CachingProxy.Mark, "yes")]));

    private static Task<Reply> SendAsync(HttpSender sender, RenderedRequest request) => sender.SendAsync(request, Patience, TestContext.Current.CancellationToken);

    private static RenderedRequest Request(string method, string path, string? body = null, params (string Name, string Value)[] headers) => new()
    {
        Method = method,
        PathAndQuery = path,
        Endpoint = $"{method} {path}",
        Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
        Body = body,
    };

    private async Task AnswerAsync(HttpContext context)
    {
        _asked.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        switch (context.Request.Path.Value)
        {
            case "/slow":
                await _mayAnswer.Task;
                break;
            case "/private":
                context.Response.Headers.CacheControl = "private, max-age=60";
                break;
            case "/cookie":
                context.Response.Headers.SetCookie = "a=b";
                break;
            case "/nothing" or "/missing":
                context.Response.StatusCode = context.Request.Path == "/nothing" ? 204 : 404;
                return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        context.Response.ContentType = "text/plain";
        context.Response.Headers["X-Made-By"] = "the service";
        if (context.Request.Method != "HEAD")
        {
            var headers = context.Request.Headers;
            await context.Response.WriteAsync($"{_asked.Count} mark: {headers[CachingProxy.Mark]}, name: {headers["X-Name"]}, host: {context.Request.Host} {body}");
        }
    }
}
