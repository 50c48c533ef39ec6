using System.Globalization;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Headroom.Load.Import.AccessLogs;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import;

public class AccessLogTests
{
    private const string Combined = """10.0.0.1 - - [10/Oct/2026:13:55:36 +0200] "GET /clips/12?sort=hot HTTP/1.1" 200 2326 "https://a.example/" "Mozilla \"x\"" """;

    [Theory]
    [InlineData("""10.0.0.1 - - [10/Oct/2026:13:55:36 +0200] "GET /clips/12?sort=hot HTTP/1.1" 200 2326 "https://a.example/" "Mozilla \"x\"" """)]
    [InlineData("""10.0.0.1 - me [10/Oct/2026:11:55:36 +0000] "GET /clips/12?sort=hot HTTP/1.0" 200 2326""")]
    [InlineData("""shop.example:443 [::1] - - [10/Oct/2026:04:55:36 -0700] "GET https://shop.example/clips/12?sort=hot HTTP/2.0" 200 2326 "-" "-" """)]
    [InlineData("""{"time_iso8601":"2026-10-10T13:55:36+02:00","request":"GET \/clips\/12?sort=hot HTTP\/1.1","status":"200","body_bytes_sent":"2326"}""")]
    [InlineData("""{"time_local":"10/Oct/2026:11:55:36 +0000","request_method":"GET","request_uri":"/clips/12?sort=hot","status":200,"bytes":2326}""")]
    [InlineData("""{"ts":1791633336.25,"request":{"headers":{"a":["]}"]},"method":"GET","uri":"/clips/12?sort=hot"},"status":200,"size":2326}""")]
    [InlineData("""{ "@timestamp" : "2026-10-10 11:55:36.123Z", "http":{"request":{"method":"GET"},"response":{"status_code":200,"bytes":2326}},"url":{"path":"/clips/12","query":"sort=hot"} }""")]
    public void Reads_the_same_request_in_every_format(string line)
    {
        var log = Read(line.TrimEnd());
        (log.Requests, log.Malformed).ShouldBe((1, 0));
        log.Time!.Value.From.ShouldBe(new DateTimeOffset(2026, 10, 10, 11, 55, 36, TimeSpan.Zero));
        (log.LargestResponse, log.Statuses[200]).ShouldBe((2326L, 1L));
        log.Routes.ShouldHaveSingleItem().Endpoint.ShouldBe("GET /clips/{id}");
        log.Routes[0].Queries.ShouldHaveSingleItem().Rows.ShouldHaveSingleItem().ShouldBe(["12", "hot"]);
    }

    [Theory]
    [InlineData("""0.250""", 0.25)]
    [InlineData("""rt=0.250 urt=0.100""", 0.25)]
    [InlineData(""" "10.0.0.9" 0.250 0.100""", 0.25)]
    [InlineData("250ms", 0.25)]
    public void Reads_a_duration_behind_the_agent(string tail, double seconds)
    {
        var log = Read(string.Join('\n', Enumerable.Repeat($"{Combined}{tail.TrimEnd()}", 4)));
        log.Timed.ShouldBe(4);
        log.ConcurrencyP90!.Value.ShouldBe(4 * seconds, 1e-6);
    }

    [Fact]
    public void Does_not_guess_the_unit_of_a_whole_number()
    {
        var unknown = Read($"{Combined}250000");
        (unknown.Timed, unknown.Unitless, unknown.ConcurrencyP90).ShouldBe((0, 1, null));
        Read($"{Combined}250000", TimeSpan.FromMicroseconds(1)).ConcurrencyP90!.Value.ShouldBe(0.25, 1e-6);
        Read("""{"time":1791633336,"method":"GET","path":"/","status":200,"duration_ms":250}""").ConcurrencyP90!.Value.ShouldBe(0.25, 1e-6);
        Read("""{"time":1791633336,"method":"GET","path":"/","status":200,"duration":5e-05}""").ConcurrencyP90!.Value.ShouldBe(5e-05, 1e-9);
    }

    [Fact]
    public void Does_not_know_the_concurrency_of_a_log_without_durations() => Read(Combined).ConcurrencyP90.ShouldBeNull();

    [Fact]
    public void Does_not_take_a_negative_duration_for_one() => Read($"{Combined}-1.5").Timed.ShouldBe(0);

