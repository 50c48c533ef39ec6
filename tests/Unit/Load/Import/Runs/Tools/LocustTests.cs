using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.Tools;

public class LocustTests
{
    [Fact]
    public void The_aggregated_row_is_the_run_and_the_others_are_endpoints()
    {
        var run = ImportedText.Run(Samples.LocustStats);
        (run.Requests, run.HttpReqFailed, run.StartedAt, run.DurationS).ShouldBe((1000, new Ratio(0.025), null, 1000 / 33.3));
        var latency = run.HttpReqDuration!;
        (latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms).ShouldBe((13, 26, 40, 240));
        (latency.MeanMs, latency.MinMs, latency.MaxMs).ShouldBe((15.975, 3.5, 900.5));
        run.Endpoints!.Select(static endpoint => (endpoint.Method, endpoint.Name, endpoint.Requests, endpoint.Failed, endpoint.P95Ms))
            .ShouldBe([("GET", "/feed", 900, 0, 35), ("POST", "/clips", 100, 25, 90), ("GET", "/never", 0, 0, null)]);
        run.Endpoint("/never").Latency.ShouldBeNull();
    }

    [Theory]
    [InlineData("\"Type\",\"Name\",\"# requests\",\"# failures\",\"Median response time\",\"Average response time\",\"Min response time\",\"Max response time\","
        + "\"Average Content Size\",\"Requests/s\",\"Requests Failed/s\",\"50%\",\"95%\"", "\"None\",\"Aggregated\"", ",12,40", 40.0)]
    [InlineData("\"Method\",\"Name\",\"# requests\",\"# failures\",\"Median response time\",\"Average response time\",\"Min response time\",\"Max response time\","
        + "\"Average Content Size\",\"Requests/s\"", "\"None\",\"Total\"", "", null)]
    public void Before_version_1_the_columns_had_other_names(string header, string all, string percentiles, double? p95)
    {
        var more = percentiles.Length > 0 ? ",0.10" + percentiles : "";
        var run = ImportedText.Run($"{header}\n\"GET\",\"/feed\",100,3,12,15,2,90,1000,3.30{more}\n{all},100,3,12,15,2,90,1000,3.30{more}\n");
        (run.Requests, run.HttpReqFailed, run.HttpReqDuration!.P50Ms, run.HttpReqDuration.P95Ms).ShouldBe((100, new Ratio(0.03), 12, p95));
        (run.HttpReqDuration.MeanMs, run.HttpReqDuration.MinMs, run.HttpReqDuration.MaxMs).ShouldBe((15, 2, 90));
        run.Endpoints!.Select(static endpoint => (endpoint.Method, endpoint.Name, endpoint.Failed)).ShouldBe([("GET", "/feed", 3)]);
    }

    [Fact]
    public void The_history_of_versions_before_1_is_no_table_of_statistics() =>
        ImportedText.FormsOf("run_stats_history.csv", "\"Type\",\"Name\",\"Timestamp\",\"# requests\",\"# failures\",\"Requests/s\",\"Requests Failed/s\","
            + "\"Median response time\",\"Average response time\"\n\"None\",\"Aggregated\",1570000000,5,0,1.0,0.0,9,9\n").ShouldBeEmpty();

    [Fact]
    public void The_history_tells_when_and_how_long_and_no_percentile()
    {
        var run = ImportedText.Run(Samples.LocustHistory);
        run.StartedAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        (run.DurationS, run.Requests, run.HttpReqFailed, run.Endpoints).ShouldBe((30, 1000, new Ratio(0.025), null));
        (run.HttpReqDuration!.P50Ms, run.HttpReqDuration.P95Ms, run.HttpReqDuration.MeanMs).ShouldBe((13, null, 15.975));
    }

    [Fact]
    public void Rows_before_the_first_request_after_the_last_and_before_a_reset_are_no_part_of_the_duration()
    {
        var run = ImportedText.Run("Timestamp,User Count,Type,Name,Total Request Count,Total Failure Count\n"
            + "1700000000,0,,Aggregated,0,0\n1700000005,5,,Aggregated,90,0\n1700000006,5,,Aggregated,0,0\n1700000010,5,,Aggregated,0,0\n"
            + "1700000011,5,GET,/feed,7,0\n1700000011,5,,Aggregated,10,0\n1700000020,5,,Aggregated,100,0\n1700000090,0,,Aggregated,100,0\n");
        (run.Requests, run.StartedAt, run.DurationS).ShouldBe((100, DateTimeOffset.FromUnixTimeSeconds(1_700_000_010), 10));
    }

    [Fact]
    public void A_history_of_one_moment_tells_no_duration() => ImportedText.Run(
        "Timestamp,User Count,Type,Name,Total Request Count,Total Failure Count\n1700000000,1,,Aggregated,5,0\n").DurationS.ShouldBeNull();

