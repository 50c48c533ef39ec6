using System.Text;
using Headroom.Load.Import.Runs.K6;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.K6;

public class K6FormsTests
{
    [Theory]
    [InlineData("small.ndjson.gz", "ndjson")]
    [InlineData("small.csv.gz", "csv")]
    [InlineData("summary.json", "summary-export")]
    [InlineData("summary_pass.json", "summary-export")]
    [InlineData("handleSummary.json", "handle-summary")]
    [InlineData("handleSummary_new.json", "machine-summary")]
    [InlineData("summary_new_machine_readable.json", "machine-summary")]
    [InlineData("text.txt", "text")]
    [InlineData("text_full.txt", "text")]
    [InlineData("text_legacy_v1.txt", "text")]
    [InlineData("text_pass.txt", "text")]
    public void Tells_every_form_of_k6_by_its_beginning(string name, string form)
    {
        K6Files.FormOf(name, K6Files.Bytes(name))!.Name.ShouldBe(form);
        var run = K6Files.Read(name);
        (run.Form, run.Tool, run.Source).ShouldBe((form, "k6", name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"metrics\":{\"latency\":{\"p95\":3}}}")]
    [InlineData("{\"latencies\":{\"total\":1},\"requests\":5,\"success\":1}")]
    [InlineData("timeStamp,elapsed,label,responseCode")]
    [InlineData("{\"metrics\":{\"http_req_duration\":\"it is high\"}}")]
    [InlineData("{\"type\":\"Point\",\"coordinates\":[1,2]}")]
    [InlineData("{\"type\":\"event\",\"data\":{\"value\":1}}")]
    [InlineData("{\"metric\":\"cpu\",\"data\":{\"value\":1}}")]
    [InlineData("# A report\n\nThe p95 of GET /feed is 300 ms.\n")]
    [InlineData("{\"findings\":[{\"title\":\"http_req_duration is high\"}]}")]
    public void Leaves_what_k6_did_not_write_to_others(string text) => K6Files.FormOf("some.file", Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    [Fact]
    public void Takes_a_report_that_quotes_a_summary_or_samples_as_no_run()
    {
        K6Files.FormOf("report.md", K6Files.Bytes("text.txt")).ShouldBeNull();
        K6Files.FormOf("report.md", Encoding.UTF8.GetBytes($"# Report\n\n{K6Samples.Request(1)}\n")).ShouldBeNull();
    }

    [Theory]
    [InlineData("INFO[0000] a script says something")]
    [InlineData("{\"metric\":\"http_re")]
    public void Knows_a_stream_whose_first_line_is_none(string first)
    {
        var run = K6Files.Read("s.ndjson", Encoding.UTF8.GetBytes($"{first}\n{K6Samples.Request(1)}\n"));
        (run.Form, run.Requests).ShouldBe(("ndjson", 1));
        run.Remarks.ShouldHaveSingleItem().ShouldContain("line 1");
    }

    [Fact]
    public void Knows_each_form_by_one_name() =>
        K6Forms.All.Select(static form => form.Name).ShouldBe(["ndjson", "csv", "machine-summary", "handle-summary", "summary-export", "text"]);

    [Fact]
    public void Knows_a_form_behind_a_byte_order_mark() =>
        K6Files.FormOf("summary.json", [0xEF, 0xBB, 0xBF, .. K6Files.Bytes(K6Files.Export)])!.Name.ShouldBe("summary-export");
}