    [Fact]
    public void A_long_request_was_in_flight_in_the_seconds_before_its_end()
    {
        var log = Read(Line(100, "GET", "/a", 200, tail: "3.000"));
        log.ConcurrencyP90.ShouldBe(1);
        var two = Read($"{Line(100, "GET", "/a", 200, tail: "10.000")}\n{Line(100, "GET", "/a", 200, tail: "10.000")}");
        two.ConcurrencyP90.ShouldBe(2);
    }

    [Theory]
    [InlineData(40, 1.0)] // not two thirds
    [InlineData(59, 1.0)]
    [InlineData(60, 1.0)] // from half past a minute on, as all of these: not a half
    [InlineData(89, 1.0)]
    [InlineData(90, 1.0)]
    [InlineData(119, 1.0)]
    [InlineData(120, 1.0)]
    [InlineData(1, 1.0)]
    public void One_request_a_second_is_one_a_second_however_short_the_log(int seconds, double rate)
    {
        var log = Read(string.Join('\n', Enumerable.Range(0, seconds).Select(i => Line(630 + i, "GET", "/a", 200))));
        (log.All!.Minute.PerSecond, log.Reads!.Minute.PerSecond, log.IsShort).ShouldBe((rate, rate, seconds < 60));
        log.Span.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(601, 118)] // no minute of the clock is whole
    [InlineData(659, 61)]
    [InlineData(1170, 60)] // over the border of two blocks
    public void A_log_that_is_shorter_than_two_minutes_has_a_minute_wherever_it_begins(int start, int seconds)
    {
        var log = Read(string.Join('\n', Enumerable.Range(0, seconds).Select(i => Line(start + i, "GET", "/a", 200))));
        log.All!.Minute.PerSecond.ShouldBe(1);
        log.All.Minute.At.ShouldBe(log.Time!.Value.From);
    }

    [Fact]
    public void A_burst_of_a_log_that_is_shorter_than_two_minutes_is_not_thinned_by_what_comes_after_it()
    {
        var burst = Enumerable.Range(0, 600).Select(i => Line(601 + (i / 20), "GET", "/a", 200));
        var log = Read(string.Join('\n', burst.Append(Line(718, "GET", "/a", 200))));
        (log.All!.Minute.PerSecond, log.IsShort).ShouldBe((10, false));
        log.Span.ShouldBe(TimeSpan.FromSeconds(118));
    }

