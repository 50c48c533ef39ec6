using System.Text.Json;
using Headroom.Load.K6;
using Headroom.Model.Evidence;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.K6;

public class K6ReaderTests
{
    private const string At = "2026-11-21T02:06:26.5Z";

    [Fact]
    public async Task Counts_as_k6_counted()
    {
        var recording = await RealAsync();
        var run = recording.Metrics;
        run.Endpoints.Sum(static endpoint => endpoint.Requests).ShouldBe((long)Oracle("http_reqs", "count"));
        run.Endpoints.Sum(static endpoint => endpoint.Failed).ShouldBe((long)Oracle("http_req_failed", "passes"));
        run.Generator.Iterations.ShouldBe((long)Oracle("iterations", "count"));
        run.IterationDuration.Count.ShouldBe((long)Oracle("iteration_duration", "count"));
        run.Groups.Sum(static group => group.Duration.Count).ShouldBe((long)Oracle("group_duration", "count"));
        run.Seconds.Sum(static second => second.Requests).ShouldBe((long)Oracle("http_reqs", "count"));
        run.Seconds.Sum(static second => second.Failed).ShouldBe((long)Oracle("http_req_failed", "passes"));
        recording.Received.Value.ShouldBe((long)Oracle("data_received", "count"));
        recording.Sent.Value.ShouldBe((long)Oracle("data_sent", "count"));
        run.Generator.PeakVus.ShouldBe((int)Oracle("vus", "max"));
    }

    [Fact]
    public async Task Tells_endpoints_apart_by_name_with_statuses_and_errors()
    {
        var endpoints = (await RealAsync()).Metrics.Endpoints.ToDictionary(static endpoint => endpoint.Endpoint);
        endpoints.Keys.Order().ShouldBe(["GET /clips/{id}", "GET /feed", "GET refused", "POST /orders"]);
        endpoints["GET /feed"].Requests.ShouldBe((long)Oracle("http_req_duration{name:GET /feed}", "count"));
        endpoints["POST /orders"].Requests.ShouldBe((long)Oracle("http_req_duration{name:POST /orders}", "count"));
        endpoints["GET refused"].Errors.ShouldBe(new Dictionary<string, long> { ["refused"] = endpoints["GET refused"].Requests });
        endpoints["GET refused"].Status.ShouldBeEmpty();
        endpoints["GET refused"].Latency.Count.ShouldBe(0);

        // 2910 of 3232 replies of this endpoint were 200, 236 were 429 by the script's checks.
        endpoints["GET /clips/{id}"].Status.ShouldBe(new Dictionary<string, long> { ["200"] = 2910, ["429"] = 236, ["503"] = 86 });
        endpoints["GET /clips/{id}"].Failed.ShouldBe(322);
        endpoints["GET /feed"].Status["200"].ShouldBe(2903);
    }

    [Fact]
    public async Task Times_as_k6_timed()
    {
        var run = (await RealAsync()).Metrics;
        var all = Histogram.Merged(run.Endpoints.Select(static endpoint => endpoint.Service));
        ShouldAgree(all, "http_req_duration");
        ShouldAgree(run.Endpoints.Single(static endpoint => endpoint.Endpoint == "GET /feed").Service, "http_req_duration{name:GET /feed}");
        ShouldAgree(run.Endpoints.Single(static endpoint => endpoint.Endpoint == "POST /orders").Service, "http_req_duration{name:POST /orders}");
        ShouldAgree(run.IterationDuration, "iteration_duration");
        ShouldAgree(Histogram.Merged(run.Groups.Select(static group => group.Duration)), "group_duration");
    }

    [Fact]
    public async Task Counts_checks_over_all_groups()
    {
        var checks = (await RealAsync()).Checks;
        checks.ShouldBe([
            new CheckMetrics("clip is 200", 2910, 322),
            new CheckMetrics("feed is 200", 2903, 329),
            new CheckMetrics("not rate limited", 2996, 236),
            new CheckMetrics("order accepted", 816, 85),
        ]);
        checks.Sum(static check => check.Passes).ShouldBe((long)Oracle("checks", "passes"));
    }

    [Fact]
    public async Task Names_nested_groups_and_spans_the_run()
    {
        var run = (await RealAsync()).Metrics;
        run.Groups.Select(static group => group.Name).ShouldBe(["Home", "Home::Detail \"quoted\", comma"]);
        run.Window.Duration.TotalSeconds.ShouldBeInRange(19, 21);
        run.Seconds.Select(static second => second.Second).ShouldBe(Enumerable.Range(0, run.Seconds.Count));
        run.Provenance.ShouldBe("k6 run script.js");
    }

