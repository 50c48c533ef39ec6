using System.Net.WebSockets;
using System.Text;
using Headroom.Load;
using Headroom.Model.Plans;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shouldly;
using Xunit;
using static Headroom.Model.Plans.WebSocketStep;
using static Headroom.Tests.Unit.Load.Given;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>WebSocket sessions: handshake, steps, close, and what they are timed by.</summary>
public class WebSocketTests
{
    internal static RequestTemplate Socket(params WebSocketStep[] session) =>
        new() { Method = "GET", Path = "/live?room=1", Endpoint = "GET /live", Exchange = Exchange.WebSocket, Session = session };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_on_a_real_server_ends_in_good_order(bool tls)
    {
        var closed = new TaskCompletionSource<(string Path, string Said, WebSocketCloseStatus? Status)>();
        await using var server = await WebServer.StartAsync(
            async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                var buffer = new byte[1 << 20];
                var said = new StringBuilder();
                while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } got)
                {
                    said.Append(Encoding.UTF8.GetString(buffer, 0, got.Count));
                    await socket.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, CancellationToken.None);
                }

                closed.SetResult(($"{context.Request.Path}{context.Request.QueryString}", said.ToString(), socket.CloseStatus));
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            },
            HttpProtocols.Http1,
            tls);
        using var bench = new ConnectionBench(server.Url, verifyCertificate: false);
        var long1 = new string('a', 200);
        var long2 = new string('b', 70_000);
        var outcome = await bench.SendAsync(
            Socket(new Send("hällo"), new Expect("llo"), new Send(long1), new Expect(long1), new Send(long2), new Expect(long2)));

        (outcome.Error, outcome.Status, outcome.Body).ShouldBe((ErrorKind.None, 101, long2));
        outcome.BodyBytes.ShouldBe(70_206);
        outcome.SentBytes.ShouldBeGreaterThan(70_206);
        outcome.Headers["Upgrade"].ShouldBe("websocket");
        (await closed.Task).ShouldBe(("/live?room=1", "hällo" + long1 + long2, WebSocketCloseStatus.NormalClosure));
    }

    [Fact]
    public async Task Every_session_has_a_connection_and_a_key_of_its_own()
    {
        var keys = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var server = new WebSocketServer(peer =>
        {
            keys.Add(peer.Header("Sec-WebSocket-Key")!);
            return WebSocketServer.EchoAsync(peer);
        });
        using var bench = new ConnectionBench(server.Url);
        for (var i = 0; i < 3; i++)
        {
            (await bench.SendAsync(Socket(new Send("a"), new Expect("a")))).Status.ShouldBe(101);
        }

        (server.Connections, bench.Opened, keys.Distinct().Count()).ShouldBe((3, 3, 3));
        keys.ShouldAllBe(static key => Convert.FromBase64String(key).Length == 16);
    }

    [Fact]
    public async Task A_handshake_carries_the_headers_of_the_plan_and_the_placeholders()
    {
        var head = new TaskCompletionSource<WebSocketPeer>();
        using var server = new WebSocketServer(peer =>
        {
            head.SetResult(peer);
            return peer.AcceptAsync("Sec-WebSocket-Protocol: v2\r\n");
        });
        var planned = new Dictionary<string, string> { ["X-Token"] = "t", ["Sec-WebSocket-Protocol"] = "v1, v2" };
        using var bench = new ConnectionBench(server.Url, headers: planned);
        (await bench.SendAsync(Socket())).Status.ShouldBe(101);
        var peer = await head.Task;
        (peer.Line, peer.Header("X-Token"), peer.Header("Sec-WebSocket-Version"), peer.Header("Upgrade"))
            .ShouldBe(("GET /live?room=1 HTTP/1.1", "t", "13", "websocket"));
    }

    [Fact]
    public async Task Messages_are_read_in_pieces_fragments_and_between_pings()
    {
        var pong = new TaskCompletionSource<string>();
        using var server = new WebSocketServer(async peer =>
        {
            // The first message comes in one packet with the handshake.
            await peer.AcceptAsync("", WebSocketPeer.Frame(0x81, "welcome"u8.ToArray()));
            byte[] pieces =
            [
                .. WebSocketPeer.Frame(0x01, "frag"u8.ToArray()),
                .. WebSocketPeer.Frame(0x89, "hey"u8.ToArray()),
                .. WebSocketPeer.Frame(0x00, []),
                .. WebSocketPeer.Frame(0x8A, []),
                .. WebSocketPeer.Frame(0x80, "ments"u8.ToArray()),
                .. WebSocketPeer.Frame(0x82, [0, 255, .. "bytes"u8]),
            ];
            await peer.TrickleAsync(pieces);
            var (first, payload) = await peer.ReadAsync();
            pong.SetResult($"{first:x} {Encoding.UTF8.GetString(payload)}");
            await peer.HangAsync();
        });
        using var bench = new ConnectionBench(server.Url);
        var outcome = await bench.SendAsync(Socket(new Expect("welcome"), new Expect("fragments"), new Expect("bytes")), keepBody: true);
        (outcome.Error, outcome.Status).ShouldBe((ErrorKind.None, 101));
        outcome.BodyBytes.ShouldBe(7 + 9 + 7);
        (await pong.Task).ShouldBe("8a hey");
    }

    [Fact]
    public async Task Messages_without_the_expected_text_are_let_go()
    {
        using var server = new WebSocketServer(static async peer =>
        {
            await peer.AcceptAsync();
            await peer.TextAsync("noise");
            await peer.TextAsync("tick 1");
            await peer.TextAsync("noise");
            await peer.TextAsync("tick 2");
            await peer.HangAsync();
        });
        using var bench = new ConnectionBench(server.Url);
        (await bench.SendAsync(Socket(new Expect("tick"), new Expect("tick")))).Body.ShouldBe("tick 2");
    }

    [Fact]
    public async Task A_held_session_answers_pings_and_is_not_timed_while_it_is_held()
    {
        var pongs = 0;
        using var server = new WebSocketServer(async peer =>
        {
            await peer.AcceptAsync();
            for (var i = 0; i < 5; i++)
            {
                await peer.SendAsync(0x89, [(byte)i]);
                pongs += await peer.ReadAsync() is (0x8A, [var echo]) && echo == i ? 1 : 0;
            }

            while (await peer.ReadAsync() is var (first, payload))
            {
                await peer.SendAsync(first, payload);
            }
        });
        using var bench = new ConnectionBench(server.Url);
        var session = Socket(new Hold(Ms(4000)), new Send("a"), new Expect("a"), new Hold(Ms(500)));
        var outcome = await bench.SendAsync(session, timeout: Ms(3900));
        (outcome.Error, outcome.Body, pongs).ShouldBe((ErrorKind.None, "a", 5));
        outcome.Busy.ShouldBeGreaterThanOrEqualTo(Ms(4500));
        outcome.Service.ShouldBeLessThanOrEqualTo(outcome.Busy - Ms(4500));
    }

    [Fact]
    public async Task Each_expected_message_has_the_time_limit_of_the_request()
    {
        const int Ticks = 25;
        using var server = new WebSocketServer(static async peer =>
        {
            await peer.AcceptAsync();
            for (var i = 0; i < Ticks; i++)
            {
                await Task.Delay(100);
                await peer.TextAsync($"tick {i}");
            }

            await peer.HangAsync();
        });
        using var bench = new ConnectionBench(server.Url);
        var limit = Ms(2000); // for one of them twenty times what it takes, for all of them too little
        var ticks = Enumerable.Range(0, Ticks).Select(static i => new Expect($"tick {i}"));
        (await bench.SendAsync(Socket([.. ticks]), limit)).Error.ShouldBe(ErrorKind.None);
        var late = await bench.SendAsync(Socket([.. ticks, new Expect("one more")]), limit);
        late.Error.ShouldBe(ErrorKind.Timeout);
        late.Service.ShouldBeGreaterThanOrEqualTo(2 * limit);
    }

    [Fact]
    public async Task A_peer_that_does_not_close_is_left_after_a_second_and_the_session_is_whole()
    {
        using var server = new WebSocketServer(static async peer =>
        {
            await peer.AcceptAsync();
            await peer.HangAsync();
        });
        using var bench = new ConnectionBench(server.Url);
        var outcome = await bench.SendAsync(Socket());
        (outcome.Error, outcome.Status).ShouldBe((ErrorKind.None, 101));
        outcome.Busy.ShouldBeGreaterThanOrEqualTo(Ms(1000));
        outcome.Service.ShouldBeLessThan(outcome.Busy - Ms(900));
    }

    [Fact]
    public async Task A_cut_within_a_hold_is_unfinished_and_without_the_time_that_it_was_held()
    {
        var pinged = new TaskCompletionSource();
        using var server = new WebSocketServer(async peer =>
        {
            await peer.AcceptAsync("", WebSocketPeer.Frame(0x89, []));
            await peer.ReadAsync();
            await Task.Delay(300);
            pinged.SetResult();
            await peer.HangAsync();
        });
        using var bench = new ConnectionBench(server.Url);
        var sending = bench.SendAsync(Socket(new Hold(TimeSpan.FromHours(1))));
        await pinged.Task;
        await bench.CutAsync();
        var outcome = await sending;
        outcome.Error.ShouldBe(ErrorKind.Unfinished);
        outcome.Service.ShouldBeLessThan(outcome.Busy - Ms(250));
    }

    [Fact]
    public async Task A_run_holds_thousands_of_sockets_and_ends_their_holds()
    {
        const int Users = 2000;
        using var stop = new CancellationTokenSource();
        using var server = new WebSocketServer(async peer =>
        {
            if (peer.Number == Users - 1)
            {
                await stop.CancelAsync();
            }

            await WebSocketServer.EchoAsync(peer);
        });
        var session = Socket(new Send("${vu} is here"), new Expect(" is here"), new Hold(TimeSpan.FromHours(1)));
        var plan = PlanOf(Vus(Users, 60_000), session) with { Timeout = TimeSpan.FromSeconds(30), GracefulStop = TimeSpan.FromSeconds(60) };
        var run = await RunAsync(server.Url, plan, stop: stop.Token);

        var endpoint = run.Endpoints.ShouldHaveSingleItem();
        endpoint.Errors.ShouldBeEmpty();
        endpoint.Status.ShouldBe(new Dictionary<string, long> { ["101"] = Users });
        server.Connections.ShouldBe(Users);
    }
}
