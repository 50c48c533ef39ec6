using System.Text;
using Headroom.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load;

public class HttpSenderTests
{
    private static readonly TimeSpan s_patient = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Sends_exactly_what_was_rendered()
    {
        using var server = new LoopbackServer(static request => request.ReplyAsync(201, "{}", "ETag: \"1\"\r\nX-Two: a\r\n"));
        using var sender = new HttpSender(new Uri(server.Url, "/api/"), 1, TimeProvider.System);
        var reply = await sender.SendAsync(
            new RenderedRequest
            {
                Method = "POST",
                PathAndQuery = "/a/../b%2Fc?q=%20x&y",
                Endpoint = "POST /b",
                Headers = [new("Content-Type", "application/json"), new("X-Name", "Zoë")],
                Body = "{\"ä\":1}",
            },
            s_patient,
            CancellationToken.None);

        var request = server.Requests.ShouldHaveSingleItem();
        request.Line.ShouldBe("POST /api/a/../b%2Fc?q=%20x&y HTTP/1.1");
        request.Headers["Content-Type"].ShouldBe("application/json");
        request.Headers["User-Agent"].ShouldBe("headroom");
        request.Headers.Keys.ShouldNotContain("traceparent");
        request.Body.ShouldBe("{\"ä\":1}");
        (reply.Status, reply.Error, reply.Header("etag"), reply.Header("absent")).ShouldBe((201, ErrorKind.None, "\"1\"", null));
        Encoding.UTF8.GetString(reply.Body.Span).ShouldBe("{}");
    }

    [Fact]
    public async Task Follows_no_redirect_and_keeps_no_cookie()
    {
        using var server = new LoopbackServer(static request => request.ReplyAsync(302, "", "Location: /b\r\nSet-Cookie: a=b\r\n"));
        using var sender = new HttpSender(server.Url, 1, TimeProvider.System);
        var request = new RenderedRequest { Method = "GET", PathAndQuery = "/a", Endpoint = "GET /a" };
        (await sender.SendAsync(request, s_patient, CancellationToken.None)).Status.ShouldBe(302);
        (await sender.SendAsync(request, s_patient, CancellationToken.None)).Status.ShouldBe(302);
        server.Requests.Select(static seen => (seen.Path, seen.Headers.ContainsKey("Cookie"))).ShouldBe([("/a", false), ("/a", false)]);
    }

    [Fact]
    public async Task Keeps_sixteen_megabytes_of_a_body_and_counts_the_rest()
    {
        const int Length = Reply.MaxKeptBytes + 1000;
        using var server = new LoopbackServer(static request => request.ReplyAsync(200, new string('x', Length)));
        using var sender = new HttpSender(server.Url, 1, TimeProvider.System);
        var reply = await sender.SendAsync(new() { Method = "GET", PathAndQuery = "/", Endpoint = "GET /" }, s_patient, CancellationToken.None);
        (reply.Body.Length, reply.BodyBytes).ShouldBe((Reply.MaxKeptBytes, Length));
    }

    [Fact]
    public async Task Answers_unfinished_when_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        using var server = new LoopbackServer(async request =>
        {
            await cancel.CancelAsync();
            await request.HangAsync();
        });
        using var sender = new HttpSender(server.Url, 1, TimeProvider.System);
        var reply = await sender.SendAsync(new() { Method = "GET", PathAndQuery = "/", Endpoint = "GET /" }, s_patient, cancel.Token);
        (reply.Status, reply.Error).ShouldBe((null, ErrorKind.Unfinished));
    }
}