    [Fact]
    public async Task Reads_the_same_however_the_stream_is_cut()
    {
        var bytes = Fixtures.Stream();
        var whole = Fixtures.Record(await Fixtures.ReadAsync(new MemoryStream(bytes)));
        var cut = Fixtures.Record(await Fixtures.ReadAsync(new Trickle(bytes)));
        cut.Checks.ShouldBe(whole.Checks);
        cut.Metrics.Seconds.ShouldBe(whole.Metrics.Seconds);
        cut.Metrics.Endpoints.Select(static endpoint => endpoint.Service.SumNs).ShouldBe(whole.Metrics.Endpoints.Select(static endpoint => endpoint.Service.SumNs));
    }

    [Fact]
    public async Task Tells_where_the_run_stands_every_second()
    {
        var calls = 0;
        var reader = await Fixtures.ReadAsync(new MemoryStream(Fixtures.Stream()), () => calls++);
        calls.ShouldBeGreaterThan(15);
        var progress = reader.Progress(TimeSpan.FromSeconds(20));
        progress.Requests.ShouldBe((long)Oracle("http_reqs", "count"));
        progress.ErrorsByKind["refused"].ShouldBe(progress.Endpoints.Single(static endpoint => endpoint.Name == "GET refused").Requests);
        progress.P99.ShouldNotBeNull();
    }

