using System.IO.Compression;
using System.Text;
using Headroom.Load;
using Headroom.Load.Responses;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Responses;

public class ResponseJudgeTests
{
    private static readonly CannedResponse s_json = new(
        201,
        """{"id": "a\"b", "n": 5.0, "big": 9007199254740993, "items": [1, [2, 3], {}], "none": null, "yes": true}""",
        ("Content-Type", "application/json; charset=utf-8"), ("X-Trace", "t-42"));

    private readonly ResponseReading _reading = new();

    public static TheoryData<Check, bool> Checks => new()
    {
        { new Check.StatusIs([200, 201]), true },
        { new Check.StatusIs([200, 202]), false },
        { new Check.BodyContains("\"items\": [1"), true },
        { new Check.BodyContains("\"items\":[1"), false },
        { new Check.BodyContains(""), true },
        { new Check.BodyMatches("\"n\":\\s*\\d"), true },
        { new Check.BodyMatches("^\\d"), false },
        { new Check.HasHeader("content-TYPE"), true },
        { new Check.HasHeader("Content"), false },
        { new Check.HeaderMatches("x-trace", "^t-\\d+$"), true },
        { new Check.HeaderMatches("x-trace", "^\\d+$"), false },
        { new Check.HeaderMatches("x-absent", ""), false },
        { new Check.JsonIs("$.none", new JsonTest.Exists()), true },
        { new Check.JsonIs("$.absent", new JsonTest.Exists()), false },
        { new Check.JsonIs("$.id", new JsonTest.EqualTo("a\"b")), true },
        { new Check.JsonIs("$.id", new JsonTest.EqualTo("a\\\"b")), false },
        { new Check.JsonIs("$.n", new JsonTest.EqualTo("5")), true },
        { new Check.JsonIs("$.n", new JsonTest.EqualTo("5.1")), false },
        { new Check.JsonIs("$.n", new JsonTest.EqualTo("five")), false },
        { new Check.JsonIs("$.big", new JsonTest.EqualTo("9007199254740993")), true },
        { new Check.JsonIs("$.big", new JsonTest.EqualTo("9007199254740992")), false },
        { new Check.JsonIs("$.none", new JsonTest.EqualTo("null")), true },
        { new Check.JsonIs("$.yes", new JsonTest.EqualTo("true")), true },
        { new Check.JsonIs("$.yes", new JsonTest.EqualTo("false")), false },
        { new Check.JsonIs("$.items", new JsonTest.EqualTo("[1, [2, 3], {}]")), false },
        { new Check.JsonIs("$.n", new JsonTest.AtLeast(5)), true },
        { new Check.JsonIs("$.n", new JsonTest.AtLeast(5.01)), false },
        { new Check.JsonIs("$.n", new JsonTest.AtMost(5)), true },
        { new Check.JsonIs("$.n", new JsonTest.AtMost(4.99)), false },
        { new Check.JsonIs("$.items", new JsonTest.AtLeast(3)), true },
        { new Check.JsonIs("$.items", new JsonTest.AtLeast(4)), false },
        { new Check.JsonIs("$.items", new JsonTest.AtMost(3)), true },
        { new Check.JsonIs("$.items[2]", new JsonTest.AtMost(3)), false },
        { new Check.JsonIs("$.yes", new JsonTest.AtLeast(0)), false },
        { new Check.JsonIs("$.id", new JsonTest.Matches("^a\"b$")), true },
        { new Check.JsonIs("$.id", new JsonTest.Matches("^b")), false },
        { new Check.JsonIs("$.n", new JsonTest.Matches("5")), false },
    };

    [Theory]
    [MemberData(nameof(Checks))]
    public void Tells_whether_a_check_holds(Check check, bool holds) => Holds(check, s_json).ShouldBe(holds);

