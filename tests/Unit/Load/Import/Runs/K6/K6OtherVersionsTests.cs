using System.Globalization;
using System.Text;
using Headroom.Load.Import.Runs.K6;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.K6;

/// <summary>What versions and scripts write of which there is no recording: made by hand after their documentation.</summary>
public class K6OtherVersionsTests
{
    [Fact]
    public void Reads_an_export_without_groups()
    {
        var run = K6Files.ReadText("""
            {"metrics": {"http_req_duration": {"avg": 2, "max": 9, "med": 1, "min": 1, "p(90)": 4, "p(95)": 5, "thresholds": {"p(95)<4": true}},
              "http_reqs": {"count": 40, "rate": 4}, "vus": {"max": 1, "min": 1, "value": 1}}}
            """);
        (run.Form, run.Requests, run.HttpReqDuration!.P95Ms, run.DurationS).ShouldBe(("summary-export", 40, 5, 10));
        run.Thresholds!.ShouldBe([new ImportedThreshold("http_req_duration", "p(95)<4", false)]);
        (run.HttpReqFailed, run.Checks).ShouldBe((null, null));
    }

    [Fact]
    public void Takes_a_share_from_the_counts_beside_it() => K6Files.ReadText("""
        {"metrics": {"checks": {"fails": 1, "passes": 3, "value": 0}, "http_req_failed": {"fails": 8, "passes": 0, "value": 1}}, "root_group": {}}
        """).ShouldSatisfyAllConditions(static run => run.ChecksPass!.Value.Value.ShouldBe(0.75), static run => run.HttpReqFailed!.Value.Value.ShouldBe(0));

    [Fact]
    public void Knows_nothing_of_a_metric_that_has_a_threshold_and_no_sample()
    {
        var run = K6Files.ReadText("""
            {"metrics": {"http_req_failed": {"passes": 0, "fails": 0, "value": 0, "thresholds": {"rate<0.1": false}},
              "http_req_duration": {"avg": 0, "max": 0, "med": 0, "min": 0, "p(90)": 0, "p(95)": 0},
              "http_req_failed{name:GET /a}": {"passes": 0, "fails": 0, "value": 0},
              "http_req_duration{name:GET /a}": {"avg": 0, "max": 0, "med": 0, "min": 0, "p(90)": 0, "p(95)": 0}, "iterations": {"count": 3, "rate": 1}}}
            """);
        (run.HttpReqFailed, run.HttpReqDuration, run.Requests).ShouldBe((null, null, null));
        var endpoint = run.Endpoints!.ShouldHaveSingleItem();
        (endpoint.Latency, endpoint.Failed).ShouldBe((null, null));
        run.Thresholds!.Count.ShouldBe(1);
    }

    [Fact]
    public void Keeps_the_latency_of_requests_that_were_all_refused() => K6Files.ReadText("""
        {"metrics": {"http_reqs": {"count": 3, "rate": 1}, "http_req_duration": {"avg": 0, "max": 0, "med": 0, "min": 0, "p(90)": 0, "p(95)": 0}}}
        """).HttpReqDuration!.P95Ms.ShouldBe(0);

    [Fact]
    public void Takes_an_address_for_its_path_and_adds_up_what_is_one_endpoint()
    {
        var run = K6Files.ReadText("""
            {"root_group": {"name": "", "groups": [{"name": "Home", "groups": [], "checks": [{"name": "ok", "passes": 2, "fails": 1}]}], "checks": []},
             "state": {"testRunDurationMs": 5000},
             "metrics": {
              "http_reqs": {"type": "counter", "contains": "default", "values": {"count": 9, "rate": 1.8}},
              "http_reqs{url:http://127.0.0.1:80/clips?page=1&key=secret}": {"type": "counter", "values": {"count": 4, "rate": 1}},
              "http_reqs{url:http://127.0.0.1:80/clips?page=2&key=secret}": {"type": "counter", "values": {"count": 5, "rate": 1}},
              "http_req_duration{url:http://127.0.0.1:80/clips?page=1&key=secret}": {"type": "trend", "values": {"p(95)": 3}},
              "http_req_duration{url:http://127.0.0.1:80/clips?page=2&key=secret}": {"type": "trend", "values": {"p(95)": 4}},
              "http_req_duration{name:GET /feed}": {"type": "trend", "values": {"p(95)": 7, "p(99.00)": 8}},
              "http_req_duration{name:GET /feed,method:GET}": {"type": "trend", "values": {"p(95)": 7}}}}
            """);
        (run.Form, run.DurationS).ShouldBe(("handle-summary", 5));
        run.Checks!.ShouldBe([new ImportedCheck("Home::ok", 2, 1)]);
        run.Endpoints!.Select(static endpoint => (endpoint.Name, endpoint.Requests, endpoint.P95Ms)).ShouldBe([("/clips", 9, null), ("GET /feed", null, 7)]);
        run.Endpoints![1].Latency!.P99Ms.ShouldBe(8);
    }

