using System.Globalization;
using System.Text;
using Headroom.Load.Import.Runs;
using Headroom.Load.Import.Runs.K6;
using Headroom.Model.Results;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.K6;

/// <summary>The single samples, as JSON and as CSV: the export of the same run is their oracle.</summary>
public class K6StreamTests
{
    [Theory]
    [InlineData(K6Files.Ndjson)]
    [InlineData(K6Files.Csv)]
    public void Has_the_percentiles_of_k6(string name)
    {
        var run = K6Files.Read(name);
        ShouldBeK6s(run.HttpReqDuration!, "http_req_duration");
        ShouldBeK6s(run.Endpoints!.Single(static endpoint => endpoint.Name == "GET /feed").Latency!, "http_req_duration{name:GET /feed}");
        ShouldBeK6s(run.Endpoints!.Single(static endpoint => endpoint.Name == "POST /orders").Latency!, "http_req_duration{name:POST /orders}");
    }

    [Theory]
    [InlineData(K6Files.Ndjson)]
    [InlineData(K6Files.Csv)]
    public void Counts_as_k6_counted(string name)
    {
        var run = K6Files.Read(name);
        run.Requests.ShouldBe((long)K6Files.Oracle("http_reqs", "count"));
        run.HttpReqFailed!.Value.Value.ShouldBe(K6Files.Oracle("http_req_failed", "value"), 1e-15);
        run.ChecksPass!.Value.Value.ShouldBe(K6Files.Oracle("checks", "value"), 1e-15);
        run.Endpoints!.Sum(static endpoint => endpoint.Failed).ShouldBe((long)K6Files.Oracle("http_req_failed", "passes"));
        run.Checks!.ShouldBe(K6Files.Read(K6Files.Export).Checks!, ignoreOrder: true);
    }

    [Theory]
    [InlineData(K6Files.Ndjson)]
    [InlineData(K6Files.Csv)]
    public void Tells_endpoints_apart_with_statuses_and_causes(string name)
    {
        var endpoints = K6Files.Read(name).Endpoints!;
        endpoints.Select(static endpoint => (endpoint.Name, endpoint.Method, endpoint.Requests, endpoint.Failed)).ShouldBe(
        [
            ("GET /clips/{id}", "GET", 3232, 322),
            ("GET /feed", "GET", 3232, 329),
            ("GET refused", "GET", 20, 20),
            ("POST /orders", "POST", 901, 85),
        ]);
        endpoints[0].Status!.ShouldBe(new Dictionary<string, long> { ["200"] = 2910, ["429"] = 236, ["503"] = 86 });
        endpoints[0].FailedByClass!.ShouldBe(new Dictionary<string, long> { ["policy"] = 236, ["saturation"] = 86 });
        endpoints[2].Status!.ShouldBe(new Dictionary<string, long> { ["0"] = 20 });
        endpoints[2].FailedByClass!.ShouldBe(new Dictionary<string, long> { ["transport"] = 20 });
        endpoints[2].Errors!.ShouldBe(new Dictionary<string, long> { ["refused"] = 20 });
        endpoints[0].Errors!.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(K6Files.Ndjson)]
    [InlineData(K6Files.Csv)]
    public void Shows_how_failures_look(string name)
    {
        var endpoints = K6Files.Read(name).Endpoints!;
        var clips = endpoints[0].Failures!;
        clips.FailedP50Ms!.Value.ShouldBe(0.295117, 1e-9);
        clips.SucceededP50Ms!.Value.ShouldBe(0.2826075, 1e-9);
        (clips.OnsetRatePerS, clips.FailingSeconds, clips.Seconds).ShouldBe((18, 20, 21));
        var orders = endpoints[3].Failures!;
        (orders.OnsetRatePerS, orders.FailingSeconds, orders.Seconds).ShouldBe((37, 16, 16));
        endpoints[2].Failures!.SucceededP50Ms.ShouldBeNull();
    }