    [Theory]
    [MemberData(nameof(Checks))]
    public void Reads_a_compressed_body_like_a_plain_one(Check check, bool holds)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(s_json.Body);
        }

        var response = new CannedResponse(201, packed.ToArray(), ("Content-Type", "application/json"), ("X-Trace", "t-42"), ("Content-Encoding", "gzip"));
        Holds(check, response).ShouldBe(holds);
    }

    [Fact]
    public void A_body_that_cannot_be_decoded_passes_no_check_of_its_content()
    {
        var broken = new CannedResponse(200, "{\"a\": 1}", ("Content-Encoding", "gzip"));
        Holds(new Check.BodyContains("a"), broken).ShouldBeFalse();
        Holds(new Check.BodyMatches("a"), broken).ShouldBeFalse();
        Holds(new Check.JsonIs("$.a", new JsonTest.Exists()), broken).ShouldBeFalse();
        Holds(new Check.StatusIs([200]), broken).ShouldBeTrue();
        Extract(new ExtractionSource.Regex("a", 0), broken).ShouldBeNull();
    }

    [Fact]
    public void Several_checks_read_one_response_and_then_the_next()
    {
        var judge = JudgeOf([new Check.BodyMatches("one"), new Check.HeaderMatches("h", "two"), new Check.BodyMatches("one$")]);
        _reading.Open(new CannedResponse(200, "one", ("h", "two")));
        Enumerable.Range(0, 3).Select(i => judge.Holds(i, _reading)).ShouldBe([true, true, true]);
        _reading.Open(new CannedResponse(200, "three", ("h", "two")));
        Enumerable.Range(0, 3).Select(i => judge.Holds(i, _reading)).ShouldBe([false, true, false]);
    }

    public static TheoryData<ExtractionSource, string?> Extractions => new()
    {
        { new ExtractionSource.Json("$.id"), "a\"b" },
        { new ExtractionSource.Json("$.items[1]"), "[2, 3]" },
        { new ExtractionSource.Json("$.n"), "5.0" },
        { new ExtractionSource.Json("$.absent"), null },
        { new ExtractionSource.Json("$.none"), null },
        { new ExtractionSource.Header("X-Trace"), "t-42" },
        { new ExtractionSource.Header("X-Absent"), null },
        { new ExtractionSource.Regex("\"n\": ([0-9.]+), \"(?<name>b\\w+)", 1), "5.0" },
        { new ExtractionSource.Regex("\"n\": ([0-9.]+), \"(?<name>b\\w+)", 2), "big" },
        { new ExtractionSource.Regex("items|none", 0), "items" },
        { new ExtractionSource.Regex("(x)?none", 1), null },
        { new ExtractionSource.Regex("absent", 0), null },
    };

    [Theory]
    [MemberData(nameof(Extractions))]
    public void Takes_values_from_a_response(ExtractionSource from, string? value) => Extract(from, s_json).ShouldBe(value);

    [Theory]
    [InlineData("sid", "s=1/x")]
    [InlineData("csrf", "\"q\"")]
    [InlineData("SID", null)]
    [InlineData("old", null)]
    [InlineData("gone", null)]
    [InlineData("twice", "2")]
    public void Takes_a_cookie_from_any_of_the_headers_that_set_one(string name, string? value)
    {
        var login = new CannedResponse(
            200,
            "",
            ("Set-Cookie", "csrf=\"q\"; Path=/"), ("set-cookie", "sid=s=1/x; HttpOnly; SameSite=Lax; Max-Age=3600"), ("Set-Cookie", "gone=; Path=/"),
            ("Set-Cookie", "old=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; max-age=0"), ("Set-Cookie", "twice=1"), ("Set-Cookie", "twice=2"));
        Extract(new ExtractionSource.Cookie(name), login).ShouldBe(value);
        JudgeOf([], new ExtractionSource.Cookie(name)).NeedsBody.ShouldBeFalse();
    }

    [Fact]
    public void Needs_the_body_only_when_something_reads_it()
    {
        JudgeOf([new Check.StatusIs([200]), new Check.HasHeader("a"), new Check.HeaderMatches("a", "b")]).NeedsBody.ShouldBeFalse();
        JudgeOf([], new ExtractionSource.Header("a")).NeedsBody.ShouldBeFalse();
        JudgeOf([new Check.BodyContains("a")]).NeedsBody.ShouldBeTrue();
        JudgeOf([], new ExtractionSource.Json("$")).NeedsBody.ShouldBeTrue();
    }

    [Fact]
    public void Lists_every_path_and_pattern_that_is_wrong()
    {
        var template = TemplateOf(
            [new Check.BodyMatches("("), new Check.JsonIs("a", new JsonTest.Exists()), new Check.HeaderMatches("a", "(?=b)")],
            new ExtractionSource.Regex("(a)", 2), new ExtractionSource.Json("$.ok"));
        ResponseJudge.Mistakes(template).Count().ShouldBe(4);
        Should.Throw<ArgumentException>(() => new ResponseJudge(template));
    }

    [Fact]
    public void Allocates_nothing_for_checks_without_patterns()
    {
        var judge = JudgeOf(
            [new Check.StatusIs([201]), new Check.JsonIs("$.id", new JsonTest.EqualTo("a\"b")), new Check.JsonIs("$.items", new JsonTest.AtLeast(3))],
            new ExtractionSource.Json("$.id"));
        var parser = new Headroom.Load.Protocols.Http1.ResponseParser { KeepBody = true };
        var bytes = Encoding.UTF8.GetBytes($"HTTP/1.1 201 Created\r\nContent-Length: {s_json.Body.Length}\r\n\r\n{Encoding.UTF8.GetString(s_json.Body)}");
        var into = new ByteBuffer();
        Allocation.Of(Judge).ShouldBe(0);

        void Judge()
        {
            for (var i = 0; i < 100; i++)
            {
                parser.Begin(isHead: false);
                parser.Parse(bytes, endOfStream: false, out _);
                _reading.Open(parser);
                into.Clear();
                if (!judge.Holds(0, _reading) || !judge.Holds(1, _reading) || !judge.Holds(2, _reading) || !judge.TryExtract(0, _reading, into))
                {
                    throw new InvalidOperationException("it does not hold");
                }
            }
        }
    }

    private bool Holds(Check check, CannedResponse response)
    {
        _reading.Open(response);
        return JudgeOf([check]).Holds(0, _reading);
    }

    private string? Extract(ExtractionSource from, CannedResponse response)
    {
        var into = new ByteBuffer();
        _reading.Open(response);
        var isThere = JudgeOf([], from).TryExtract(0, _reading, into);
        (isThere || into.Length == 0).ShouldBeTrue();
        return isThere ? Encoding.UTF8.GetString(into.Span) : null;
    }

    private static ResponseJudge JudgeOf(Check[] checks, params ExtractionSource[] sources) => new(TemplateOf(checks, sources));

    private static RequestTemplate TemplateOf(Check[] checks, params ExtractionSource[] sources) => new()
    {
        Method = "GET",
        Path = "/",
        Endpoint = "GET /",
        Checks = checks,
        Extractions = [.. sources.Select(static (source, i) => new Extraction($"v{i}", source))],
    };
}
