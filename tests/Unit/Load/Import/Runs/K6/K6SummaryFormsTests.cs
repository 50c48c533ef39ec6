using System.Text;
using System.Text.Json;
using Headroom.Load.Import.Runs;
using Headroom.Load.Import.Runs.K6;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.K6;

public class K6SummaryFormsTests
{
    [Fact]
    public void Takes_the_figures_of_the_export_as_they_are()
    {
        var run = K6Files.Read(K6Files.Export);
        run.Requests.ShouldBe(7385);
        run.HttpReqDuration.ShouldBe(new ImportedLatency
        {
            P50Ms = 0.327003,
            P90Ms = 2.2432872,
            P95Ms = 4.708492399999974,
            P99Ms = 16.40632784,
            MeanMs = 1.233563470412998,
            MinMs = 0,
            MaxMs = 163.489788,
        });
        run.HttpReqFailed!.Value.Value.ShouldBe(0.1023696682464455);
        run.ChecksPass!.Value.Value.ShouldBe(0.9082759271491931);
        run.StartedAt.ShouldBeNull();
        run.DurationS!.Value.ShouldBe(20.04404, 1e-4);
    }

    [Fact]
    public void Takes_true_of_an_exported_threshold_as_crossed() => K6Files.Read(K6Files.Export).Thresholds!.ShouldBe(
        [
            new ImportedThreshold("order_ok", "rate>0.5", true),
            new ImportedThreshold("http_req_duration{scenario:checkout}", "max>=0", true),
            new ImportedThreshold("http_req_failed", "rate<0.01", false),
            new ImportedThreshold("checks{kind:status}", "rate>0.95", false),
            new ImportedThreshold("http_req_duration{name:POST /orders}", "p(95)<400", true),
            new ImportedThreshold("http_req_duration", "p(95)<500", true),
            new ImportedThreshold("http_req_duration", "p(99)<800", true),
            new ImportedThreshold("http_req_duration{name:GET /feed}", "p(95)<300", true),
        ]);

    [Fact]
    public void Takes_ok_of_a_threshold_as_passed()
    {
        var thresholds = K6Files.Read("handleSummary.json").Thresholds!;
        thresholds.Count.ShouldBe(8);
        thresholds.Where(static threshold => threshold.Passed is false).Select(static threshold => threshold.Metric)
            .ShouldBe(["checks{kind:status}", "http_req_failed"]);
        thresholds.ShouldNotContain(static threshold => threshold.Passed == null);
    }

    [Fact]
    public void Names_checks_with_their_groups_whether_they_are_objects_or_lists()
    {
        const string Detail = "Home::Detail \"quoted\", comma::";
        K6Files.Read(K6Files.Export).Checks!.ShouldBe(
        [
            new ImportedCheck("Home::feed is 200", 2903, 329),
            new ImportedCheck($"{Detail}clip is 200", 2910, 322),
            new ImportedCheck($"{Detail}not rate limited", 2996, 236),
            new ImportedCheck("order accepted", 816, 85),
        ]);
        K6Files.Read("handleSummary.json").Checks!.ShouldBe(
        [
            new ImportedCheck($"{Detail}clip is 200", 1504, 165),
            new ImportedCheck($"{Detail}not rate limited", 1555, 114),
            new ImportedCheck("Home::feed is 200", 1503, 166),
            new ImportedCheck("order accepted", 331, 30),
        ]);
    }

    [Fact]
    public void Takes_endpoints_from_sub_metrics_by_name_and_from_no_others()
    {
        var endpoints = K6Files.Read(K6Files.Export).Endpoints!;
        endpoints.Select(static endpoint => (endpoint.Name, endpoint.Method, endpoint.Requests, endpoint.P95Ms)).ShouldBe(
        [
            ("GET /feed", "GET", 3232, 5.654601649999995),
            ("POST /orders", "POST", 901, 5.083434),
        ]);
        endpoints[0].Failed.ShouldBeNull();
        endpoints[0].Status.ShouldBeNull();
        endpoints[0].Failures.ShouldBeNull();
    }

    [Fact]
    public void Takes_the_failed_requests_of_an_endpoint_from_passes()
    {
        var endpoint = K6Files.ReadText("""
            {"metrics": {"http_reqs{name:buy}": {"count": 9, "rate": 3}, "http_req_failed{name:buy}": {"passes": 2, "fails": 7, "value": 0.2222},
              "http_reqs": {"count": 10, "rate": 4}}, "root_group": {}}
            """).Endpoints!.ShouldHaveSingleItem();
        (endpoint.Name, endpoint.Method, endpoint.Requests, endpoint.Failed, endpoint.P95Ms).ShouldBe(("buy", null, 9, 2, null));
    }

