using System.Globalization;
using System.Text;
using Headroom.Load.Import.Runs.K6;
using Headroom.Model.Results;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.K6;

public class K6CsvTests
{
    [Fact]
    public void Reads_only_the_columns_that_are_there()
    {
        var run = Read("status,name", "http_req_duration,1795226786,2.500000,200,a", "http_req_duration,1795226788,3.500000,404,a");
        var endpoint = run.Endpoints!.ShouldHaveSingleItem();
        (endpoint.Name, endpoint.Method, endpoint.Requests, endpoint.Failed).ShouldBe(("a", null, 2, null));
        endpoint.Status!.Keys.ShouldBe(["200", "404"]);
        (run.DurationS, run.HttpReqDuration!.P50Ms, run.HttpReqFailed).ShouldBe((2, 3, null));
    }

    [Theory]
    [InlineData("1795226786")]
    [InlineData("1795226786000")]
    [InlineData("1795226786000000")]
    [InlineData("1795226786000000000")]
    [InlineData("2026-11-21T02:06:26Z")]
    [InlineData("2026-11-21T03:06:26+01:00")]
    public void Reads_every_time_format_of_k6(string stamp) => Read("name", $"http_req_duration,{stamp},1.0,a").StartedAt!.Value
        .ShouldBe(DateTimeOffset.Parse("2026-11-21T02:06:26Z", CultureInfo.InvariantCulture));

    [Fact]
    public void Reads_quotes_commas_and_line_breaks_in_a_field()
    {
        var run = Read("check,group", "checks,1795226786,1,\"says \"\"hi\"\", twice\",::a", "checks,1795226786,0,\"two", "lines\",");
        run.Checks!.ShouldBe([new ImportedCheck("a::says \"hi\", twice", 1, 0), new ImportedCheck("two\nlines", 0, 1)]);
        run.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void Joins_the_lines_of_a_row_that_nobody_asks_for()
    {
        var run = Read("extra_tags", "feed_size,1795226786,3,\"a=b", "c\"", "http_req_duration,1795226786,1.0,");
        run.Requests.ShouldBe(1);
        run.Remarks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("02:06")]
    [InlineData("-1795226786")]
    [InlineData("21 November 2026 02:06")]
    public void Takes_no_other_text_as_a_stamp(string stamp)
    {
        var run = Read("name", $"http_req_duration,{stamp},1.0,a", "http_req_duration,1795226786,1.0,a");
        run.Requests.ShouldBe(1);
        run.Remarks.ShouldBe(["line 2 is no sample of k6 and was left out"]);
    }

    [Fact]
    public void Finds_the_header_below_empty_lines() =>
        K6Files.Read("s.csv", Encoding.UTF8.GetBytes($"\r\n \n{K6Csv.Header},name\nhttp_req_duration,1795226786,1.0,a\n")).Requests.ShouldBe(1);

    [Fact]
    public void Leaves_out_rows_that_are_damaged_and_no_others()
    {
        var run = Read(
            "name,extra",
            "http_req_duration,1795226786,1.0,a,",
            "http_req_duration,1795226786,1.0,\"a,",
            "http_req_duration,1795226786,2.0,a,",
            "http_req_duration,soon,1.0,a,",
            "http_req_duration,1795226786,NaN,a,",
            "http_req_duration,1795226786,1.0,a,,",
            "http_req_duration,1795226786,1.0",
            "some text",
            "feed_size,1795226786,3,,");
        run.Requests.ShouldBe(2);
        run.Remarks.ShouldBe(["6 lines are no samples of k6 and were left out; the first is line 3"]);
    }

    [Fact]
    public void Waits_a_hundred_lines_for_the_end_of_a_quote()
    {
        var run = Read("check", ["checks,1795226786,1,\"open", .. Enumerable.Repeat("x", 150), "http_req_duration,1795226786,1.0,"]);
        run.Requests.ShouldBe(1);
        run.Remarks.ShouldBe(["52 lines are no samples of k6 and were left out; the first is line 2"]);
    }

    [Fact]
    public void Takes_a_last_row_that_is_cut_as_the_end()
    {
        var text = $"{K6Csv.Header},name\nhttp_req_duration,1795226786,1.0,a\nhttp_req_dur";
        K6Files.Read("s.csv", Encoding.UTF8.GetBytes(text)).Remarks.ShouldHaveSingleItem().ShouldStartWith("the last line, 3, is cut");
    }

    private static ImportedRun Read(string columns, params string[] rows) =>
        K6Files.Read("s.csv", Encoding.UTF8.GetBytes($"{K6Csv.Header},{columns}\n{string.Join('\n', rows)}\n"));
}
