using System.Text;
using Headroom.Load;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Load.Given;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>Whatever an HTTP/2 server does is counted by kind, nothing hangs, and the next exchange works.</summary>
public class Http2AdversaryTests
{
    private const int Internal = 2;
    private const int Cancel = 8;
    private const int Calm = 11;
    private const int BrokenRules = 1;
    private const int Refused = 7;

    [Theory]
    [InlineData(Internal, ErrorKind.Reset)]
    [InlineData(Cancel, ErrorKind.Reset)]
    [InlineData(Calm, ErrorKind.Reset)]
    [InlineData(BrokenRules, ErrorKind.Protocol)]
    public async Task A_reset_stream_is_told_by_its_code(int code, ErrorKind kind) =>
        await ShouldBe(kind, peer => peer.ResetStreamAsync(code));

    [Theory]
    [InlineData(Internal, ErrorKind.Reset)]
    [InlineData(BrokenRules, ErrorKind.Protocol)]
    public async Task A_reset_within_the_body_is_told_by_its_code(int code, ErrorKind kind) => await ShouldBe(kind, async peer =>
    {
        await peer.HeadersAsync([(":status", "200")]);
        await peer.DataAsync("half");
        await peer.ResetStreamAsync(code);
    });

    [Fact]
    public async Task A_connection_that_goes_away_with_the_request_is_a_reset() => await ShouldBe(ErrorKind.Reset, static async peer =>
    {
        await peer.GoAwayAsync(peer.Id, Internal);
        await peer.CloseAsync();
    });

    [Fact]
    public async Task A_close_without_a_response_is_a_reset() => await ShouldBe(ErrorKind.Reset, static peer => peer.CloseAsync());

    [Fact]
    public async Task A_reset_connection_is_a_reset() => await ShouldBe(ErrorKind.Reset, static peer => peer.ResetConnectionAsync());

    [Fact]
    public async Task A_close_within_the_body_is_a_reset() => await ShouldBe(ErrorKind.Reset, static async peer =>
    {
        await peer.HeadersAsync([(":status", "200")]);
        await peer.DataAsync("half");
        await peer.CloseAsync();
    });

    [Fact]
    public async Task A_target_that_never_answers_is_a_timeout() => await ShouldBe(ErrorKind.Timeout, static peer => peer.HangAsync());

    [Fact]
    public async Task A_body_that_never_ends_is_a_timeout() => await ShouldBe(ErrorKind.Timeout, static async peer =>
    {
        await peer.HeadersAsync([(":status", "200")]);
        await peer.DataAsync("half");
        await peer.HangAsync();
    });

    [Fact]
    public async Task A_head_without_a_status_is_a_protocol_error() =>
        await ShouldBe(ErrorKind.Protocol, static peer => peer.HeadersAsync([("x", "y")], isLast: true));

    [Fact]
    public async Task A_frame_beyond_the_agreed_size_is_a_protocol_error() => await ShouldBe(ErrorKind.Protocol, static async peer =>
    {
        await peer.HeadersAsync([(":status", "200")]);
        await peer.DataAsync(new byte[20_000], isLast: true);
    });

    [Fact]
    public async Task What_is_no_HTTP2_is_a_protocol_error() => await ShouldBe(
        ErrorKind.Protocol, static peer => peer.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_the_target_says_it_never_took_is_sent_again(bool goesAway)
    {
        using var server = new RawHttp2Server(async peer =>
        {
            await (goesAway ? peer.GoAwayAsync(0, 0) : peer.ResetStreamAsync(Refused));
        });
        using var bench = new ConnectionBench(server.Url);
        (await bench.SendAsync(Get("/"))).Status.ShouldBe(200);
        server.Requests.ShouldBe(2);
    }

    // On a fresh connection, and on one that has served a request already; then once more, as if nothing had happened.
    private static async Task ShouldBe(ErrorKind kind, Func<RawHttp2Server.Peer, Task> odd)
    {
        foreach (var earlier in (int[])[0, 1])
        {
            using var server = new RawHttp2Server(odd, earlier);
            using var bench = new ConnectionBench(server.Url);
            for (var i = 0; i < earlier; i++)
            {
                (await bench.SendAsync(Get("/"))).Body.ShouldBe("ok");
            }

            (await bench.SendAsync(Get("/"), kind == ErrorKind.Timeout ? ConnectionBench.Brief : null)).Error.ShouldBe(kind);
            var next = await bench.SendAsync(Get("/"));
            (next.Error, next.Status, next.Body).ShouldBe((ErrorKind.None, 200, "ok"));
            server.Requests.ShouldBe(earlier + 2);
        }
    }
}
