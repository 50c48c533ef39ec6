using System.Text;
using Headroom.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>
/// What holds of every HTTP/1 client, whatever a server does: the outcome is counted by kind, nothing hangs, a request is sent at most once,
/// and the next request works. A client under test has one connection at most.
/// </summary>
public abstract partial class Http1Contract
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static readonly TimeSpan s_patient = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_brief = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    /// <summary>A client with one connection to a service; nothing need be connected yet.</summary>
    internal abstract Client Open(Uri target, bool verifyCertificate);

    [Fact]
    public async Task A_response_that_comes_byte_by_byte_is_whole() => await ShouldBe(200, "ok", static peer => peer.TrickleAsync(RawServer.Ok, 1));

    [Fact]
    public async Task A_chunked_response_that_comes_byte_by_byte_is_whole() =>
        await ShouldBe(200, "ok", static peer => peer.TrickleAsync(Chunked + "1\r\no\r\n1;x=y\r\nk\r\n0\r\nX: t\r\n\r\n", 1));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX: ")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")]
    [InlineData(Chunked + "f4240\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    public async Task A_response_that_trickles_without_end_is_a_timeout(string start) => await ShouldBe(ErrorKind.Timeout, async peer =>
    {
        await peer.WriteAsync(start);
        await peer.TrickleAsync(new string('x', 100_000), 10);
    });

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
    [InlineData(Chunked + "4\r\nha")]
    [InlineData(Chunked + "4\r\nhalf\r\n")]
    [InlineData(Chunked + "4\r\nhalf\r\n0\r\n")]
    public async Task A_response_that_stops_is_a_timeout(string start) => await ShouldBe(ErrorKind.Timeout, async peer =>
    {
        await peer.WriteAsync(start);
        await peer.HangAsync();
    });

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
    [InlineData(Chunked + "4\r\nha")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhalf")]
    public async Task A_reset_before_the_end_is_a_reset(string start) => await ShouldBe(ErrorKind.Reset, async peer =>
    {
        await peer.WriteAsync(start);
        await peer.ResetAsync();
    });

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
    [InlineData(Chunked + "4\r\nha")]
    [InlineData(Chunked + "4\r\nhalf\r\n")]
    public async Task A_close_before_the_end_is_a_reset(string start) => await ShouldBe(ErrorKind.Reset, async peer =>
    {
        await peer.WriteAsync(start);
        await peer.CloseAsync();
    });

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon at all\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(Chunked + "zz\r\nok\r\n0\r\n\r\n")]
    [InlineData(Chunked + "10000000000000000\r\nok\r\n0\r\n\r\n")]
    [InlineData(Chunked + "2\r\nokay\r\n0\r\n\r\n")]
    public async Task What_is_no_HTTP_is_a_protocol_error(string text)
    {
        await ShouldBe(ErrorKind.Protocol, peer => peer.WriteAsync(text));
    }

    [Fact]
    public async Task Headers_beyond_64_kB_are_a_protocol_error() =>
        await ShouldBe(ErrorKind.Protocol, static peer => peer.WriteAsync($"HTTP/1.1 200 OK\r\nX: {new string('x', 80_000)}\r\nContent-Length: 0\r\n\r\n"));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokay")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 Stray\r\nContent-Length: 0\r\n\r\n")]
    [InlineData(Chunked + "2\r\nok\r\n0\r\n\r\nHTTP/1.1 500 Stray\r\nContent-Length: 0\r\n\r\n")]
    public async Task Bytes_after_the_response_are_not_taken_for_the_next_one(string text) => await ShouldBe(200, "ok", peer => peer.WriteAsync(text));

    [Fact]
    public async Task A_response_that_nobody_asked_for_is_not_taken_for_the_next_one()
    {
        var isLeft = new TaskCompletionSource<bool>();
        using var server = new RawServer(async peer =>
        {
            await peer.WriteAsync(RawServer.Ok);
            await peer.WriteAsync("HTTP/1.1 500 Stray\r\nContent-Length: 0\r\n\r\n");
            isLeft.SetResult(!await peer.ReadHeadAsync());
        });
        using var client = Open(server.Url, verifyCertificate: true);
        (await SendAsync(client)).Status.ShouldBe(200);
        (await isLeft.Task).ShouldBeTrue("the connection is of no more use");
        (await SendAsync(client)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_response_that_comes_after_its_timeout_is_not_taken_for_the_next_one()
    {
        var isLate = new TaskCompletionSource();
        using var server = new RawServer(async peer =>
        {
            await isLate.Task;
            await peer.WriteAsync("HTTP/1.1 500 Late\r\nContent-Length: 0\r\n\r\n");
        });
        using var client = Open(server.Url, verifyCertificate: true);
        (await ArrivingAsync(client, server, 1, Get, s_brief)).Error.ShouldBe(ErrorKind.Timeout);
        isLate.SetResult();
        (await SendAsync(client)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("HTTP/1.1 204 None\r\nContent-Length: 5\r\n\r\n", 204)]
    [InlineData("HTTP/1.1 304 Same\r\nContent-Length: 5\r\n\r\n", 304)]
    [InlineData("HTTP/1.1 304 Same\r\nTransfer-Encoding: chunked\r\n\r\n", 304)]
    public async Task Some_statuses_have_no_body_whatever_the_headers_say(string text, int status) =>
        await ShouldBe(status, "", peer => peer.WriteAsync(text));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")]
    [InlineData(Chunked)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    public async Task An_answer_to_HEAD_has_no_body_whatever_the_headers_say(string text) =>
        await ShouldBe(200, "", peer => peer.WriteAsync(text), Get with { Method = "HEAD" });

    [Theory]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 2\n\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n  b\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData(Chunked + "1;a=\"b\"\r\no\r\n01\r\nk\r\n000;last\r\nX-Trailer: a\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    public async Task Unusual_but_valid_responses_are_read(string text) => await ShouldBe(200, "ok", peer => peer.WriteAsync(text));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nok")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nok\r\n0\r\n\r\n")]
    public async Task A_response_that_ends_its_connection_is_whole_and_the_next_request_has_a_new_one(string text) => await ShouldBe(200, "ok", async peer =>
    {
        await peer.WriteAsync(text);
        await peer.CloseAsync();
    });

    [Fact]
    public async Task Requests_share_a_connection()
    {
        using var server = new RawServer(static peer => peer.WriteAsync(RawServer.Ok));
        using var client = Open(server.Url, verifyCertificate: true);
        for (var i = 0; i < 20; i++)
        {
            (await SendAsync(client)).Status.ShouldBe(200);
        }

        (server.Requests, server.Connections).ShouldBe((20, 1));
    }

    [Fact]
    public async Task A_request_that_ends_its_connection_is_the_last_on_it()
    {
        using var server = new RawServer(static peer => peer.WriteAsync(RawServer.Ok));
        using var client = Open(server.Url, verifyCertificate: true);
        for (var i = 0; i < 3; i++)
        {
            (await SendAsync(client, Get with { Headers = [new("Connection", "close")] })).Status.ShouldBe(200);
        }

        (server.Requests, server.Connections).ShouldBe((3, 3));
    }

    private static RenderedRequest Get => new() { Method = "GET", PathAndQuery = "/", Endpoint = "GET /" };

    private static Task<Reply> SendAsync(Client client, RenderedRequest? request = null, TimeSpan? timeout = null) =>
        client.SendAsync(request ?? Get, timeout ?? s_patient).WaitAsync(s_deadline, TimeProvider.System, TestContext.Current.CancellationToken);

    private Task ShouldBe(ErrorKind kind, Func<RawServer.Peer, Task> odd, RenderedRequest? request = null) =>
        ShouldBe(odd, request, kind == ErrorKind.Timeout ? s_brief : s_patient, reply => (reply.Error, reply.Status).ShouldBe((kind, null)));

    private Task ShouldBe(int status, string body, Func<RawServer.Peer, Task> odd, RenderedRequest? request = null) =>
        ShouldBe(odd, request, s_patient, reply =>
        {
            (reply.Error, reply.Status).ShouldBe((ErrorKind.None, status));
            Encoding.UTF8.GetString(reply.Body.Span).ShouldBe(body);
            reply.BodyBytes.ShouldBe(body.Length);
        });

    // On a fresh connection, and on one that has served a request already; then once more, as if nothing had happened.
    private async Task ShouldBe(Func<RawServer.Peer, Task> odd, RenderedRequest? request, TimeSpan timeout, Action<Reply> assert)
    {
        foreach (var earlier in (int[])[0, 1])
        {
            using var server = new RawServer(odd, earlier);
            using var client = Open(server.Url, verifyCertificate: true);
            for (var i = 0; i < earlier; i++)
            {
                (await SendAsync(client)).Status.ShouldBe(200);
            }

            assert(await ArrivingAsync(client, server, earlier + 1, request ?? Get, timeout));
            var next = await SendAsync(client);
            (next.Error, next.Status).ShouldBe((ErrorKind.None, 200));
            server.Requests.ShouldBe(earlier + 2);
        }
    }

    // A server that is late must not take the next request for the odd one. On a busy machine a client may give up before it has sent
    // anything: then it is asked again, with more patience.
    private static async Task<Reply> ArrivingAsync(Client client, RawServer server, int requests, RenderedRequest request, TimeSpan timeout)
    {
        while (true)
        {
            var reply = await SendAsync(client, request, timeout);
            if (await HasArrivedAsync(server, requests))
            {
                return reply;
            }

            timeout *= 2;
            timeout.ShouldBeLessThan(s_deadline, "the request never arrived");
        }
    }

    private static async Task<bool> HasArrivedAsync(RawServer server, int requests)
    {
        for (var waited = TimeSpan.Zero; server.Requests < requests && waited < s_grace; waited += s_look)
        {
            await Task.Delay(s_look);
        }

        return server.Requests >= requests;
    }

    /// <summary>A client under test.</summary>
    internal abstract class Client : IDisposable
    {
        /// <summary>Sends a request and reads the whole response.</summary>
        public abstract Task<Reply> SendAsync(RenderedRequest request, TimeSpan timeout);

        /// <inheritdoc/>
        public abstract void Dispose();
    }
}
