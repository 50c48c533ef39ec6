using System.Buffers.Binary;
using System.IO.Compression;
using Headroom.Load;
using Headroom.Load.Protocols.Grpc;
using Headroom.Model.Plans;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shouldly;
using Xunit;
using HttpProtocol = Headroom.Model.Plans.HttpProtocol;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>gRPC over a real HTTP/2 server that is framed by hand.</summary>
public class GrpcConnectionTests
{
    // Field 1 is the text "hi".
    private static readonly byte[] s_hi = [0x0A, 2, (byte)'h', (byte)'i'];

    private static RequestTemplate Call => new()
    {
        Method = "POST",
        Path = "/clips.Clips/Say",
        Endpoint = "POST /clips.Clips/Say",
        Exchange = Exchange.Grpc,
        Body = "{\"1\":\"hi\"}",
    };

    [Fact]
    public async Task Calls_with_one_message_and_reads_one()
    {
        var seen = new TaskCompletionSource<(string Line, string Type, string Te, string Token, byte[] Body)>();
        await using var server = await WebServer.StartAsync(async context =>
        {
            var body = await ReadAsync(context);
            var headers = context.Request.Headers;
            var line = $"{context.Request.Method} {context.Request.Path}";
            seen.SetResult((line, headers.ContentType!, headers.TE!, headers["x-token"]!, body));
            await AnswerAsync(context, "0", Framed(s_hi));
        });
        var planned = new Dictionary<string, string> { ["X-Token"] = "t", ["Content-Type"] = "application/json" };
        using var bench = new ConnectionBench(server.Url, HttpProtocol.Http1, headers: planned);
        var outcome = await bench.SendAsync(Call);

        var (line, type, te, token, sent) = await seen.Task;
        (line, type, te, token).ShouldBe(("POST /clips.Clips/Say", "application/grpc", "trailers", "t"));
        sent.ShouldBe(Framed(s_hi));
        (outcome.Error, outcome.Status, outcome.Body, outcome.BodyBytes).ShouldBe((ErrorKind.None, 200, "{\"1\":\"hi\"}", 9));
    }

    [Fact]
    public async Task Reads_a_stream_until_its_end_as_an_array()
    {
        await using var server = await WebServer.StartAsync(
            static context => AnswerAsync(context, "0", Framed(s_hi), Framed([]), Framed([0x10, 7])));
        using var bench = new ConnectionBench(server.Url);
        var outcome = await bench.SendAsync(Call);
        (outcome.Status, outcome.Body, outcome.BodyBytes).ShouldBe((200, "[{\"1\":\"hi\"},{},{\"2\":7}]", 21));
    }

    [Fact]
    public async Task Reads_messages_in_pieces_of_any_size()
    {
        await using var server = await WebServer.StartAsync(static async context =>
        {
            byte[][] letters = [.. Framed(s_hi).Concat(Framed([])).Concat(Framed(s_hi)).Select(static letter => new[] { letter })];
            await AnswerAsync(context, "0", letters);
        });
        using var bench = new ConnectionBench(server.Url);
        (await bench.SendAsync(Call)).Body.ShouldBe("[{\"1\":\"hi\"},{},{\"1\":\"hi\"}]");
    }

    [Theory]
    [InlineData("3", 400)]
    [InlineData("4", 504)]
    [InlineData("5", 404)]
    [InlineData("7", 403)]
    [InlineData("8", 429)]
    [InlineData("12", 501)]
    [InlineData("13", 500)]
    [InlineData("14", 503)]
    [InlineData("16", 401)]
    [InlineData("99", 500)]
    public async Task The_status_of_the_call_is_that_of_HTTP(string code, int status)
    {
        await using var server = await WebServer.StartAsync(context => AnswerAsync(context, code));
        using var bench = new ConnectionBench(server.Url);
        var outcome = await bench.SendAsync(Call);
        (outcome.Error, outcome.Status, outcome.Body).ShouldBe((ErrorKind.None, status, ""));
    }