    [Fact]
    public void Knows_when_the_stream_began_and_how_long_it_lasted()
    {
        var run = K6Files.Read(K6Files.Ndjson);
        run.StartedAt!.Value.ShouldBe(
            DateTimeOffset.Parse("2026-11-21T02:06:26.3889091Z", CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(0.001));
        run.DurationS!.Value.ShouldBe(7385 / 368.4386918843883, 0.01);
        var csv = K6Files.Read(K6Files.Csv);
        csv.StartedAt!.Value.ShouldBe(DateTimeOffset.Parse("2026-11-21T02:06:26Z", CultureInfo.InvariantCulture));
        csv.DurationS.ShouldBe(20);
    }

    [Fact]
    public void Judges_the_conditions_that_the_stream_holds_and_says_which_it_does_not()
    {
        var run = K6Files.Read(K6Files.Ndjson);
        run.Thresholds!.ShouldBe(
        [
            new ImportedThreshold("http_req_duration", "p(95)<500", true),
            new ImportedThreshold("http_req_duration", "p(99)<800", true),
            new ImportedThreshold("http_req_failed", "rate<0.01", false),
            new ImportedThreshold("order_ok", "rate>0.5", true),
        ]);
        run.Remarks.ShouldHaveSingleItem().ShouldContain("checks{kind:status}");
        run.Remarks[0].ShouldNotContain("expected_response");
        K6Files.Read(K6Files.Csv).Thresholds.ShouldBeNull();
        K6Files.Read(K6Files.Csv).Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void Stays_within_three_ten_thousandths_when_there_is_no_room_for_every_value()
    {
        var content = K6Files.Bytes(K6Files.Ndjson);
        var run = K6Ndjson.Read(K6Files.Source("stream", new MemoryStream(content)), mostValues: 500);
        run.Requests.ShouldBe(7385);
        foreach (var (value, oracle) in new[]
        {
            (run.HttpReqDuration!.P50Ms, "med"), (run.HttpReqDuration.P90Ms, "p(90)"), (run.HttpReqDuration.P95Ms, "p(95)"),
            (run.HttpReqDuration.P99Ms, "p(99)"), (run.HttpReqDuration.MaxMs, "max"), (run.HttpReqDuration.MinMs, "min"),
        })
        {
            value!.Value.ShouldBe(K6Files.Oracle("http_req_duration", oracle), 1e-9 + (K6Files.Oracle("http_req_duration", oracle) * 3e-4));
        }

        run.Remarks.ShouldContain(static remark => remark.Contains("0.03 %"));
    }

    [Fact]
    public void Reads_the_same_however_the_stream_is_cut()
    {
        foreach (var name in new[] { K6Files.Ndjson, K6Files.Csv })
        {
            var whole = K6Files.Read(name);
            var cut = K6Files.FormOf(name, K6Files.Bytes(name))!.Read(K6Files.Source(name, new Trickle(K6Files.Bytes(name))))!;
            cut.HttpReqDuration.ShouldBe(whole.HttpReqDuration);
            cut.Checks!.ShouldBe(whole.Checks!);
            cut.Endpoints!.Select(static endpoint => endpoint.Failures).ShouldBe(whole.Endpoints!.Select(static endpoint => endpoint.Failures));
        }
    }

    [Fact]
    public void Counts_damaged_lines_and_names_the_first()
    {
        var run = K6Files.Read("s.ndjson", Lines(K6Samples.Request(1), "{\"metric\":\"http_req_dura", "nothing", K6Samples.Request(3), ""));
        run.Requests.ShouldBe(2);
        run.Remarks.ShouldBe(["2 lines are no samples of k6 and were left out; the first is line 2"]);
    }

    [Fact]
    public void Takes_neither_of_two_samples_on_one_line()
    {
        var run = K6Files.Read("s.ndjson", Lines(K6Samples.Request(1), K6Samples.Request(2) + K6Samples.Request(9), K6Samples.Request(3), ""));
        (run.Requests, run.HttpReqDuration!.MaxMs).ShouldBe((2, 3));
        run.Remarks.ShouldBe(["line 2 is no sample of k6 and was left out"]);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("[{}]")]
    public void Takes_a_line_whose_data_are_no_object_for_none(string data)
    {
        var other = $"{{\"metric\":\"http_req_duration\",\"type\":\"Point\",\"data\":{data},\"time\":\"{K6Samples.At}\",\"value\":9}}";
        K6Files.Read("s.ndjson", Lines(K6Samples.Request(1), other, "")).Remarks.ShouldBe(["line 2 is no sample of k6 and was left out"]);
    }

    [Fact]
    public void Takes_a_last_line_that_is_cut_as_the_end_of_a_run_that_was_killed()
    {
        var run = K6Files.Read("s.ndjson", Lines(K6Samples.Request(1), K6Samples.Request(2)[..60]));
        run.Requests.ShouldBe(1);
        run.Remarks.ShouldHaveSingleItem().ShouldStartWith("the last line, 2, is cut");
        K6Files.Read("s.ndjson", Lines(K6Samples.Request(1), K6Samples.Request(2))).Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void Refuses_a_stream_without_any_sample_and_a_table_without_its_header()
    {
        var fault = Should.Throw<RunFormException>(static () => K6Ndjson.Read(K6Files.Source("s", new MemoryStream("\nnothing\nat all\n"u8.ToArray()))));
        fault.Line.ShouldBe(2);
        fault.Message.ShouldContain("expected {\"metric\"");
        Should.Throw<RunFormException>(static () => K6Csv.Read(K6Files.Source("s", new MemoryStream("a,b\n"u8.ToArray())))).Line.ShouldBe(1);
        Should.Throw<RunFormException>(static () => K6Files.Read("s.csv", Encoding.UTF8.GetBytes($"{K6Csv.Header},name\nx,y\n"))).Line.ShouldBe(2);
    }

    [Fact]
    public void Leaves_out_a_line_of_more_than_four_megabytes_and_goes_on()
    {
        var run = K6Files.Read("s.ndjson", Lines(K6Samples.Request(1), new string('x', 9_000_000), K6Samples.Request(2), ""));
        run.Requests.ShouldBe(2);
        run.Remarks.ShouldBe(["line 2 is no sample of k6 and was left out"]);
    }

    [Fact]
    public void Says_where_compressed_data_end_early()
    {
        var run = K6Ndjson.Read(K6Files.Source("s", new Broken(Lines(K6Samples.Request(1), ""))));
        run.Requests.ShouldBe(1);
        run.Remarks.ShouldHaveSingleItem().ShouldStartWith("the compressed data end early, after line 1");
    }

    [Fact]
    public void Keeps_the_number_of_names_bounded_and_says_so()
    {
        var requests = Enumerable.Range(0, 1500).Select(static id => K6Samples.Request(1, $"\"name\":\"http://x/{id}?q=1\",\"method\":\"GET\""));
        var run = K6Files.Read("s.ndjson", Lines([.. requests]));
        run.Endpoints!.Count.ShouldBe(1001);
        run.Endpoints!.Single(static endpoint => endpoint.Name == "(others)").Requests.ShouldBe(500);
        run.Endpoints!.Count(static endpoint => endpoint.Name.StartsWith("GET /", StringComparison.Ordinal)).ShouldBe(1000);
        run.Remarks.ShouldHaveSingleItem().ShouldContain("(others)");
    }

    [Fact]
    public void Reads_streams_whose_lines_end_with_the_metric_as_those_of_old_versions()
    {
        const string Old = """{"type":"Point","data":{"time":"2021-05-09T15:38:50.6+02:00","value":3,"tags":{"name":"a","status":"200"}},"metric":"http_req_duration"}""";
        K6Files.Read("s.ndjson", Lines(Old)).HttpReqDuration!.P50Ms.ShouldBe(3);
    }

    [Fact]
    public void Knows_nothing_of_failures_that_the_script_does_not_record()
    {
        var endpoint = K6Files.Read("s.ndjson", Lines(K6Samples.Request(1))).Endpoints!.ShouldHaveSingleItem();
        (endpoint.Failed, endpoint.FailedByClass, endpoint.Failures).ShouldBe((null, null, null));
    }

    [Theory]
    [InlineData(1050, "timeout")]
    [InlineData(1211, "timeout")]
    [InlineData(1101, "unresolved")]
    [InlineData(1212, "refused")]
    [InlineData(1220, "reset")]
    [InlineData(1310, "tls")]
    public void Tells_why_no_answer_came_by_the_error_code(int code, string kind)
    {
        var lost = K6Samples.Request(0, $"\"name\":\"a\",\"status\":\"0\",\"error_code\":\"{code}\"");
        K6Files.Read("s.ndjson", Lines(lost, K6Samples.Request(1))).Endpoints!.ShouldHaveSingleItem().Errors!.ShouldBe(new Dictionary<string, long> { [kind] = 1 });
    }

    [Theory]
    [InlineData("\"name\":\"a\",\"status\":\"0\"")]
    [InlineData("\"name\":\"a\"")]
    public void Knows_no_kind_of_error_where_the_script_does_not_record_the_code(string tags) =>
        K6Files.Read("s.ndjson", Lines(K6Samples.Request(0, tags))).Endpoints!.ShouldHaveSingleItem().Errors.ShouldBeNull();

    [Fact]
    public void Stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Should.Throw<OperationCanceledException>(() => K6Ndjson.Read(new RunSource("s", new MemoryStream(Lines(K6Samples.Request(1))), stop.Token)));
    }

    private static byte[] Lines(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    private static void ShouldBeK6s(ImportedLatency actual, string metric)
    {
        foreach (var (value, oracle) in new[]
        {
            (actual.P50Ms, "med"), (actual.P90Ms, "p(90)"), (actual.P95Ms, "p(95)"), (actual.P99Ms, "p(99)"),
            (actual.MeanMs, "avg"), (actual.MinMs, "min"), (actual.MaxMs, "max"),
        })
        {
            value!.Value.ShouldBe(K6Files.Oracle(metric, oracle), 1e-9);
        }
    }

    // Gives a few bytes at a time, never the same number.
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        private int _step;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, (++_step * 37 % 4001) + 1));
    }

    // Gives its bytes, then says that what comes is damaged.
    private sealed class Broken(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, count) is > 0 and var read ? read : throw new InvalidDataException("cut");
    }
}
