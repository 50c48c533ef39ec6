using System.Text.Json;
using System.Text.Json.Nodes;
using Headroom.Cli;
using Headroom.Cli.Reports;
using Headroom.Model.Json;
using Headroom.Tests.Unit.Experiments.Journal;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Reports;

public sealed class ReportSessionTests : IDisposable
{
    private readonly TemporaryFolder _place = new();

    private string Run => _place.Sub("run");

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Every_format_has_a_file_of_its_own()
    {
        Record(JsonSerializer.Serialize(SamplePlan.Planned, ModelJson.Result));

        (await ReportAsync("plan", "md,html,csv")).ShouldBe(ExitCode.Ready);
        (await ReportAsync("findings", "junit,pr-comment", _place.Sub("paper"))).ShouldBe(ExitCode.Ready);

        FilesIn("run/documents").ShouldBe(["INDEX.md", "plan.csv", "plan.html", "plan.md"]);
        FilesIn("paper").ShouldBe(["findings.junit.xml", "findings.pr-comment.md"]);
    }

    [Fact]
    public async Task Without_a_Chromium_all_but_the_PDF_is_written_and_the_refusal_says_what_to_do()
    {
        Record(JsonSerializer.Serialize(SamplePlan.Planned, ModelJson.Result));

        var refusal = await Should.ThrowAsync<BadInputException>(() => ReportAsync("executive,plan", "pdf,html"));

        refusal.Message.ShouldContain("eng/setup chromium");
        FilesIn("run/documents").ShouldBe(["INDEX.md", "executive.html", "plan.html"]);
    }

    [Fact]
    public async Task The_list_of_the_documents_names_what_is_written()
    {
        Record(JsonSerializer.Serialize(SamplePlan.Planned, ModelJson.Result));
        await ReportAsync("findings", "md");

        await ReportAsync("findings", "sarif,junit");

        File.ReadAllText(Path.Combine(Run, "documents", "INDEX.md"))
            .ShouldContain("- files: [findings.md](findings.md), [findings.sarif](findings.sarif), [findings.junit.xml](findings.junit.xml)\n");
    }

    [Fact]
    public async Task Without_a_Chromium_a_PDF_alone_is_refused_before_anything_is_done()
    {
        Record("{");

        (await Should.ThrowAsync<BadInputException>(() => ReportAsync("plan", "pdf"))).Message.ShouldContain("eng/setup chromium");
    }

    [Fact]
    public async Task A_result_of_another_version_is_refused_whatever_else_is_in_it()
    {
        Record("""{"format": "headroom.result/2", "findings": {"first": 1}}""");

        var refusal = await Should.ThrowAsync<BadInputException>(() => ReportAsync("plan", "md"));

        refusal.Message.ShouldContain("its format is headroom.result/2, and this version of Headroom reads headroom.result/1");
        refusal.Message.ShouldContain($"headroom analyze {Run}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"format\": 1}")]
    [InlineData("{\"format\": \"headroom.result/1\"}")]
    [InlineData("{\"format\": \"\\ud800\"}")]
    public async Task A_result_that_is_none_is_bad_input(string text)
    {
        Record(text);

        (await Should.ThrowAsync<BadInputException>(() => ReportAsync("plan", "md"))).Message.ShouldContain("no result of an audit");
    }

    [Fact]
    public async Task A_result_that_is_cut_is_told_by_line_and_column()
    {
        Record("{\n  \"format\": \"headroom");

        (await Should.ThrowAsync<BadInputException>(() => ReportAsync("plan", "md"))).Message.ShouldStartWith($"{Path.Combine(Run, "result.json")}:2:");
    }

    [Theory]
    [InlineData("findings")]
    [InlineData("manifest")]
    [InlineData("outcomes")]
    public async Task A_required_member_that_is_null_is_bad_input_and_named(string member)
    {
        var damaged = JsonNode.Parse(JsonSerializer.Serialize(SamplePlan.Planned, ModelJson.Result))!.AsObject();
        damaged[member] = null;
        Record(damaged.ToJsonString());

        var refusal = await Should.ThrowAsync<BadInputException>(() => ReportAsync("plan", "md"));

        refusal.Message.ShouldStartWith($"{Path.Combine(Run, "result.json")}:1:");
        refusal.Message.ShouldContain($": $.{member} is null; it is no result of an audit");
    }

    [Fact]
    public async Task What_results_of_before_did_not_hold_may_be_null()
    {
        var old = JsonNode.Parse(JsonSerializer.Serialize(SamplePlan.Planned, ModelJson.Result))!.AsObject();
        old["appendices"] = null;
        Record(old.ToJsonString());

        (await ReportAsync("plan", "md")).ShouldBe(ExitCode.Ready);
    }

    [Fact]
    public async Task Without_a_result_and_without_a_run_it_is_told_what_is_there_instead()
    {
        (await Should.ThrowAsync<BadInputException>(() => ReportAsync("plan", "md"))).Message.ShouldContain("no recorded run (there is no such folder)");

        File.WriteAllText(Run, "a file");

        (await Should.ThrowAsync<BadInputException>(() => ReportAsync("plan", "md"))).Message.ShouldContain("no recorded run (it is a file)");
    }

    [Fact]
    public async Task A_number_beyond_all_time_is_bad_input()
    {
        var text = JsonSerializer.Serialize(SamplePlan.Planned, ModelJson.Result);
        Record(text.Replace("\"took_ms\": 251400", "\"took_ms\": 1e300", StringComparison.Ordinal));

        (await Should.ThrowAsync<BadInputException>(() => ReportAsync("plan", "md"))).Message.ShouldContain("no result of an audit");
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_named()
    {
        Record(JsonSerializer.Serialize(SamplePlan.Planned, ModelJson.Result));
        File.WriteAllText(_place.Sub("paper"), "a file");

        var refusal = await Should.ThrowAsync<BadInputException>(() => ReportAsync("plan", "md", _place.Sub("paper")));

        refusal.Message.ShouldStartWith($"--out {_place.Sub("paper")}: ");
        refusal.Message.ShouldEndWith("; expected a folder that can be written to");
        File.ReadAllText(_place.Sub("paper")).ShouldBe("a file");
    }

    private void Record(string result)
    {
        Directory.CreateDirectory(Run);
        File.WriteAllText(Path.Combine(Run, "result.json"), result);
    }

    private IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(_place.Sub(folder)).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    // The search path is a folder without any program.
    private Task<int> ReportAsync(string names, string formats, string? output = null) =>
        new ReportSession(ReportRequest.Read(Run, [names], [formats], output), _place.Path, TimeProvider.System)
            .RunAsync(CancellationToken.None);
}