    [Fact]
    public async Task Survives_lines_that_are_no_samples()
    {
        string[] strange =
        [
            "", "handled", "{", "[]", "null", "{}", "{\"metric\":5}", "{\"metric\":\"checks\",\"type\":\"Point\"}",
            "{\"metric\":\"checks\",\"type\":\"Point\",\"data\":{\"time\":\"yesterday\",\"value\":1,\"tags\":{\"check\":\"a\"}}}",
            "{\"metric\":\"checks\",\"type\":\"Point\",\"data\":{\"time\":\"2026-11-21T02:06:26Z\",\"value\":\"1\",\"tags\":{}}}",
            "{\"metric\":\"http_req_duration\",\"type\":\"Point\",\"data\":{\"time\":\"2026-11-21T02:06:26Z\",\"value\":1e400,\"tags\":{}}}",
            "{\"metric\":\"checks\",\"type\":\"Point\",\"data\":", new string('x', 3_000_000), new string('[', 5000),
        ];
        var recording = await Fixtures.RecordAsync([.. strange, Point("http_req_duration", 2, "\"name\":\"a\",\"status\":\"200\"")]);
        recording.Metrics.Endpoints.ShouldHaveSingleItem().Service.MaxNs.ShouldBe(2_000_000);
        recording.Checks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Makes_an_endpoint_of_an_address_without_its_query()
    {
        var recording = await Fixtures.RecordAsync(
            Point("http_req_duration", 1, "\"method\":\"GET\",\"name\":\"http://127.0.0.1:80/a/b?c=1\",\"url\":\"http://127.0.0.1:80/a/b?c=1\",\"status\":\"200\""),
            Point("http_req_duration", 1, "\"method\":\"GET\",\"name\":\"http://127.0.0.1:80/a/b?c=2\",\"status\":\"404\""),
            Point("http_req_duration", 1, "\"method\":\"POST\",\"url\":\"https://localhost/\",\"status\":\"200\""),
            Point("http_req_duration", 1, "\"method\":\"POST\",\"name\":\"buy it\",\"status\":\"200\""),
            Point("http_req_duration", 1, ""));
        recording.Metrics.Endpoints.Select(static endpoint => (endpoint.Endpoint, endpoint.Requests))
            .ShouldBe([("(unnamed)", 1), ("GET /a/b", 2), ("POST /", 1), ("buy it", 1)]);
    }

    [Theory]
    [InlineData("0", "1212", "refused", 0)]
    [InlineData("0", "1050", "timeout", 1)]
    [InlineData("0", "1211", "timeout", 1)]
    [InlineData("0", "1101", "unresolved", 0)]
    [InlineData("0", "1220", "reset", 0)]
    [InlineData("0", "1310", "tls", 0)]
    [InlineData("0", "1210", "unreachable", 0)]
    [InlineData("0", "1000", "protocol", 0)]
    public async Task Tells_the_kind_of_a_transport_error(string status, string code, string kind, int timed)
    {
        var endpoint = (await Fixtures.RecordAsync(Point("http_req_duration", 5, $"\"name\":\"a\",\"status\":\"{status}\",\"error_code\":\"{code}\"")))
            .Metrics.Endpoints.ShouldHaveSingleItem();
        endpoint.Errors.ShouldBe(new Dictionary<string, long> { [kind] = 1 });
        endpoint.Status.ShouldBeEmpty();
        (endpoint.Service.Count, endpoint.Latency.Count).ShouldBe((1, timed));
    }

    [Fact]
    public async Task Counts_a_bad_status_as_a_status_not_as_an_error()
    {
        var endpoint = (await Fixtures.RecordAsync(
            Point("http_req_duration", 5, "\"name\":\"a\",\"status\":\"503\",\"error_code\":\"1503\""),
            Point("http_req_failed", 1, "\"name\":\"a\",\"status\":\"503\",\"error_code\":\"1503\""))).Metrics.Endpoints.ShouldHaveSingleItem();
        endpoint.Status.ShouldBe(new Dictionary<string, long> { ["503"] = 1 });
        (endpoint.Errors.Count, endpoint.Failed).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Keeps_the_number_of_endpoints_bounded()
    {
        var points = Enumerable.Range(0, K6Reader.MaxEndpoints + 500).Select(static id => Point("http_req_duration", 1, $"\"method\":\"GET\",\"name\":\"http://x/{id}\""));
        var endpoints = (await Fixtures.RecordAsync([.. points])).Metrics.Endpoints;
        endpoints.Count.ShouldBe(K6Reader.MaxEndpoints + 1);
        endpoints.Single(static endpoint => endpoint.Endpoint == K6Reader.OtherEndpoints).Requests.ShouldBe(500);
    }

    [Fact]
    public async Task Takes_dropped_iterations_as_saturation_of_the_target() =>
        (await Fixtures.RecordAsync(Point("dropped_iterations", 3, ""), Point("dropped_iterations", 2, ""))).Metrics.Generator.DroppedByTarget.ShouldBe(5);

    [Fact]
    public async Task Measures_nothing_of_an_empty_stream()
    {
        var run = (await Fixtures.RecordAsync()).Metrics;
        (run.Endpoints.Count, run.Seconds.Count, run.Window.Duration).ShouldBe((0, 0, TimeSpan.Zero));
    }

    private static string Point(string metric, double value, string tags) =>
        $"{{\"metric\":\"{metric}\",\"type\":\"Point\",\"data\":{{\"time\":\"{At}\",\"value\":{value},\"tags\":{{{tags}}}}}}}";

    private static async Task<K6Recording> RealAsync()
    {
        var reader = await Fixtures.ReadAsync(new MemoryStream(Fixtures.Stream()));
        reader.Strange.ShouldBe(0);
        return Fixtures.Record(reader);
    }

    private static double Oracle(string metric, string value)
    {
        using var summary = JsonDocument.Parse(Fixtures.Summary());
        return summary.RootElement.GetProperty("metrics").GetProperty(metric).GetProperty(value).GetDouble();
    }

    // k6 interpolates between two neighbouring values: ours must lie within the histogram's error of the values around k6's.
    private static void ShouldAgree(Histogram actual, string metric)
    {
        const double Error = Histogram.MaxRelativeError;
        actual.Count.ShouldBe((long)Oracle(metric, "count"));
        (actual.MeanNs!.Value / 1e6).ShouldBe(Oracle(metric, "avg"), 1e-6);
        (actual.MinNs!.Value / 1e6).ShouldBe(Oracle(metric, "min"), 1e-6);
        (actual.MaxNs!.Value / 1e6).ShouldBe(Oracle(metric, "max"), 1e-6);
        foreach (var (name, quantile) in new[] { ("med", 0.5), ("p(90)", 0.9), ("p(95)", 0.95), ("p(99)", 0.99), ("p(99.9)", 0.999) })
        {
            var place = quantile * (actual.Count - 1);
            var (below, above) = (actual.QuantileNs((Math.Floor(place) + 0.5) / actual.Count)!.Value, actual.QuantileNs((Math.Ceiling(place) + 0.5) / actual.Count)!.Value);
            Oracle(metric, name).ShouldBeInRange(below * (1 - Error) / 1e6, above * (1 + Error) / 1e6);
        }
    }

    // Gives a few bytes at a time, never the same number.
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        private int _step;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, (++_step * 37 % 4001) + 1)], cancellationToken);
    }
}