    [Fact]
    public void Finds_the_busiest_second_and_minute_of_reads_and_writes_whatever_the_order()
    {
        var lines = Enumerable.Range(0, 60).Select(i => Line(600 + i, "GET", "/a", 200))
            .Concat(Enumerable.Range(0, 30).Select(_ => Line(700, "POST", "/a", 201)))
            .Append(Line(0, "GET", "/b", 200)).Append(Line(1200, "PURGE", "/b", 200)).Reverse();
        var log = Read(string.Join('\n', lines));
        (log.All!.Second.PerSecond, log.All.Second.At.ToUnixTimeSeconds() % 1200, log.All.Minute.PerSecond).ShouldBe((30, 700, 1));
        (log.Reads!.Second.PerSecond, log.Reads.Minute.PerSecond, log.Reads.Count).ShouldBe((1, 1, 61));
        (log.Writes!.Second.PerSecond, log.Writes.Minute.PerSecond, log.Writes.Count).ShouldBe((30, 0.5, 30));
        (log.Time!.Value.To - log.Time.Value.From).ShouldBe(TimeSpan.FromSeconds(1200));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("\0\0\0\0")]
    [InlineData("""10.0.0.1 - - [10/Oct/2026:13:55:36 +0200] "-" 408 0 "-" "-" """)]
    [InlineData("""10.0.0.1 - - [10/Oct/2026:13:55:36 +0200] "\x16\x03\x01" 400 0""")]
    [InlineData("""10.0.0.1 - - [31/Feb/2026:13:55:36 +0200] "GET / HTTP/1.1" 200 0""")]
    [InlineData("""10.0.0.1 - - [10/Oct/2026:25:55:36 +0200] "GET / HTTP/1.1" 200 0""")]
    [InlineData("""10.0.0.1 - - [10/Oct/2026:13:55:36 +0200] "GET / HTTP/1.1" 999 0""")]
    [InlineData("""10.0.0.1 - - [10/Oct/2026:13:55:36 +0200] "GET / HTTP/1.1" 200 """)]
    [InlineData("""10.0.0.1 - - [10/Oct/2026:13:55:36 +0200] "GET / HTTP/1.1" 200 many""")]
    [InlineData("""10.0.0.1 - - [10/Oct/2026:13:55:36 +0200] "GET /\""")]
    [InlineData("""{"time":1,"method":"GET","path":"/","status":200""")]
    [InlineData("""{"method":"GET","path":"/","status":200}""")]
    [InlineData("{")]
    [InlineData("{\"\\")]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public void Counts_a_line_that_is_no_request_and_goes_on(string line)
    {
        var log = Read($"{line}\n{Combined}\n");
        (log.Requests, log.Malformed).ShouldBe((1, line.Length == 0 ? 0 : 1));
    }

    [Fact]
    public void A_giant_line_is_malformed_and_the_next_one_is_read()
    {
        var log = Read($"{Combined}\n{new string('x', 5_000_000)}\n{Combined}");
        (log.Lines, log.Requests, log.Malformed).ShouldBe((3, 2, 1));
        log.FirstMalformed!.Value.Line.ShouldBe(2);
        log.FirstMalformed.Value.Text.Length.ShouldBeLessThan(100);
    }

    [Theory]
    [InlineData("no request \u4e8c", "no request \u4e8c")]
    [InlineData("78 \U0001F600\U0001F600", "78…")]
    [InlineData("80 ", "80")]
    public void A_line_that_is_no_request_is_shown_without_half_characters(string line, string expected)
    {
        var (full, shown) = (Filled(line), Filled(expected));

        Read($"{full}\n{Combined}").FirstMalformed!.Value.Text.ShouldBe(shown);

        static string Filled(string text) => char.IsDigit(text[0]) ? new string('x', int.Parse(text[..2])) + text[2..].Trim() : text;
    }

    [Fact]
    public void Any_bytes_in_pieces_of_any_size_are_read_alike() =>
        Prop.ForAll(Arb.From(Gen.Choose(1, 300)), Arb.From(ArbMap.Default.GeneratorFor<byte[]>()), (size, noise) =>
        {
            byte[] data = [.. Encoding.UTF8.GetBytes($"{Combined}\r\n"), .. noise, (byte)'\n', .. Encoding.UTF8.GetBytes($"{Combined}\n{{\"a\":"), .. noise];
            var (whole, pieces) = (new AccessLogScan(), new AccessLogScan());
            whole.Feed(data);
            foreach (var piece in data.Chunk(size))
            {
                pieces.Feed(piece);
            }

            whole.EndFile();
            pieces.EndFile();
            var (left, right) = (whole.Summary(), pieces.Summary());
            return left.Requests >= 2 && (left.Lines, left.Requests, left.Malformed) == (right.Lines, right.Requests, right.Malformed)
                && left.Routes.Select(static route => route.Requests).SequenceEqual(right.Routes.Select(static route => route.Requests));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_file_may_be_gzip_and_may_end_early()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 20_000).Select(i => Line(i, "GET", $"/clips/{i * 7919 % 1000}", 200)))));
        }

        var whole = new AccessLogScan();
        AccessLogFile.Read(new MemoryStream(packed.ToArray()), whole, default).ShouldBeNull();
        whole.Summary().Requests.ShouldBe(20_000);

        var cut = new AccessLogScan();
        AccessLogFile.Read(new MemoryStream(packed.ToArray()[..^2000]), cut, default).ShouldNotBeNull();
        cut.Summary().Requests.ShouldBeInRange(1, 19_999);
    }

    [Fact]
    public void Times_beyond_a_month_of_traffic_are_counted_not_kept()
    {
        var log = Read(string.Join('\n', Enumerable.Range(0, 5000).Select(i => Line(i * 600L, "GET", "/", 200))));
        (log.Requests, log.Beyond).ShouldBe((5000, 5000 - (31 * 24 * 6)));
    }

    internal static string Line(long second, string method, string target, int status, long bytes = 10, string tail = "") =>
        $"10.0.0.1 - - [{DateTimeOffset.FromUnixTimeSeconds(1_791_600_000 + second).ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture)} +0000] \"{method} {target} HTTP/1.1\" {status} {bytes} \"-\" \"agent\" {tail}".TrimEnd();

    internal static AccessLogSummary Read(string text, TimeSpan? unit = null)
    {
        var scan = new AccessLogScan(unit);
        scan.Feed(Encoding.UTF8.GetBytes(text));
        scan.EndFile();
        return scan.Summary();
    }
}