    [Fact]
    public void Reads_the_figures_of_a_script_s_own_summary()
    {
        var run = K6Files.Read("handleSummary.json");
        run.Requests.ShouldBe(3719);
        run.DurationS!.Value.ShouldBe(11.04100637, 1e-12);
        run.HttpReqDuration!.P99Ms.ShouldBe(0.976716600000002);
        run.HttpReqFailed!.Value.Value.ShouldBe(0.10244689432643184);
        run.ChecksPass!.Value.Value.ShouldBe(0.9115126676602087);
        run.Endpoints!.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("handleSummary_new.json", 3703, 1.4083530999999951, 0.1064002160410478, 0.9111152694610778, 11.021214455)]
    [InlineData("summary_new_machine_readable.json", 3714, 0.8631347999999998, 0.10096930533117932, 0.9113971274016042, 11.052695577)]
    public void Reads_the_machine_readable_summary(string name, long requests, double p95, double failed, double checks, double seconds)
    {
        var run = K6Files.Read(name);
        run.Requests.ShouldBe(requests);
        (run.HttpReqDuration!.P95Ms, run.HttpReqDuration.P99Ms).ShouldBe((p95, null));
        run.HttpReqFailed!.Value.Value.ShouldBe(failed);
        run.ChecksPass!.Value.Value.ShouldBe(checks);
        run.DurationS.ShouldBe(seconds);
        run.Thresholds.ShouldBeNull();
        run.Checks!.Select(static check => check.Name).ShouldBe(["feed is 200", "clip is 200", "not rate limited", "order accepted"]);
        run.Endpoints!.Select(static endpoint => endpoint.Name).ShouldBe(["GET /feed", "POST /orders"]);
        run.Endpoints![0].Requests.ShouldBeNull();
    }

    [Fact]
    public void Lets_a_run_begin_its_duration_before_its_summary_was_made() => K6Files.Read("summary_new_machine_readable.json").StartedAt!.Value
        .ShouldBe(new DateTimeOffset(2026, 11, 21, 2, 6, 46, TimeSpan.Zero).AddSeconds(0.558368435), TimeSpan.FromMilliseconds(1));

    [Fact]
    public void Keeps_nothing_of_the_script() =>
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(
            new ImportedRuns { Runs = [K6Files.Read("handleSummary_new.json")], Claims = [], Failures = [] }, ModelJson.Imported))
            .ShouldNotContain("k6/http");

    [Fact]
    public void Reads_a_run_whose_thresholds_all_hold()
    {
        var run = K6Files.Read("summary_pass.json");
        run.Thresholds!.ShouldBe([new ImportedThreshold("http_req_duration", "p(95)<5000", true)]);
        (run.Requests, run.HttpReqDuration!.P95Ms, run.HttpReqDuration.P99Ms).ShouldBe((20, 0.5706124500000002, null));
        run.HttpReqFailed!.Value.Value.ShouldBe(0);
        run.ChecksPass.ShouldBeNull();
        run.Checks.ShouldBeNull();
        run.Endpoints.ShouldBeNull();
    }

    [Fact]
    public void Leaves_unknown_what_a_summary_does_not_hold()
    {
        var run = K6Files.ReadText("""{"metrics": {"iterations": {"count": 0, "rate": 0}, "vus_max": {"value": 1}}, "root_group": {"checks": {}}}""");
        (run.Requests, run.HttpReqDuration, run.HttpReqFailed, run.ChecksPass, run.DurationS).ShouldBe((null, null, null, null, null));
        run.Thresholds!.ShouldBeEmpty();
    }

    [Fact]
    public void Says_where_a_summary_is_damaged()
    {
        var fault = Should.Throw<RunFormException>(static () => K6Files.ReadText("{\n \"root_group\": {},\n \"metrics\": {\"a\": }\n}"));
        fault.Line.ShouldBe(3);
        fault.Message.ShouldContain("no valid JSON");
        Should.Throw<RunFormException>(static () => K6Files.ReadText("{\"root_group\": {}}")).Message.ShouldContain("no metrics");
    }

    [Fact]
    public void Refuses_a_summary_of_more_than_16_MiB()
    {
        using var endless = new Endless("{\"root_group\": {}, \"metrics\": {\"http_reqs\": [   "u8.ToArray());
        Should.Throw<RunFormException>(() => K6JsonSummary.Read(K6Files.Source("big.json", endless)))
            .Message.ShouldStartWith("larger than 16777216 bytes");
    }

    // Begins as it is told, and goes on with blanks for ever.
    private sealed class Endless(byte[] start) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _at;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var place = 0; place < count; place++)
            {
                buffer[offset + place] = _at < start.Length ? start[_at++] : (byte)' ';
            }

            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