    [Theory]
    [InlineData("\"p(95)\"")]
    [InlineData("\"p95\"")]
    [InlineData("\"p(95.00)\"")]
    public void Reads_a_percentile_by_whatever_name(string name) => K6Files.ReadText($$$"""
        {"config": {"duration": 3, "execution": "local", "script": "x"}, "metadata": {"k6_version": "1.8.0"}, "version": "1.0.0", "results":
          {"metrics": [{"name": "http_req_duration", "type": "trend", "values": {"avg": 1, "p99.9": 9, {{{name}}}: 5}}]}}
        """).HttpReqDuration!.P95Ms.ShouldBe(5);

    [Fact]
    public void Reads_a_machine_readable_summary_without_its_script_and_in_the_other_spelling() => K6Files.ReadText("""
        {"config": {"duration": 3, "execution": "local"}, "metadata": {"generatedAt": "2026-01-15T10:30:45Z", "k6Version": "1.8.0"},
          "version": "1.0.0", "results": {"metrics": [{"name": "http_reqs", "type": "counter", "values": {"count": 6}}]}}
        """).ShouldSatisfyAllConditions(
            static run => (run.Form, run.Requests, run.DurationS).ShouldBe(("machine-summary", 6, 3)),
            static run => run.StartedAt.ShouldBe(new DateTimeOffset(2026, 1, 15, 10, 30, 42, TimeSpan.Zero)));

    [Fact]
    public void Says_that_names_beyond_the_thousandth_are_not_listed()
    {
        var metrics = Enumerable.Range(0, 1001).Select(static id => $"\"http_reqs{{name:/a/{id}}}\": {{\"count\": 1, \"rate\": 1}}");
        var run = K6Files.ReadText($"{{\"root_group\": {{}}, \"metrics\": {{{string.Join(',', metrics)}}}}}");
        run.Endpoints!.Count.ShouldBe(1000);
        run.Remarks.ShouldBe(["names of requests beyond the first 1000 are not listed"]);
    }

    [Fact]
    public void Knows_no_checks_of_a_machine_readable_summary_that_counted_none()
    {
        var run = K6Files.ReadText("""
            {"config": {"duration": 3, "execution": "local", "script": "x"}, "metadata": {"k6_version": "1.8.0"}, "version": "1.0.0", "results":
              {"checks": {"metrics": [{"name": "checks_succeeded", "type": "rate", "values": {"matches": 0, "rate": 0, "total": 0}}], "results": null},
               "metrics": [{"name": "http_reqs", "type": "counter", "values": {"count": 6}}]}}
            """);
        (run.Requests, run.ChecksPass, run.Checks).ShouldBe((6, null, null));
    }

    [Theory]
    [InlineData("""{"p(95)<500": {"ok": true}}""", true)]
    [InlineData("""{"p(95)<500": {"ok": false}}""", false)]
    [InlineData("""{"p(95)<500": true}""", false)]
    [InlineData("""{"p(95)<500": null}""", null)]
    [InlineData("""[{"source": "p(95)<500", "ok": true}]""", true)]
    [InlineData("""[{"threshold": "p(95)<500", "abortOnFail": true}]""", null)]
    [InlineData("""["p(95)<500"]""", null)]
    public void Reads_thresholds_in_every_shape(string thresholds, bool? passed) => K6Files.ReadText($$$"""
        {"root_group": {}, "metrics": {"http_req_duration": {"values": {"avg": 1}, "thresholds": {{{thresholds}}} }} }
        """).Thresholds!.ShouldBe([new ImportedThreshold("http_req_duration", "p(95)<500", passed)]);

    [Theory]
    [InlineData("grpc_req_duration")]
    [InlineData("ws_sessions")]
    [InlineData("browser_http_req_duration")]
    public void Says_that_a_run_without_requests_of_HTTP_has_others(string metric)
    {
        var summary = K6Files.ReadText($$"""{"root_group": {}, "metrics": {"iterations": {"count": 4, "rate": 2}, "{{metric}}": {"count": 4} } }""");
        var stream = K6Files.Read("s.ndjson", Encoding.UTF8.GetBytes(
            K6Samples.Point(metric, 1) + "\n" + K6Samples.Point("iterations", 1, at: "2026-11-21T02:06:28.5Z")));
        foreach (var run in new[] { summary, stream })
        {
            (run.Requests, run.HttpReqDuration, run.Endpoints, run.DurationS).ShouldBe((null, null, null, 2));
            run.Remarks.ShouldHaveSingleItem().ShouldContain(metric);
        }
    }

    [Theory]
    [InlineData("\"tags\":null")]
    [InlineData("\"tags\":{}")]
    [InlineData("\"value\":2")]
    public void Reads_samples_without_tags(string tags)
    {
        var endpoint = K6Files.ReadText($$$"""{"metric":"http_req_duration","type":"Point","data":{"time":"{{{K6Samples.At}}}","value":2,{{{tags}}}}}""")
            .Endpoints!.ShouldHaveSingleItem();
        (endpoint.Requests, endpoint.Method, endpoint.Status, endpoint.Errors).ShouldBe((1, null, null, null));
    }

