using System.Text;
using Headroom.Load.Import.Runs;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.Tools;

public class OtherFormsTests
{
    [Fact]
    public void Every_sample_is_recognised_by_exactly_its_form() =>
        Samples.All.Select(static sample => string.Join('|', ImportedText.FormsOf(sample.File, sample.Text).Select(static form => $"{form.Tool} {form.Name}")))
            .ShouldBe(Samples.All.Select(static sample => $"{sample.Tool} {sample.Form}"));

    [Fact]
    public void Every_form_has_a_sample() =>
        OtherForms.All.Select(static form => (form.Tool, form.Name)).Except(Samples.All.Select(static sample => (sample.Tool, sample.Form))).ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    [InlineData("{\"latency\": 5, \"requests\": 3}")]
    [InlineData("<html><body>testResults</body></html>")]
    [InlineData("a,b,c\n1,2,3\n")]
    [InlineData("metric_name,timestamp,metric_value,check,error\nhttp_reqs,1700000000,1.000000,,\n")]
    [InlineData("{\"type\":\"Point\",\"metric\":\"http_reqs\",\"data\":{\"time\":\"2026-01-01T00:00:00Z\",\"value\":1,\"tags\":{}}}")]
    [InlineData("10.0.0.1 - - [10/Oct/2026:13:55:36 +0200] \"GET /clips HTTP/1.1\" 200 2326")]
    [InlineData("Summary:\n  Success rate:\t1.0000\n  Total:\t0.5 secs\n  Slowest:\t0.1 secs\n  Fastest:\t0.1 secs\n  Requests/sec:\t5\n")]
    [InlineData("Summary:\n  Count:\t5\n  Total:\t5 ms\n  Slowest:\t1 ms\n  Fastest:\t1 ms\n  Requests/sec:\t5\n\nError distribution:\n  [5]   rpc error: code = Unavailable\n")]
    public void Another_text_is_recognised_by_none(string text) => ImportedText.FormsOf("notes.txt", text).ShouldBeEmpty();

    [Fact]
    public void What_was_read_names_its_file_tool_and_form() =>
        Samples.All.Where(static sample => sample.Form is not ("exceptions-csv" or "results-gob") && !sample.Text.StartsWith('\0')).ShouldAllBe(static sample =>
            ImportedText.Run(sample.Text, sample.File).Source == "a/results"
            && ImportedText.Run(sample.Text, sample.File).Tool == sample.Tool && ImportedText.Run(sample.Text, sample.File).Form == sample.Form);

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_change_nothing()
    {
        foreach (var (_, form, file, text) in Samples.All.Where(static sample => sample.Form is not ("exceptions-csv" or "simulation-log" or "results-gob")))
        {
            var plain = ImportedText.Run(text, file);
            byte[] windows = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"))];
            var other = ImportedText.Read(ImportedText.FormsOf(file, "\uFEFF" + text.ReplaceLineEndings("\r\n")).ShouldHaveSingleItem(), windows);
            (other.Requests, other.HttpReqDuration, other.HttpReqFailed, other.DurationS, other.StartedAt)
                .ShouldBe((plain.Requests, plain.HttpReqDuration, plain.HttpReqFailed, plain.DurationS, plain.StartedAt), form);
        }
    }

    [Fact]
    public void Reading_ends_when_it_is_stopped()
    {
        foreach (var (tool, name, _, text) in Samples.All.Where(static sample => sample.Form != "exceptions-csv"))
        {
            var form = OtherForms.All.Single(form => form.Tool == tool && form.Name == name);
            Should.Throw<OperationCanceledException>(() => ImportedText.Read(form, Encoding.UTF8.GetBytes(text), new CancellationToken(canceled: true)));
        }
    }
}
