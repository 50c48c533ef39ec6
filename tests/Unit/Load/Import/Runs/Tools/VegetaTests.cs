using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.Tools;

public class VegetaTests
{
    [Fact]
    public void A_report_is_in_nanoseconds_and_counts_statuses()
    {
        var run = ImportedText.Run(Samples.VegetaJson);
        (run.Requests, run.HttpReqFailed).ShouldBe((100, new Ratio(0.15)));
        run.DurationS!.Value.ShouldBe(0.993507166, 1e-12);
        run.StartedAt!.Value.ToUnixTimeMilliseconds().ShouldBe(1_700_000_000_645);
        var latency = run.HttpReqDuration!;
        (latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms).ShouldBe((2.854306, 3.228223, 3.478629, 3.53));
        (latency.MeanMs, latency.MinMs, latency.MaxMs).ShouldBe((2.371194, 1.949582, 3.660505));
        var endpoint = run.Endpoints!.ShouldHaveSingleItem();
        (endpoint.Status.Text(), endpoint.FailedByClass.Text()).ShouldBe(("0 5, 200 80, 304 5, 429 10", "policy 10, saturation 5"));
    }

    [Fact]
    public void Errors_of_two_kinds_do_not_tell_how_often_each_came()
    {
        var text = Samples.VegetaJson.Replace("\"errors\":[", "\"errors\":[\"dial tcp: connection refused\",", StringComparison.Ordinal);
        ImportedText.Run(text).Endpoints![0].FailedByClass.Text().ShouldBe("policy 10");
    }

    [Fact]
    public void The_text_has_units_of_go()
    {
        var run = ImportedText.Run(Samples.VegetaText);
        (run.Requests, run.HttpReqFailed, run.StartedAt).ShouldBe((1200, Ratio.Of(535, 1200), null));
        run.DurationS!.Value.ShouldBe(10.094965987, 1e-9);
        var latency = run.HttpReqDuration!;
        latency.MinMs!.Value.ShouldBe(0.438129, 1e-9);
        (latency.P95Ms, latency.MaxMs).ShouldBe((247.771566, 61_500));
        (run.Endpoints![0].Status.Text(), run.Endpoints[0].FailedByClass.Text()).ShouldBe(("0 535, 200 665", "transport 535"));
    }

    [Fact]
    public void Older_texts_have_fewer_percentiles()
    {
        var run = ImportedText.Run("Requests      [total, rate]             10, 1.00\nDuration      [total, attack, wait]     9s, 9s, 1ms\n"
            + "Latencies     [mean, 50, 95, 99, max]   1ms, 2ms, 3ms, 4ms, 5ms\nStatus Codes  [code:count]              200:10\nError Set:\n");
        (run.Requests, run.HttpReqDuration!.P50Ms, run.HttpReqDuration.P90Ms, run.HttpReqDuration.P95Ms).ShouldBe((10, 2, null, 3));
    }

    [Theory]
    [InlineData("report-json", "{\"latencies\":{}}", "no count of requests")]
    [InlineData("report-json", "{", "no valid JSON")]
    [InlineData("report-text", "Requests [total]", "no count of requests")]
    [InlineData("results-json", "{\"seq\":1}", "no timestamp, code and latency")]
    [InlineData("results-csv", "soon,200,1,2,3\n", "no timestamp, code and latency")]
    public void Damage_is_refused(string form, string text, string reason) => ImportedText.Fault("vegeta", form, text).Reason.ShouldContain(reason);

    [Fact]
    public void Two_texts_in_one_file_are_refused() =>
        ImportedText.Fault("vegeta", "report-text", Samples.VegetaText + "\n" + Samples.VegetaText).ShouldBe((10, "a second report begins here; expected one a file"));

    [Fact]
    public void Binary_results_are_refused_with_what_reads_them() =>
        ImportedText.Fault("vegeta", "results-gob", Samples.VegetaResultsGob).Reason.ShouldContain("vegeta encode");

    [Fact]
    public void A_body_that_is_longer_than_the_files_beginning_hides_no_result()
    {
        var text = $"1700000000000000001,200,10000000,0,12,,{new string('a', 100_000)},,0,GET,http://127.0.0.1:8080/feed,\n";
        ImportedText.Run(text).Endpoints!.ShouldHaveSingleItem().Name.ShouldBe("/feed");
    }

    [Fact]
    public void What_is_below_0_was_not_measured() =>
        ImportedText.Run(Samples.VegetaJson.Replace("\"min\":1949582", "\"min\":-1949582", StringComparison.Ordinal)).HttpReqDuration!.MinMs.ShouldBeNull();

    [Fact]
    public void Results_are_told_apart_by_path_without_the_query()
    {
        var run = ImportedText.Run(Samples.VegetaResultsJson);
        (run.Requests, run.HttpReqFailed, run.HttpReqDuration!.P50Ms).ShouldBe((3, Ratio.Of(2, 3), 10));
        run.DurationS!.Value.ShouldBe(31, 1e-3);
        run.StartedAt!.Value.ToUnixTimeSeconds().ShouldBe(1_700_000_000);
        run.Endpoints!.Select(static endpoint => (endpoint.Method, endpoint.Name, endpoint.Requests, endpoint.FailedByClass.Text()))
            .ShouldBe([("GET", "/feed", 2, "saturation 1"), ("POST", "/clips", 1, "saturation 1")]);
    }

    [Fact]
    public void A_damaged_result_is_told_and_the_rest_is_read()
    {
        var run = ImportedText.Run(Samples.VegetaResultsJson + "\n{\"attack\":\"\",\"se");
        (run.Requests, run.Remarks.ShouldHaveSingleItem()[..42]).ShouldBe((3, "1 line is no request, the first is line 4:"));
    }

    [Fact]
    public void Results_as_csv_have_no_header()
    {
        var run = ImportedText.Run(Samples.VegetaResultsCsv);
        (run.Requests, run.HttpReqFailed, run.HttpReqDuration!.P50Ms).ShouldBe((2, new Ratio(0.5), 6));
        run.DurationS!.Value.ShouldBe(0.502, 1e-3);
        run.Endpoints!.Select(static endpoint => (endpoint.Method, endpoint.Name)).ShouldBe([("GET", "/feed"), ("POST", "/clips")]);
    }
}
