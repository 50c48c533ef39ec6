using System.Net;
using System.Net.Sockets;
using System.Text;
using Headroom.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>Of connections: how they begin and end, with TLS and without, and what a request's body waits for.</summary>
public abstract partial class Http1Contract
{
    private static readonly RenderedRequest s_post = new()
    {
        Method = "POST",
        PathAndQuery = "/",
        Endpoint = "POST /",
        Headers = [new("Expect", "100-continue"), new("Content-Type", "text/plain")],
        Body = "hello",
    };

    [Fact]
    public async Task A_body_follows_when_the_server_says_continue() => await ShouldBe(200, "hello", static async peer =>
    {
        await peer.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
        await EchoAsync(peer);
    }, s_post);

    [Fact]
    public async Task A_body_follows_after_a_while_when_the_server_does_not_say_continue() => await ShouldBe(200, "hello", EchoAsync, s_post);

    [Fact]
    public async Task A_refusal_before_the_body_is_the_response()
    {
        using var server = new RawServer(static async peer =>
        {
            await peer.WriteAsync("HTTP/1.1 417 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            await peer.CloseAsync();
        });
        using var client = Open(server.Url, verifyCertificate: true);
        (await SendAsync(client, s_post)).Status.ShouldBe(417);
        (await SendAsync(client)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_server_that_closes_within_a_large_body_ends_the_request()
    {
        using var server = new RawServer(static peer => peer.ResetAsync());
        using var client = Open(server.Url, verifyCertificate: true);
        var large = s_post with { Headers = [], Body = new string('x', 8 * 1024 * 1024) };
        (await SendAsync(client, large)).Error.ShouldBe(ErrorKind.Reset);
        (await SendAsync(client)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_server_that_reads_no_large_body_is_a_timeout()
    {
        using var server = new RawServer(static peer => peer.HangAsync());
        using var client = Open(server.Url, verifyCertificate: true);
        var large = s_post with { Headers = [], Body = new string('x', 32 * 1024 * 1024) };
        (await ArrivingAsync(client, server, 1, large, s_brief)).Error.ShouldBe(ErrorKind.Timeout);
        (await SendAsync(client)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_large_body_arrives_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(static i => $"{i:D10}"));
        using var server = new RawServer(async peer =>
        {
            var body = await peer.ReadBodyAsync(text.Length);
            await peer.WriteAsync($"HTTP/1.1 {(body == text ? 200 : 400)} Status\r\nContent-Length: 0\r\n\r\n");
        });
        using var client = Open(server.Url, verifyCertificate: true);
        (await SendAsync(client, s_post with { Headers = [], Body = text })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_connection_that_closes_while_it_is_idle_costs_one_reset_at_most()
    {
        using var server = new RawServer(static async peer =>
        {
            await peer.WriteAsync(RawServer.Ok);
            await peer.CloseAsync();
        });
        using var client = Open(server.Url, verifyCertificate: true);
        (await SendAsync(client)).Status.ShouldBe(200);
        var second = await SendAsync(client);
        (second.Error, second.Status).ShouldBeOneOf((ErrorKind.None, 200), (ErrorKind.Reset, null));
        (await SendAsync(client)).Status.ShouldBe(200);
        server.Requests.ShouldBeInRange(2, 3);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_refused()
    {
        using var client = Open(LoopbackServer.Nobody(), verifyCertificate: true);
        for (var i = 0; i < 3; i++)
        {
            (await SendAsync(client)).Error.ShouldBe(ErrorKind.Refused);
        }
    }

    [Fact]
    public async Task A_server_that_accepts_no_connection_is_a_timeout()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var address = (IPEndPoint)listener.LocalEndPoint!;
        var fillers = Enumerable.Range(0, 8).Select(static _ => new Socket(SocketType.Stream, ProtocolType.Tcp)).ToArray();
        var connects = fillers.Select(filler => filler.ConnectAsync(address)).ToArray();
        using (var client = Open(new Uri($"http://127.0.0.1:{address.Port}"), verifyCertificate: true))
        {
            (await SendAsync(client, timeout: s_brief)).Error.ShouldBe(ErrorKind.Timeout);
            (await SendAsync(client, timeout: s_brief)).Error.ShouldBe(ErrorKind.Timeout);
        }

        foreach (var filler in fillers)
        {
            filler.Dispose();
        }

        await Task.WhenAll(connects.Select(static connect => connect.ContinueWith(static _ => { }, TaskScheduler.Default)));
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_a_TLS_error()
    {
        using var server = new RawServer(static peer => peer.WriteAsync(RawServer.Ok), tls: true);
        using var client = Open(server.Url, verifyCertificate: true);
        (await SendAsync(client)).Error.ShouldBe(ErrorKind.Tls);
        (await SendAsync(client)).Error.ShouldBe(ErrorKind.Tls);
        server.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Any_certificate_will_do_when_the_plan_says_so()
    {
        using var server = new RawServer(static peer => peer.TrickleAsync(Chunked + "2\r\nok\r\n0\r\n\r\n", 1), oddNumber: 1, tls: true);
        using var client = Open(server.Url, verifyCertificate: false);
        for (var i = 0; i < 3; i++)
        {
            var reply = await SendAsync(client);
            (reply.Status, Encoding.UTF8.GetString(reply.Body.Span)).ShouldBe((200, "ok"));
        }

        (server.Requests, server.Connections).ShouldBe((3, 1));
    }

    [Fact]
    public async Task A_close_within_TLS_is_a_reset_and_a_silent_server_a_timeout()
    {
        using var server = new RawServer(static peer => peer.Head.Contains("/hang") ? peer.HangAsync() : peer.ResetAsync(), tls: true);
        using var client = Open(server.Url, verifyCertificate: false);
        (await SendAsync(client)).Error.ShouldBe(ErrorKind.Reset);
        (await SendAsync(client)).Status.ShouldBe(200);
        using var silent = new RawServer(static peer => peer.HangAsync(), tls: true);
        using var second = Open(silent.Url, verifyCertificate: false);
        (await SendAsync(second, timeout: TimeSpan.FromSeconds(2))).Error.ShouldBe(ErrorKind.Timeout);
        (await SendAsync(second)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_a_TLS_error()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, "HTTP/1.1 400 Plain\r\nContent-Length: 0\r\n\r\n");
        using var client = Open(new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), verifyCertificate: true);
        (await SendAsync(client)).Error.ShouldBe(ErrorKind.Tls);
        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task A_handshake_that_hangs_is_a_timeout()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, "");
        using var client = Open(new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), verifyCertificate: true);
        (await SendAsync(client, timeout: s_brief)).Error.ShouldBe(ErrorKind.Timeout);
        listener.Stop();
        await serving;
    }

    private static async Task EchoAsync(RawServer.Peer peer)
    {
        var body = await peer.ReadBodyAsync(5);
        await peer.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    // Answers whatever comes first on each connection with a text, and holds the connection until the listener stops.
    private static async Task ServeAsync(TcpListener listener, string answer)
    {
        var clients = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                clients.Add(client);
                _ = await client.GetStream().ReadAsync(new byte[1024]);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
            }
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
        {
            clients.ForEach(static client => client.Dispose());
        }
    }
}
