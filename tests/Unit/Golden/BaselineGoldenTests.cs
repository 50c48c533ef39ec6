using System.Text.Json;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report;
using Headroom.Report.Baselines;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>Recorded runs on the screen, in the documents and as JSON.</summary>
public sealed class BaselineGoldenTests
{
    [Fact]
    public void The_screens_are_as_approved() =>
        Snapshot.Match("baseline.golden.txt", string.Join('\n', BaselineText.Render(SampleBaseline.Imported), BaselineText.Render(SampleBaseline.Compared), TextSummary.Render(SampleBaseline.Audited)));

    [Fact]
    public void The_imported_runs_are_written_as_approved() =>
        Snapshot.Match("imported.golden.json", JsonSerializer.Serialize(SampleBaseline.Imported, ModelJson.Imported) + "\n");

    [Fact]
    public void The_comparison_is_written_as_approved() =>
        Snapshot.Match("baseline.golden.json", JsonSerializer.Serialize(SampleBaseline.Compared, ModelJson.BaselineComparison) + "\n");

    [Fact]
    public void The_section_of_the_Markdown_report_is_as_approved() =>
        Snapshot.Match("baseline.golden.md", string.Join("\n\n", BaselineSection.Lines(SampleBaseline.Audited)) + "\n");

    [Fact]
    public void The_section_of_the_page_is_as_approved() => Snapshot.Match("baseline.golden.html", BaselineSection.Page(SampleBaseline.Audited).Markup + "\n");

    [Fact]
    public void The_reports_hold_the_section_only_where_there_is_a_baseline()
    {
        MarkdownReport.Render(SampleBaseline.Audited).ShouldContain("\n## Baseline\n");
        MarkdownReport.Render(SampleResult.Blocked).ShouldNotContain("\n## Baseline\n");
        HtmlReport.Render(SampleBaseline.Audited).ShouldContain("id=\"baseline\"");
        HtmlReport.Render(SampleResult.Blocked).ShouldNotContain("id=\"baseline\"");
    }

    [Fact]
    public void Thresholds_that_were_crossed_stand_under_their_own_run()
    {
        var crossed = SampleBaseline.Imported.Runs[0] with
        {
            Thresholds = [new ImportedThreshold("http_req_duration", "p(95)<40", false), new ImportedThreshold("checks", "rate>0.9", true)],
        };

        var text = BaselineText.Render(SampleBaseline.Imported with { Runs = [crossed] });

        text.ShouldContain("\n\nruns/checkout.ndjson.gz: thresholds crossed\n  http_req_duration p(95)<40\n");
        text.ShouldNotContain("rate>0.9");
    }

    [Fact]
    public void A_file_that_could_not_be_read_is_told_at_the_top_of_the_screen()
    {
        var failure = new ImportFailure("runs/cut.json", 3, "no JSON");

        BaselineText.Render(SampleBaseline.Imported with { Failures = [failure] }).Split('\n')[1]
            .ShouldBe("NOT COMPLETE: 1 file could not be read; nothing below is of runs/cut.json");
        BaselineText.Render(SampleBaseline.Imported with { Failures = [] }).ShouldNotContain("NOT COMPLETE");
    }

    [Fact]
    public void Text_from_outside_stays_text()
    {
        var evil = SampleBaseline.Audited with
        {
            Claims = [new Claim { Source = "<script>", Place = "line 1", Text = "<script>alert(1)</script> | `x` \u202E" }],
        };

        BaselineSection.Page(evil).Markup.ShouldNotContain("<script>");
        string.Join('\n', BaselineSection.Lines(evil)).ShouldNotContain("<script>alert");
    }

    [Fact]
    public void What_was_written_is_read_back_as_the_same_bytes()
    {
        var imported = JsonSerializer.Serialize(SampleBaseline.Imported, ModelJson.Imported);
        var result = JsonSerializer.Serialize(SampleBaseline.Audited, ModelJson.Result);

        JsonSerializer.Serialize(JsonSerializer.Deserialize(imported, ModelJson.Imported)!, ModelJson.Imported).ShouldBe(imported);
        JsonSerializer.Serialize(JsonSerializer.Deserialize(result, ModelJson.Result)!, ModelJson.Result).ShouldBe(result);
    }

    [Fact]
    public void The_names_are_those_that_scripts_depend_on()
    {
        using var document = JsonDocument.Parse(JsonSerializer.Serialize(SampleBaseline.Imported, ModelJson.Imported));
        var run = document.RootElement.GetProperty("runs")[0];

        string[] names = ["source", "tool", "started_at", "duration_s", "requests", "http_req_duration", "http_req_failed_ratio", "checks_pass_ratio", "thresholds", "endpoints"];
        names.Where(name => !run.TryGetProperty(name, out _)).ShouldBeEmpty();
        string[] latency = ["p50_ms", "p90_ms", "p95_ms", "p99_ms"];
        latency.Where(name => !run.GetProperty("http_req_duration").TryGetProperty(name, out _)).ShouldBeEmpty();
        string[] endpoint = ["name", "method", "requests", "failed", "failed_by_class", "status", "p95_ms"];
        endpoint.Where(name => !run.GetProperty("endpoints")[0].TryGetProperty(name, out _)).ShouldBeEmpty();
        document.RootElement.GetProperty("runs")[1].GetProperty("http_req_failed_ratio").ValueKind.ShouldBe(JsonValueKind.Null);
    }
}
