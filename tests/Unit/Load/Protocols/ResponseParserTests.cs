using System.Text;
using Headroom.Load;
using Headroom.Load.Protocols.Http1;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Protocols;

public class ResponseParserTests
{
    private readonly ResponseParser _parser = new() { KeepBody = true };

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "", true)]
    [InlineData("HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", 404, "", true)]
    [InlineData("HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n", 404, "", true)]
    [InlineData("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", 999, "", true)]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, "ok", true)]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok", 200, "ok", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\n\r\nok", 200, "ok", true)]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-LENGTH :\t2 \r\n\r\nok", 200, "ok", true)]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n\tb\r\nContent-Length:\r\n 2\r\n\r\nok", 200, "ok", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok", 200, "ok", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok", 200, "ok", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0002\r\n\r\nok", 200, "ok", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nok", 200, "ok", true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", 200, "ok", false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 2\r\n\r\nok", 200, "ok", false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok", false)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok", 200, "ok", true)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", 101, "", false)]
    [InlineData("HTTP/1.1 204 None\r\nContent-Length: 5\r\n\r\n", 204, "", true)]
    [InlineData("HTTP/1.1 304 Same\r\nTransfer-Encoding: chunked\r\n\r\n", 304, "", true)]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok", true)]
    public void Reads_a_response_whose_end_is_known(string text, int status, string body, bool keepAlive) =>
        ShouldBeWhole(text, isHead: false, endOfStream: false, status, body, keepAlive);

    [Theory]
    [InlineData("2\r\nok\r\n0\r\n\r\n", "ok")]
    [InlineData("0\r\n\r\n", "")]
    [InlineData("1\r\no\r\n1\r\nk\r\n0\r\n\r\n", "ok")]
    [InlineData("a\r\n0123456789\r\nA\r\n0123456789\r\n00\r\n\r\n", "01234567890123456789")]
    [InlineData("2;name=value;other=\"quoted\"\r\nok\r\n0;last\r\n\r\n", "ok")]
    [InlineData("2  \r\nok\r\n0\r\n\r\n", "ok")]
    [InlineData("00000000000000000000002\r\nok\r\n0\r\n\r\n", "ok")]
    [InlineData("2\r\nok\r\n0\r\nX-Trailer: a\r\nContent-Length: 999\r\n\r\n", "ok")]
    [InlineData("2\nok\n0\nX-Trailer: a\n\n", "ok")]
    [InlineData("4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n")]
    public void Reads_a_body_in_chunks(string chunks, string body) =>
        ShouldBeWhole("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n" + chunks, isHead: false, endOfStream: false, 200, body, keepAlive: true);

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n")]
    [InlineData("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n")]
    public void Chunks_win_over_a_length_and_the_connection_is_not_used_again(string headers) =>
        ShouldBeWhole($"HTTP/1.1 200 OK\r\n{headers}\r\n2\r\nok\r\n0\r\n\r\n", isHead: false, endOfStream: false, 200, "ok", keepAlive: false);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nall of it")]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nall of it")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nall of it")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\nContent-Length: 1\r\n\r\nall of it")]
    public void Reads_until_the_stream_ends_when_nothing_tells_the_length(string text)
    {
        ShouldBeWhole(text, isHead: false, endOfStream: true, 200, "all of it", keepAlive: false);
        Parse(text).Result.ShouldBe(ParseResult.NeedMore);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    public void An_answer_to_HEAD_has_no_body(string text) => ShouldBeWhole(text, isHead: true, endOfStream: false, 200, "", keepAlive: true);

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("\r\n")]
    [InlineData(" HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/2.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 099 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 -20 OK\r\n\r\n")]
    [InlineData("HTTP/1.x 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: no name\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n Content-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5.0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1 2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n;ext\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8000000000000000\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000002\r\nok\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\noks\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\rx")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\rx")]
    public void What_is_no_HTTP_is_malformed(string text)
    {
        Parse(text).Result.ShouldBe(ParseResult.Malformed);
        ParseByBytes(text).ShouldBe(ParseResult.Malformed);
        _parser.KeepAlive.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTT")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\n\r\n")]
    public void A_stream_that_ends_too_early_is_truncated(string text)
    {
        Parse(text).Result.ShouldBe(ParseResult.NeedMore);
        Parse(text, endOfStream: true).Result.ShouldBe(ParseResult.Truncated);
        _parser.KeepAlive.ShouldBeFalse();
        _parser.HasBegun.ShouldBe(text.Length > 0);
    }

    [Fact]
    public void Tells_of_a_100_continue_and_reads_on_after_it()
    {
        var bytes = Encoding.UTF8.GetBytes("HTTP/1.1 100 Continue\r\nX: interim\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok");
        _parser.Begin(isHead: false);
        _parser.Parse(bytes, endOfStream: false, out var first).ShouldBe(ParseResult.Interim100);
        first.ShouldBe(37);
        _parser.Parse(bytes.AsSpan(first), endOfStream: false, out var second).ShouldBe(ParseResult.Complete);
        (first + second).ShouldBe(bytes.Length);
        (_parser.Status, _parser.TryHeader("x"u8, out _)).ShouldBe((201, false));
    }

    [Fact]
    public void Leaves_bytes_after_the_response_alone()
    {
        const string First = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        var (result, consumed) = Parse(First + "HTTP/1.1 500 Stray\r\n\r\n");
        (result, consumed).ShouldBe((ParseResult.Complete, First.Length));
        _parser.Parse("more"u8, endOfStream: true, out consumed).ShouldBe(ParseResult.Complete);
        consumed.ShouldBe(0);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_head_may_have_64_kB(int more, bool isWhole)
    {
        var expected = isWhole ? ParseResult.Complete : ParseResult.Malformed;
        var head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: \r\n\r\n";
        var text = head.Replace("X: ", "X: " + new string('x', ResponseHead.MaxBytes - head.Length + more));
        Parse(text).Result.ShouldBe(expected);
        ParseByBytes(text).ShouldBe(expected);
    }

    [Fact]
    public void Interim_responses_without_end_are_malformed() =>
        Parse(string.Concat(Enumerable.Repeat("HTTP/1.1 102 Wait\r\n\r\n", 4000))).Result.ShouldBe(ParseResult.Malformed);

    [Theory]
    [InlineData("2;")]
    [InlineData("0\r\nX: ")]
    [InlineData("")]
    public void Chunk_lines_and_trailers_without_end_are_malformed(string start) =>
        Parse($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{start}{new string('0', 70_000)}").Result.ShouldBe(ParseResult.Malformed);

    [Fact]
    public void Finds_headers_in_any_case_until_the_next_response()
    {
        Parse("HTTP/1.1 429 Slow down\r\nETag: \"a\"\r\nX-RateLimit-Left: 0\r\nfolded: one\r\n two\r\nETAG: b\r\nEmpty:\r\nContent-Length: 0\r\n\r\n");
        Header("etag").ShouldBe("\"a\"");
        Header("empty").ShouldBe("");
        Header("folded").ShouldBe("one   two");
        Header("eta").ShouldBeNull();
        _parser.HasRateLimitHeader().ShouldBeTrue();
        _parser.Headers().Select(static field => field.Key).ShouldBe(["ETag", "X-RateLimit-Left", "folded", "ETAG", "Empty", "Content-Length"]);
        _parser.Begin(isHead: false);
        (Header("etag"), _parser.HasRateLimitHeader(), _parser.Status).ShouldBe((null, false, 0));
    }

    [Fact]
    public void Counts_a_body_that_it_does_not_keep()
    {
        _parser.KeepBody = false;
        Parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n").Result.ShouldBe(ParseResult.Complete);
        (_parser.BodyBytes, _parser.Body.Length).ShouldBe((2, 0));
    }

    [Fact]
    public void Keeps_sixteen_megabytes_and_counts_the_rest()
    {
        const int Length = Reply.MaxKeptBytes + 5;
        _parser.Begin(isHead: false);
        _parser.Parse(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Length}\r\n\r\n"), endOfStream: false, out _);
        var piece = new byte[100_000];
        var result = ParseResult.NeedMore;
        for (var left = Length; left > 0; left -= piece.Length)
        {
            result = _parser.Parse(piece.AsSpan(0, Math.Min(left, piece.Length)), endOfStream: false, out _);
        }

        (result, _parser.Body.Length, _parser.BodyBytes).ShouldBe((ParseResult.Complete, Reply.MaxKeptBytes, Length));
    }

    [Fact]
    public void Allocates_nothing_once_it_is_warm()
    {
        var texts = new[]
        {
            "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: a\r\n b\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        };
        var responses = texts.Select(Encoding.UTF8.GetBytes).ToArray();
        Allocation.Of(() => Read(responses)).ShouldBe(0);

        void Read(byte[][] all)
        {
            for (var i = 0; i < 1000; i++)
            {
                foreach (var response in all)
                {
                    _parser.Begin(isHead: false);
                    _parser.Parse(response.AsSpan(0, 30), endOfStream: false, out _);
                    _parser.Parse(response.AsSpan(30), endOfStream: false, out _);
                    _parser.TryHeader("absent"u8, out _);
                }
            }
        }
    }

    private void ShouldBeWhole(string text, bool isHead, bool endOfStream, int status, string body, bool keepAlive)
    {
        var (result, consumed) = Parse(text, endOfStream, isHead);
        (result, consumed).ShouldBe((ParseResult.Complete, Encoding.UTF8.GetByteCount(text)));
        ShouldHold();
        ParseByBytes(text, endOfStream, isHead).ShouldBe(ParseResult.Complete);
        ShouldHold();

        void ShouldHold()
        {
            (_parser.Status, _parser.KeepAlive, _parser.BodyBytes).ShouldBe((status, keepAlive, body.Length));
            Encoding.UTF8.GetString(_parser.Body).ShouldBe(body);
        }
    }

    private (ParseResult Result, int Consumed) Parse(string text, bool endOfStream = false, bool isHead = false)
    {
        _parser.Begin(isHead);
        var result = _parser.Parse(Encoding.UTF8.GetBytes(text), endOfStream, out var consumed);
        return (result, consumed);
    }

    private ParseResult ParseByBytes(string text, bool endOfStream = false, bool isHead = false)
    {
        _parser.Begin(isHead);
        var bytes = Encoding.UTF8.GetBytes(text);
        var result = ParseResult.NeedMore;
        for (var i = 0; i < bytes.Length && result == ParseResult.NeedMore; i++)
        {
            result = _parser.Parse(bytes.AsSpan(i, 1), endOfStream && i == bytes.Length - 1, out _);
        }

        return result;
    }

    private string? Header(string name) => _parser.TryHeader(Encoding.UTF8.GetBytes(name), out var value) ? Encoding.UTF8.GetString(value) : null;
}