    [Theory]
    [InlineData("::Home::Detail", "Home::Detail::ok")]
    [InlineData("Home", "Home::ok")]
    [InlineData("", "ok")]
    public void Names_a_check_with_its_group_with_or_without_colons(string group, string name) =>
        K6Files.ReadText(K6Samples.Point("checks", 1, $"\"group\":\"{group}\",\"check\":\"ok\"")).Checks!.ShouldBe([new ImportedCheck(name, 1, 0)]);

    [Theory]
    [InlineData("metric", "type", "data")]
    [InlineData("metric", "data", "type")]
    [InlineData("type", "metric", "data")]
    [InlineData("type", "data", "metric")]
    [InlineData("data", "metric", "type")]
    [InlineData("data", "type", "metric")]
    public void Reads_a_stream_whatever_the_order_of_its_keys(string first, string second, string third)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["metric"] = "\"http_req_duration\"",
            ["type"] = "\"Point\"",
            ["data"] = $"{{\"value\":3,\"time\":\"{K6Samples.At}\"}}",
        };
        string[] keys = [first, second, third];
        var fields = string.Join(", ", keys.Select(key => $"\"{key}\": {values[key]}"));
        var run = K6Files.ReadText($"{{ {fields} }}");
        (run.Form, run.HttpReqDuration!.P50Ms).ShouldBe(("ndjson", 3));
    }

    [Fact]
    public void Reads_a_stream_whose_keys_were_sorted()
    {
        var run = K6Files.ReadText(
            $$$"""{"data":{"tags":{"name":"a","status":"200"},"time":"{{{K6Samples.At}}}","value":3},"metric":"http_req_duration","type":"Point"}""");
        (run.Form, run.HttpReqDuration!.P50Ms).ShouldBe(("ndjson", 3));
        K6Files.FormOf("map.json", """{"data":{"type":"Point","coordinates":[1,2]}}"""u8.ToArray()).ShouldBeNull();
    }

    [Theory]
    [InlineData("1641298536", "2022-01-04T12:15:36Z")]
    [InlineData("2022-01-04T12:15:36Z", "2022-01-04T12:15:36Z")]
    [InlineData("2022-01-04T12:15:36.123456789Z", "2022-01-04T12:15:36.1234568Z")]
    [InlineData("1641298536123", "2022-01-04T12:15:36.123Z")]
    public void Reads_a_table_of_an_old_version_with_any_stamp(string stamp, string at)
    {
        var run = K6Files.Read("s.csv", Encoding.UTF8.GetBytes(
            $"{K6Csv.Header},check,error,error_code,group,method,name,proto,status,subproto,tls_version,url,extra_tags\n"
            + $"http_req_duration,{stamp},4.5,,dial: connection refused,1212,::Home,GET,http://127.0.0.1/a?b=c,HTTP/1.1,0,,,http://127.0.0.1/a?b=c,team=web\n"));
        run.StartedAt!.Value.ShouldBe(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), TimeSpan.FromTicks(1));
        var endpoint = run.Endpoints!.ShouldHaveSingleItem();
        (endpoint.Name, endpoint.Failed).ShouldBe(("GET /a", null));
        endpoint.Errors!.ShouldBe(new Dictionary<string, long> { ["refused"] = 1 });
    }

    [Fact]
    public void Keeps_names_that_nobody_could_read_short()
    {
        var run = K6Files.ReadText(K6Samples.Request(1, $"\"name\":\"{new string('x', 100_000)}\""));
        run.Endpoints!.ShouldHaveSingleItem().Name.Length.ShouldBeLessThan(10_000);
    }

    [Theory]
    [InlineData("Uploading...: 50%\nUploading...: 100%\n")]
    [InlineData("✓ uploaded\nFiles...: 2\n")]
    [InlineData("     http_req_duration...: avg=2ms\n       { name:a }...: avg=1ms\n       {  name:a  }...: avg=1ms\n")]
    public void Takes_what_follows_in_a_summary_of_the_old_look_for_no_other_summary(string rest)
    {
        var run = K6Files.ReadText($"     checks...: 75.00% ✓ 3 ✗ 1\n     http_reqs...: 10 5/s\n{rest}");
        (run.Requests, run.ChecksPass, run.Checks, run.Remarks.Count).ShouldBe((10, new Ratio(0.75), null, 0));
    }

    [Fact]
    public void Has_the_checks_of_a_second_summary_of_the_old_look_behind_the_end_of_the_first_run()
    {
        const string First = "     checks...: 100.00% ✓ 2 ✗ 0\n     http_reqs...: 4 2/s\n\nrunning (02.0s), 0/1 VUs, 4 complete and 0 interrupted iterations\n";
        var run = K6Files.ReadText($"{First}     ✗ b\n      ↳  75% — ✓ 3 / ✗ 1\n\n     checks...: 75.00% ✓ 3 ✗ 1\n     http_reqs...: 10 5/s\n");
        run.Requests.ShouldBe(10);
        run.Checks!.ShouldBe([new ImportedCheck("b", 3, 1)]);
    }
}