    [Fact]
    public void Failures_tell_their_causes_and_not_how_many_requests_there_were()
    {
        var run = ImportedText.Run(Samples.LocustFailures);
        (run.Requests, run.HttpReqFailed, run.HttpReqDuration).ShouldBe((null, null, null));
        var clips = run.Endpoint("/clips");
        (clips.Requests, clips.Failed, clips.FailedByClass.Text()).ShouldBe((null, 25, "policy 20, saturation 4, transport 1"));
        (run.Endpoint("/feed").Failed, run.Endpoint("/feed").FailedByClass).ShouldBe((3, null));
    }

    [Theory]
    [InlineData("CatchResponseError('Got status code 429')", "policy 1")]
    [InlineData("CatchResponseError('status_code=503: busy')", "saturation 1")]
    [InlineData("CatchResponseError('no items in 4290 bytes of code')", "fault 1")]
    [InlineData("SSLError(1, '[SSL: WRONG_VERSION_NUMBER]')", "transport 1")]
    [InlineData("\"gaierror(-2, 'Name or service not known')\"", "transport 1")]
    public void What_a_script_says_tells_the_cause(string error, string expected) => ImportedText.Run(
        $"Method,Name,Error,Occurrences\nGET,/feed,\"{error.Replace("\"", "", StringComparison.Ordinal)}\",1\n").Endpoint("/feed").FailedByClass.Text().ShouldBe(expected);

    [Fact]
    public void The_names_of_its_JSON_are_endpoints_and_the_run_is_their_sum()
    {
        var run = ImportedText.Run(Samples.LocustJson);
        (run.Requests, run.HttpReqFailed, run.DurationS).ShouldBe((1000, new Ratio(0.025), 30.25));
        run.StartedAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250));
        var latency = run.HttpReqDuration!;
        (latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms).ShouldBe((12, 20, 35, 120));
        (latency.MeanMs, latency.MinMs, latency.MaxMs).ShouldBe((15.975, 3.5, 900.5));
        run.Endpoints!.Select(static endpoint => (endpoint.Method, endpoint.Name, endpoint.Requests, endpoint.Failed, endpoint.P95Ms))
            .ShouldBe([("GET", "/feed", 900, 0, 35), ("POST", "/clips", 100, 25, 90)]);
    }

    [Fact]
    public void Requests_without_a_time_have_no_latency_and_a_name_of_one_moment_no_duration()
    {
        var run = ImportedText.Run("""
            [{"name": "/feed", "method": null, "last_request_timestamp": null, "start_time": 1700000000, "num_requests": 2, "num_none_requests": 2, "num_failures": 2,
              "total_response_time": 0, "max_response_time": 0, "min_response_time": null, "response_times": {}}]
            """);

        (run.Requests, run.HttpReqFailed, run.HttpReqDuration, run.DurationS).ShouldBe((2, new Ratio(1), null, null));
        run.Endpoint("/feed").Method.ShouldBeNull();
    }

    [Theory]
    [InlineData("{}", "a JSON object; expected what locust --json prints")]
    [InlineData("""[{"num_failures": 0}]""", "a name without 'num_requests' or 'num_failures'")]
    [InlineData("[5]", "a name without 'num_requests' or 'num_failures'")]
    [InlineData("""[{"num_requests": 1, "num_failures": 0, "response_times": {"soon": 1}}]""", "a response time that is none")]
    [InlineData("""[{"num_requests": 1, "num_failures": 0, "response_times": {"5": -1}}]""", "or without a count")]
    public void JSON_that_is_none_of_its_own_is_refused(string text, string reason) =>
        ImportedText.Fault("locust", "json", text).Reason.ShouldContain(reason);

    [Fact]
    public void Exceptions_of_the_script_are_no_run() =>
        ImportedText.Fault("locust", "exceptions-csv", Samples.LocustExceptions).Reason.ShouldContain("expected _stats.csv");

    [Theory]
    [InlineData("stats-csv", "Type,Name,Request Count,Failure Count\nGET,/,5,0\n", 2L, "no row 'Aggregated'")]
    [InlineData("stats-csv", "Type,Name,Request Count,Failure Count\n,Aggregated,many,0\n", 2L, "'many' in column 'Request Count'")]
    [InlineData("stats-csv", "", null, "it is empty")]
    [InlineData("history-csv", "Timestamp,User Count,Type,Name,Total Request Count\n1700000000,1,GET,/,5\n", 2L, "no row 'Aggregated'")]
    [InlineData("failures-csv", "Method,Name,Error,Occurrences\nGET,/,x,few\n", 2L, "'few' occurrences")]
    public void Damage_is_refused_with_its_line(string form, string text, long? line, string reason)
    {
        var fault = ImportedText.Fault("locust", form, text);
        fault.Line.ShouldBe(line);
        fault.Reason.ShouldContain(reason);
    }
}