    [Fact]
    public async Task A_refusal_in_the_head_alone_is_the_status_and_its_message_a_header()
    {
        await using var server = await WebServer.StartAsync(static context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "7";
            context.Response.Headers["grpc-message"] = "not%20yours";
            return Task.CompletedTask;
        });
        using var bench = new ConnectionBench(server.Url);
        var outcome = await bench.SendAsync(Call);
        (outcome.Error, outcome.Status, outcome.Headers["grpc-message"]).ShouldBe((ErrorKind.None, 403, "not%20yours"));
    }

    [Fact]
    public async Task The_failure_of_a_proxy_is_its_status()
    {
        await using var server = await WebServer.StartAsync(static async context =>
        {
            context.Response.StatusCode = 502;
            await context.Response.WriteAsync("<html>bad gateway</html>");
        });
        using var bench = new ConnectionBench(server.Url);
        var outcome = await bench.SendAsync(Call);
        (outcome.Error, outcome.Status).ShouldBe((ErrorKind.None, 502));
    }

    [Fact]
    public async Task A_compressed_message_is_read_when_gzip_was_announced()
    {
        await using var server = await WebServer.StartAsync(static context =>
        {
            context.Response.Headers["grpc-encoding"] = "gzip";
            return AnswerAsync(context, "0", Framed(Gzip(s_hi), flag: 1), Framed(s_hi));
        });
        using var bench = new ConnectionBench(server.Url);
        (await bench.SendAsync(Call)).Body.ShouldBe("[{\"1\":\"hi\"},{\"1\":\"hi\"}]");
    }

    [Fact]
    public async Task Messages_that_nobody_reads_are_counted_alone()
    {
        await using var server = await WebServer.StartAsync(static context => AnswerAsync(context, "0", Framed(s_hi), Framed([0xFF])));
        using var bench = new ConnectionBench(server.Url);
        var outcome = await bench.SendAsync(Call, keepBody: false);
        (outcome.Error, outcome.Status, outcome.Body, outcome.BodyBytes).ShouldBe((ErrorKind.None, 200, "", 15));
    }

    [Fact]
    public async Task A_body_that_is_no_message_is_not_sent()
    {
        var requests = 0;
        await using var server = await WebServer.StartAsync(context =>
        {
            Interlocked.Increment(ref requests);
            return AnswerAsync(context, "0", Framed(s_hi));
        });
        using var bench = new ConnectionBench(server.Url);
        (await bench.SendAsync(Call with { Body = "{\"name\":1}" })).Error.ShouldBe(ErrorKind.Protocol);
        (await bench.SendAsync(Call)).Status.ShouldBe(200);
        requests.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_is_no_gRPC_is_a_protocol_error_and_the_next_call_works(string why, Func<HttpContext, Task> odd)
    {
        why.ShouldNotBeEmpty();
        var number = 0;
        await using var server = await WebServer.StartAsync(context =>
            Interlocked.Increment(ref number) == 1 ? odd(context) : AnswerAsync(context, "0", Framed(s_hi)));
        using var bench = new ConnectionBench(server.Url);
        (await bench.SendAsync(Call)).Error.ShouldBe(ErrorKind.Protocol);
        var next = await bench.SendAsync(Call);
        (next.Error, next.Status, next.Body).ShouldBe((ErrorKind.None, 200, "{\"1\":\"hi\"}"));
    }

    public static TheoryData<string, Func<HttpContext, Task>> Broken => new()
    {
        { "no status", static context => AnswerAsync(context, null, Framed(s_hi)) },
        { "a status that is no number", static context => AnswerAsync(context, "fine", Framed(s_hi)) },
        { "no gRPC at all", static context => context.Response.WriteAsync("hello") },
        { "half a message", static context => AnswerAsync(context, "0", Framed(s_hi)[..7]) },
        { "half a prefix", static context => AnswerAsync(context, "0", Framed(s_hi)[..3]) },
        { "a message of 4 GB", static context => AnswerAsync(context, "0", [0, 255, 255, 255, 255, 1]) },
        { "an unknown flag", static context => AnswerAsync(context, "0", Framed(s_hi, flag: 2)) },
        { "compressed unannounced", static context => AnswerAsync(context, "0", Framed(Gzip(s_hi), flag: 1)) },
        { "no message of protocol buffers", static context => AnswerAsync(context, "0", Framed([0xFF])) },
        { "damaged gzip", static context => Announced(context, [1, 2, 3]) },
        { "a compressed message of 64 MB", static context => Announced(context, Gzip(new byte[64 * 1024 * 1024])) },
    };

    [Fact]
    public async Task A_call_that_is_never_answered_is_a_timeout_and_one_that_is_aborted_a_reset()
    {
        await using var server = await WebServer.StartAsync(static async context =>
        {
            if (context.Request.Path == "/abort")
            {
                await context.Response.StartAsync();
                context.Abort();
            }
            else
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        });
        using var bench = new ConnectionBench(server.Url);
        (await bench.SendAsync(Call, ConnectionBench.Brief)).Error.ShouldBe(ErrorKind.Timeout);
        (await bench.SendAsync(Call with { Path = "/abort" })).Error.ShouldBeOneOf(ErrorKind.Reset, ErrorKind.Protocol);
    }

    [Fact]
    public async Task A_server_without_HTTP2_is_an_error_that_ends()
    {
        await using var server = await WebServer.StartAsync(static context => context.Response.WriteAsync("ok"), HttpProtocols.Http1);
        using var bench = new ConnectionBench(server.Url);
        (await bench.SendAsync(Call)).Error.ShouldBeOneOf(ErrorKind.Reset, ErrorKind.Protocol);
    }

    [Fact]
    public async Task A_run_counts_calls_by_their_status_and_checks_their_messages()
    {
        await using var server = await WebServer.StartAsync(static async context =>
        {
            var isUnknown = context.Request.Path == "/clips.Clips/Unknown";
            await AnswerAsync(context, isUnknown ? "12" : "0", isUnknown ? [] : [await ReadAsync(context)]);
        });
        var said = Call with { Body = "{\"1\":\"vu ${vu}\"}", Checks = [new Check.BodyContains("{\"1\":\"vu ")] };
        var unknown = Call with { Path = "/clips.Clips/Unknown", Endpoint = "POST /clips.Clips/Unknown", Checks = [] };
        var run = await Given.RunAsync(server.Url, Given.PlanOf(Given.Rate(100, 300), said, unknown));
        run.Endpoints.Select(static endpoint => (endpoint.Requests, endpoint.Failed)).ShouldBe([(30, 0), (30, 30)]);
        run.Endpoints[0].Checks.ShouldHaveSingleItem().Passes.ShouldBe(30);
        run.Endpoints[1].Status.ShouldBe(new Dictionary<string, long> { ["501"] = 30 });
    }

    [Fact]
    public void Every_code_has_a_status() => Enumerable.Range(0, 17).Select(GrpcStatus.ToHttp)
        .ShouldBe([200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401]);

    private static byte[] Framed(byte[] message, byte flag = 0)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
        return [flag, .. length, .. message];
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var stream = new GZipStream(target, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return target.ToArray();
    }

    private static Task Announced(HttpContext context, byte[] message)
    {
        context.Response.Headers["grpc-encoding"] = "gzip";
        return AnswerAsync(context, "0", Framed(message, flag: 1));
    }

    private static async Task AnswerAsync(HttpContext context, string? status, params byte[][] pieces)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync();
        foreach (var piece in pieces)
        {
            await context.Response.Body.WriteAsync(piece);
            await context.Response.Body.FlushAsync();
        }

        if (status is not null)
        {
            context.Response.AppendTrailer("grpc-status", status);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }
}
