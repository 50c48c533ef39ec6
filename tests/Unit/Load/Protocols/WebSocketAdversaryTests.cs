using Headroom.Load;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;
using static Headroom.Model.Plans.WebSocketStep;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>Whatever a server of WebSockets does is counted by kind, nothing hangs, and the next session works.</summary>
public class WebSocketAdversaryTests
{
    private static readonly RequestTemplate s_session = WebSocketTests.Socket(new Send("a"), new Expect("a"));

    [Theory]
    [InlineData("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n")]
    [InlineData("Upgrade: websocket\r\nConnection: Upgrade\r\n")]
    [InlineData("Upgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n")]
    [InlineData("Upgrade: websocket\r\nConnection: close\r\nSec-WebSocket-Accept: {accept}\r\n")]
    [InlineData("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Extensions: unasked\r\n")]
    [InlineData("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: unasked\r\n")]
    public async Task A_wrong_handshake_is_a_protocol_error(string headers) => await ShouldBe(ErrorKind.Protocol, async peer =>
    {
        await peer.WriteAsync(Ascii($"HTTP/1.1 101 Switching\r\n{headers.Replace("{accept}", peer.Accept)}\r\n"));
        await peer.HangAsync();
    });

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nok")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n\r\n")]
    public async Task No_handshake_at_all_is_a_protocol_error(string answer) =>
        await ShouldBe(ErrorKind.Protocol, peer => peer.WriteAsync(Ascii(answer)));

    [Fact]
    public async Task A_refusal_is_a_response()
    {
        const string Answer = "HTTP/1.1 429 Slow\r\nRetry-After: 1\r\nContent-Length: 4\r\n\r\nlate";
        using var server = new WebSocketServer(static peer => peer.WriteAsync(Ascii(Answer)));
        using var bench = new ConnectionBench(server.Url);
        var outcome = await bench.SendAsync(s_session);
        (outcome.Error, outcome.Status, outcome.Body, outcome.Headers["Retry-After"]).ShouldBe((ErrorKind.None, 429, "late", "1"));
    }

    [Fact]
    public async Task A_refusal_without_a_length_ends_with_its_connection()
    {
        using var server = new WebSocketServer(static peer => peer.WriteAsync(Ascii("HTTP/1.1 401 Unauthorized\r\n\r\nwho?")));
        using var bench = new ConnectionBench(server.Url);
        var outcome = await bench.SendAsync(s_session);
        (outcome.Error, outcome.Status, outcome.Body).ShouldBe((ErrorKind.None, 401, "who?"));
    }

    [Fact]
    public async Task Frames_that_no_server_may_send_are_protocol_errors()
    {
        (string Why, byte[] Bytes)[] odd =
        [
            ("masked, with a mask that reads as two pongs", [0x81, 0x80, 0x8A, 0, 0x8A, 0]),
            ("reserved bit", [0xC1, 1, (byte)'a']),
            ("reserved opcode", [0x83, 1, (byte)'a']),
            ("reserved control", [0x8B, 0]),
            ("fragmented ping", [0x09, 0]),
            ("fragmented close", [0x08, 0]),
            ("ping of 126 bytes", [0x89, 126, 0, 126, .. new byte[126]]),
            ("continuation of nothing", [0x80, 1, (byte)'a']),
            ("message within a message", [0x01, 1, (byte)'b', 0x81, 1, (byte)'a']),
            ("length that could be shorter", [0x81, 126, 0, 1, (byte)'a']),
            ("length that could be shorter still", [0x81, 127, 0, 0, 0, 0, 0, 0, 0, 1, (byte)'a']),
            ("length below zero", [0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255]),
            ("length of 17 MB", [0x81, 127, 0, 0, 0, 0, 1, 16, 0, 0]),
            ("text that is no UTF-8", [0x81, 2, 0xC3, (byte)'a']),
            ("close of one byte", [0x88, 1, 3]),
            ("close with a code that is none", [0x88, 2, 0x03, 0xED]),
        ];
        foreach (var (why, bytes) in odd)
        {
            await ShouldBe(ErrorKind.Protocol, async peer =>
            {
                await peer.AcceptAsync();
                await peer.WriteAsync(bytes);
                await peer.HangAsync();
            }, why);
        }
    }

    [Fact]
    public async Task A_broken_frame_is_answered_with_the_code_that_says_so()
    {
        var code = new TaskCompletionSource<byte[]>();
        using var server = new WebSocketServer(async peer =>
        {
            await peer.AcceptAsync();
            await peer.ReadAsync();
            await peer.WriteAsync(0x83, 0);
            code.SetResult((await peer.ReadAsync()).Payload);
        });
        using var bench = new ConnectionBench(server.Url);
        (await bench.SendAsync(s_session)).Error.ShouldBe(ErrorKind.Protocol);
        (await code.Task).ShouldBe([1002 >> 8, 1002 & 255]);
    }

    [Fact]
    public async Task A_message_whose_fragments_never_end_is_a_protocol_error() => await ShouldBe(ErrorKind.Protocol, static async peer =>
    {
        await peer.AcceptAsync();
        var fragment = new byte[1 << 20];
        await peer.SendAsync(0x02, fragment);
        while (true)
        {
            await peer.SendAsync(0x00, fragment);
        }
    });

    [Fact]
    public async Task A_close_before_the_end_is_a_reset()
    {
        await ShouldBe(ErrorKind.Reset, static peer => Task.CompletedTask, "before the handshake");
        await ShouldBe(ErrorKind.Reset, static peer => peer.WriteAsync(Ascii("HTTP/1.1 101 Sw")), "within the handshake");
        await ShouldBe(ErrorKind.Reset, static peer => peer.AcceptAsync(), "after the handshake");
        await ShouldBe(ErrorKind.Reset, static peer => peer.AcceptAsync("", 0x81, 5, 1), "within a frame");
        await ShouldBe(ErrorKind.Reset, static async peer =>
        {
            await peer.AcceptAsync("", 0x88, 0);
            await peer.HangAsync();
        }, "by a close frame");
    }

    [Fact]
    public async Task A_reset_is_a_reset()
    {
        await ShouldBe(ErrorKind.Reset, static peer => peer.ResetAsync(), "before the handshake");
        await ShouldBe(ErrorKind.Reset, static async peer =>
        {
            await peer.AcceptAsync();
            await peer.ReadAsync();
            await peer.ResetAsync();
        }, "after the handshake");
    }

    [Fact]
    public async Task A_close_within_a_hold_is_a_reset()
    {
        using var server = new WebSocketServer(static peer => peer.AcceptAsync());
        using var bench = new ConnectionBench(server.Url);
        (await bench.SendAsync(WebSocketTests.Socket(new Hold(TimeSpan.FromHours(1))))).Error.ShouldBe(ErrorKind.Reset);
    }

    [Fact]
    public async Task What_never_comes_is_a_timeout()
    {
        await ShouldBe(ErrorKind.Timeout, static peer => peer.HangAsync(), "handshake");
        await ShouldBe(ErrorKind.Timeout, static async peer =>
        {
            await peer.AcceptAsync();
            await peer.HangAsync();
        }, "message");
        await ShouldBe(ErrorKind.Timeout, static async peer =>
        {
            await peer.AcceptAsync("", 0x81, 100, 1);
            await peer.HangAsync();
        }, "rest of a message");
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_refused()
    {
        using var bench = new ConnectionBench(LoopbackServer.Nobody());
        (await bench.SendAsync(s_session)).Error.ShouldBe(ErrorKind.Refused);
    }

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    // The first connection is the odd one; the next session, on the same virtual user's connection, finds an orderly server.
    private static async Task ShouldBe(ErrorKind kind, Func<WebSocketPeer, Task> odd, string why = "")
    {
        using var server = new WebSocketServer(peer => peer.Number == 0 ? odd(peer) : WebSocketServer.EchoAsync(peer));
        using var bench = new ConnectionBench(server.Url);
        (await bench.SendAsync(s_session, kind == ErrorKind.Timeout ? ConnectionBench.Brief : null)).Error.ShouldBe(kind, why);
        var next = await bench.SendAsync(s_session);
        (next.Error, next.Status, next.Body).ShouldBe((ErrorKind.None, 101, "a"), why);
    }
}
