using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.Tools;

public class WrkTests
{
    [Fact]
    public void Reads_units_and_counts_socket_errors_as_requests_that_failed()
    {
        var run = ImportedText.Run(Samples.Wrk);
        (run.Requests, run.HttpReqFailed, run.StartedAt).ShouldBe((2000, new Ratio(0.1), null));
        run.DurationS!.Value.ShouldBe(30.05, 1e-9);
        var latency = run.HttpReqDuration!;
        latency.P50Ms!.Value.ShouldBe(0.25, 1e-9);
        (latency.P90Ms, latency.P99Ms, latency.MinMs).ShouldBe((1.2, 1020, null));
        latency.MeanMs!.Value.ShouldBe(0.63591, 1e-9);
        latency.MaxMs.ShouldBe(12.92);
        run.Remarks.ShouldHaveSingleItem().ShouldStartWith("3 timeouts");
    }

    [Fact]
    public void A_percentile_that_is_not_printed_is_unknown() => ImportedText.Run(Samples.Wrk).HttpReqDuration!.P95Ms.ShouldBeNull();

    [Fact]
    public void The_endpoint_is_the_path_without_what_may_be_secret()
    {
        var endpoint = ImportedText.Run(Samples.Wrk).Endpoints!.ShouldHaveSingleItem();
        (endpoint.Name, endpoint.Method, endpoint.Failed, endpoint.Status).ShouldBe(("/feed", null, 200, null));
    }

    [Fact]
    public void Few_known_causes_among_many_unknown_ones_are_left_out()
    {
        ImportedText.Run(Samples.Wrk).Endpoints![0].FailedByClass.ShouldBeNull();
        ImportedText.Run(Samples.Wrk.Replace("responses: 190", "responses: 9", StringComparison.Ordinal)).Endpoints![0].FailedByClass.Text().ShouldBe("transport 10");
    }

    [Fact]
    public void Without_lines_of_errors_nothing_failed()
    {
        var whole = Samples.Wrk.Split('\n').Where(static line => !line.Contains("Socket errors", StringComparison.Ordinal) && !line.Contains("Non-2xx", StringComparison.Ordinal));
        var run = ImportedText.Run(string.Join('\n', whole));
        (run.Requests, run.HttpReqFailed).ShouldBe((1990, new Ratio(0)));
    }

    [Fact]
    public void Wrk2_has_a_95th_percentile_in_its_spectrum_and_what_is_uncorrected_is_left_out()
    {
        var run = ImportedText.Run(Samples.Wrk2);
        (run.Tool, run.Requests, run.DurationS).ShouldBe(("wrk2", 60_018, 30));
        var latency = run.HttpReqDuration!;
        (latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms, latency.MeanMs, latency.MaxMs).ShouldBe((6.67, 9.14, 9.871, 11.18, 6.46, 12.34));
    }

    [Theory]
    [InlineData("wrk", "    Latency     0.00us    0.00us   0.00us    -nan%\n")]
    [InlineData("wrk2", "  Thread calibration: mean lat.: 1.000ms, rate sampling interval: 10ms\n    Latency    -nanus     -nanus   0.00us    0.00%\n")]
    public void Where_every_answer_was_too_late_no_latency_is_known(string tool, string statistics)
    {
        var run = ImportedText.Run("Running 5s test @ http://a/\n  1 threads and 10 connections\n" + statistics
            + "  Latency Distribution\n     50%    0.00us\n     99%    0.00us\n  10 requests in 5.00s, 1.00KB read\n  Socket errors: connect 0, read 0, write 0, timeout 10\n");
        (run.Tool, run.Requests, run.HttpReqDuration, run.Endpoints![0].P95Ms).ShouldBe((tool, 10, null, null));
    }

    [Fact]
    public void What_a_script_prints_is_no_count() =>
        ImportedText.Run("thread 1: 5 requests in flight\n" + Samples.Wrk + "\n12 requests in all, so far\n").Requests.ShouldBe(2000);

    [Fact]
    public void Damage_is_refused_with_its_line()
    {
        ImportedText.Fault("wrk", "text", "Running 30s test @ http://a/\n  1 threads and 1 connections\n").ShouldBe(
            (2, "the report ends without '... requests in ...'; expected the whole text of wrk"));
        ImportedText.Fault("wrk", "text", Samples.Wrk + "\n" + Samples.Wrk).Reason.ShouldStartWith("a second run begins here");
        ImportedText.Fault("wrk", "text", Samples.Wrk.Replace("1990 requests", "many requests", StringComparison.Ordinal)).Reason.ShouldStartWith("'many' requests");
    }
}
