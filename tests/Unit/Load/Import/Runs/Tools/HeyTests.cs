using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.Tools;

public class HeyTests
{
    [Fact]
    public void Requests_are_answers_and_errors_and_percentiles_of_answers()
    {
        var run = ImportedText.Run(Samples.HeyText);
        (run.Requests, run.HttpReqFailed, run.DurationS).ShouldBe((205, Ratio.Of(25, 205), 0.4779));
        var latency = run.HttpReqDuration!;
        (latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms).ShouldBe((8, 19, 25, 48));
        latency.MeanMs!.Value.ShouldBe(9.7, 1e-9);
        latency.MinMs!.Value.ShouldBe(1.2, 1e-9);
        latency.MaxMs!.Value.ShouldBe(52.1, 1e-9);
    }

    [Fact]
    public void Tells_the_causes_of_failures()
    {
        var endpoint = ImportedText.Run(Samples.HeyText).Endpoints!.ShouldHaveSingleItem();
        (endpoint.Name, endpoint.Failed).ShouldBe(("(all requests)", 25));
        (endpoint.Status.Text(), endpoint.FailedByClass.Text()).ShouldBe(("0 5, 200 180, 429 20", "policy 20, saturation 1, transport 4"));
        endpoint.Errors.Text().ShouldBe("refused 4, timeout 1");
    }

    [Fact]
    public void A_status_without_its_count_is_not_known() =>
        ImportedText.Run(Samples.HeyText.Replace("20 responses", "some responses", StringComparison.Ordinal)).Endpoints![0].Status.Text().ShouldBe("0 5, 200 180");

    [Fact]
    public void Of_a_million_answers_the_count_is_not_known()
    {
        var run = ImportedText.Run(Samples.HeyText.Replace("180 responses", "999980 responses", StringComparison.Ordinal));
        (run.Requests, run.HttpReqFailed, run.HttpReqDuration!.P95Ms).ShouldBe((null, null, 25));
        run.Remarks.ShouldHaveSingleItem().ShouldContain("1000000");
    }

    [Fact]
    public void Without_an_answer_there_is_no_latency()
    {
        var text = Samples.HeyText.Replace("  [200]\t180 responses\n  [429]\t20 responses\n", "", StringComparison.Ordinal);
        var run = ImportedText.Run(text);
        (run.Requests, run.HttpReqFailed, run.HttpReqDuration).ShouldBe((5, new Ratio(1), null));
    }

    [Fact]
    public void A_text_that_ends_before_the_counts_is_refused() =>
        ImportedText.Fault("hey", "text", Samples.HeyText[..Samples.HeyText.IndexOf("Status code", StringComparison.Ordinal)]).Reason.ShouldContain("expected the whole text of hey");

    [Fact]
    public void Two_reports_in_one_file_are_refused() =>
        ImportedText.Fault("hey", "text", Samples.HeyText + Samples.HeyText).Reason.ShouldBe("a second 'Summary:': another run begins; expected one a file");

    [Fact]
    public void Rows_of_csv_are_answers_in_seconds_since_the_beginning()
    {
        var run = ImportedText.Run(Samples.HeyCsv);
        (run.Requests, run.HttpReqFailed, run.StartedAt).ShouldBe((3, Ratio.Of(1, 3), null));
        run.DurationS!.Value.ShouldBe(1.252, 1e-9);
        run.HttpReqDuration!.P50Ms!.Value.ShouldBe(10, 1e-9);
        var endpoint = run.Endpoints!.ShouldHaveSingleItem();
        (endpoint.Status.Text(), endpoint.FailedByClass.Text()).ShouldBe(("200 2, 503 1", "saturation 1"));
        (endpoint.Failures!.OnsetRatePerS, endpoint.Failures.FailingSeconds, endpoint.Failures.Seconds).ShouldBe((1, 1, 2));
        run.Remarks.ShouldHaveSingleItem().ShouldStartWith("requests without an answer are not in the file");
    }

    [Fact]
    public void A_row_that_is_none_is_told()
    {
        var run = ImportedText.Run(Samples.HeyCsv + "\nfast,0,0,0,0,0,200,2.0\n");
        (run.Requests, run.Remarks[0]).ShouldBe((3, "1 line is no request, the first is line 5: no response-time and offset in seconds with a status-code; expected a row of hey"));
    }
}
