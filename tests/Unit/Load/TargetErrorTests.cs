using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Load.Given;

namespace Headroom.Tests.Unit.Load;

/// <summary>Whatever a target does is counted by kind, one error for one request.</summary>
public class TargetErrorTests
{
    [Fact]
    public async Task A_port_where_nobody_listens_is_refused() => await ShouldAllBe(ErrorKind.Refused, LoopbackServer.Nobody());

    [Fact]
    public async Task A_reset_after_the_request_is_a_reset() => await ShouldAllBe(ErrorKind.Reset, static request => request.ResetAsync());

    [Fact]
    public async Task A_close_without_a_response_is_a_reset() => await ShouldAllBe(ErrorKind.Reset, static request =>
    {
        request.Client.Close();
        return Task.CompletedTask;
    });

    [Fact]
    public async Task A_close_within_the_body_is_a_reset() => await ShouldAllBe(ErrorKind.Reset, static async request =>
    {
        await request.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        request.Client.Close();
    });

    [Fact]
    public async Task A_close_within_a_chunk_is_a_reset() => await ShouldAllBe(ErrorKind.Reset, static async request =>
    {
        await request.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf");
        request.Client.Close();
    });

    [Fact]
    public async Task An_answer_that_is_no_HTTP_is_a_protocol_error() =>
        await ShouldAllBe(ErrorKind.Protocol, static request => request.WriteAsync("SSH-2.0-OpenSSH_9.6\r\n\r\n"));

    [Fact]
    public async Task A_broken_chunk_size_is_a_protocol_error() =>
        await ShouldAllBe(ErrorKind.Protocol, static request => request.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"));

    [Fact]
    public async Task A_target_that_never_answers_is_a_timeout_with_its_time_in_the_latency()
    {
        var endpoint = await ShouldAllBe(ErrorKind.Timeout, static request => request.HangAsync());
        endpoint.Latency.Count.ShouldBe(endpoint.Requests);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_a_timeout() => await ShouldAllBe(ErrorKind.Timeout, static async request =>
    {
        await request.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        await request.HangAsync();
    });

    [Fact]
    public async Task A_connection_that_dies_between_requests_is_a_reset_and_never_a_silent_second_try()
    {
        using var server = new LoopbackServer(static request => request.NumberOnConnection == 1 ? request.ResetAsync() : request.ReplyAsync(200, "ok"));
        var run = await RunAsync(server.Url, PlanOf(Rate(50, 400, maxVus: 1), Get("/")));
        var endpoint = run.Endpoints[0];
        server.Requests.Count.ShouldBe(20);
        endpoint.Status.ShouldBe(new Dictionary<string, long> { ["200"] = 10 });
        endpoint.Errors.ShouldBe(new Dictionary<string, long> { [ErrorKind.Reset.Text()] = 10 });
        endpoint.Latency.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Failed_responses_tell_whether_they_ask_to_come_later()
    {
        using var server = new LoopbackServer(static request => request.Path switch
        {
            "/limited" => request.ReplyAsync(429, "", "Retry-After: 1\r\nX-RateLimit-Remaining: 0\r\n"),
            "/busy" => request.ReplyAsync(503, "", "Retry-After: 1\r\n"),
            _ => request.ReplyAsync(404, ""),
        });
        var run = await RunAsync(server.Url, PlanOf(
            Rate(50, 200), Get("/limited"), Get("/busy"), Get("/absent", new Check.StatusIs([404, 410])), Get("/wrong", new Check.StatusIs([200]))));

        run.Endpoints.Select(static endpoint => endpoint.Failed).ShouldBe([10, 10, 0, 10]);
        run.Endpoints.SelectMany(static endpoint => endpoint.Failures).Select(static f => (f.Status, f.Count, f.WithRetryAfter, f.WithRateLimitHeader, f.Service.Count))
            .ShouldBe([("429", 10, 10, 10, 10), ("503", 10, 10, 0, 10), ("404", 10, 0, 0, 10)]);
        run.Endpoints[2].Checks.ShouldBe([new CheckMetrics("status is 404 or 410", 10, 0)]);
    }

    private static async Task<EndpointMetrics> ShouldAllBe(ErrorKind kind, Func<LoopbackServer.Request, Task> answer)
    {
        using var server = new LoopbackServer(answer);
        return await ShouldAllBe(kind, server.Url);
    }

    private static async Task<EndpointMetrics> ShouldAllBe(ErrorKind kind, Uri target)
    {
        var scenario = PlanOf(Rate(50, 200), Get("/", new Check.StatusIs([200]))) with { Timeout = kind == ErrorKind.Timeout ? Ms(150) : TimeSpan.FromSeconds(20) };
        var endpoint = (await RunAsync(target, scenario)).Endpoints[0];
        (endpoint.Requests, endpoint.Failed).ShouldBe((10, 10));
        endpoint.Errors.ShouldBe(new Dictionary<string, long> { [kind.Text()] = 10 });
        endpoint.Status.ShouldBeEmpty();
        endpoint.Checks.ShouldBe([new CheckMetrics("status is 200", 0, 10)]);
        endpoint.Failures.ShouldHaveSingleItem().Count.ShouldBe(10);
        return endpoint;
    }
}
