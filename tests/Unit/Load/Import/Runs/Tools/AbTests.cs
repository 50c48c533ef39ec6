using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.Tools;

public class AbTests
{
    [Fact]
    public void Answers_of_another_length_are_no_failures_and_other_statuses_are()
    {
        var run = ImportedText.Run(Samples.Ab);
        (run.Requests, run.HttpReqFailed, run.DurationS).ShouldBe((1000, new Ratio(0.008), 1.234));
        run.Remarks.ShouldBe(["200 answers differ from the first in length: ab calls them failed"]);
        var endpoint = run.Endpoints!.ShouldHaveSingleItem();
        (endpoint.Name, endpoint.Failed, endpoint.FailedByClass.Text()).ShouldBe(("/feed", 8, "transport 5"));
    }

    [Fact]
    public void Reads_whole_milliseconds()
    {
        var latency = ImportedText.Run(Samples.Ab).HttpReqDuration!;
        (latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms).ShouldBe((11, 16, 18, 30));
        (latency.MeanMs, latency.MinMs, latency.MaxMs).ShouldBe((12, 2, 41));
    }

    [Fact]
    public void Without_a_line_of_refusals_there_were_none()
    {
        var text = Samples.Ab.Replace("Failed requests:        205\n   (Connect: 0, Receive: 5, Length: 200, Exceptions: 0)\nNon-2xx responses:      3\n", "Failed requests:        0\n", StringComparison.Ordinal);
        (ImportedText.Run(text).HttpReqFailed, ImportedText.Run(text).Remarks.Count).ShouldBe((new Ratio(0), 0));
    }

    [Fact]
    public void Failures_of_unknown_kind_are_unknown() =>
        ImportedText.Run(Samples.Ab.Replace("   (Connect: 0, Receive: 5, Length: 200, Exceptions: 0)\n", "", StringComparison.Ordinal)).HttpReqFailed.ShouldBeNull();

    [Fact]
    public void Before_version_2_3_there_is_no_field_for_errors_of_receiving() =>
        ImportedText.Run(Samples.Ab.Replace("Connect: 0, Receive: 5,", "Connect: 2,", StringComparison.Ordinal)).Endpoints![0].Failed.ShouldBe(5);

    [Theory]
    [InlineData(68L, 68L, 71L)]
    [InlineData(3L, 266L, 269L)]
    [InlineData(1000L, 1000L, 1000L)]
    public void A_connection_that_broke_is_one_failure_however_often_ab_counts_it(long received, long polled, long failed) => ImportedText.Run(Samples.Ab.Replace(
        "Receive: 5, Length: 200, Exceptions: 0", $"Receive: {received}, Length: {received}, Exceptions: {polled}", StringComparison.Ordinal)).Endpoints![0].Failed.ShouldBe(failed);

    [Fact]
    public void A_report_that_ends_early_and_two_in_one_file_are_refused()
    {
        ImportedText.Fault("ab", "text", "This is ApacheBench, Version 2.3\n\nTotal of 950 requests completed\n").ShouldBe(
            (3, "the report ends without 'Complete requests'; expected the whole text of ab"));
        ImportedText.Fault("ab", "text", Samples.Ab + "\n" + Samples.Ab).Reason.ShouldContain("expected one a file");
    }

    [Fact]
    public void The_table_of_percentiles_has_fractions_and_nothing_else()
    {
        var run = ImportedText.Run(Samples.AbPercentiles);
        (run.HttpReqDuration!.P50Ms, run.HttpReqDuration.P95Ms, run.HttpReqDuration.P99Ms, run.HttpReqDuration.MaxMs).ShouldBe((11.204, 18.333, 30.5, null));
        (run.Requests, run.HttpReqFailed, run.Endpoints).ShouldBe((null, null, null));
        ImportedText.Fault("ab", "percentiles-csv", "Percentage served,Time in ms\n50,soon\n").Line.ShouldBe(2);
    }

    [Fact]
    public void The_table_of_requests_does_not_tell_failures()
    {
        var run = ImportedText.Run(Samples.AbGnuplot);
        (run.Requests, run.HttpReqFailed, run.HttpReqDuration!.P50Ms).ShouldBe((2, null, 20));
        run.StartedAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        (run.Endpoints![0].Failed, run.Endpoints[0].FailedByClass, run.Endpoints[0].Failures).ShouldBe((null, null, null));
    }
}
