using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>The documents of a recorded run are written from its result, without a target.</summary>
[SupportedOSPlatform("linux")]
public sealed class ReportTests : IDisposable
{
    private static readonly string[] Names = ["06-performance-scalability-audit", "executive", "findings", "fix-spec", "plan", "profiling"];

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_run_that_was_judged_has_all_documents_and_report_writes_them_again()
    {
        Record("run");
        (await _tool.RunAsync("analyze", "run")).Code.ShouldBe(1);
        var first = Documents();
        first.Keys.Order().ShouldBe([.. Names.Select(static name => $"{name}.md").Concat(["INDEX.md", "findings.csv", "fix-spec.json", "plan.csv"]).Order()]);
        first["INDEX.md"].ShouldContain("[fix-spec.json](fix-spec.json)");

        Directory.Delete(Path.Combine(_tool.Folder, "run", "evidence"), recursive: true); // the result alone is enough
        var answer = await _tool.RunAsync("report", "run");

        answer.Code.ShouldBe(0, answer.All);
        answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(Names.Length);
        Documents().ShouldBe(first);
    }

    [Fact]
    public async Task A_run_without_a_result_is_judged_first()
    {
        Record("run");

        var answer = await _tool.RunAsync("report", "run", "--document", "fix-spec,plan", "--format", "html", "--out", "paper");

        answer.Code.ShouldBe(0, answer.All);
        File.Exists(Path.Combine(_tool.Folder, "run", "result.json")).ShouldBeTrue();
        foreach (var name in (string[])["fix-spec", "plan"])
        {
            answer.Output.ShouldContain($"wrote   {Path.Combine("paper", $"{name}.html")}");
            (await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "paper", $"{name}.html"), TestContext.Current.CancellationToken)).ShouldStartWith("<!doctype html>");
        }
    }

    [Fact]
    public async Task One_document_is_printed_and_nothing_else()
    {
        Record("run");

        var answer = await _tool.RunAsync("report", "run", "--document", "fix-spec", "--format", "json", "--out", "-");

        answer.Code.ShouldBe(0, answer.All);
        var spec = JsonNode.Parse(answer.Output)!;
        spec["format"]!.GetValue<string>().ShouldBe("headroom.fix-spec/1");
        spec["fix"]!["fingerprint"]!.GetValue<string>().ShouldBe("unindexed-filter:votes(user_id,clip_id)");
    }

    [Fact]
    public async Task Several_documents_and_formats_are_asked_for_at_once()
    {
        Record("run");

        var answer = await _tool.RunAsync(
            "report", "run", "--document", "plan", "--document", "executive", "--format", "html,md", "--format", "html", "--out", "paper");

        answer.Code.ShouldBe(0, answer.All);
        Directory.EnumerateFiles(Path.Combine(_tool.Folder, "paper")).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
            .ShouldBe(["executive.html", "executive.md", "plan.html", "plan.md"]);
    }

    [Theory]
    [InlineData("--document fixspec", "did you mean fix-spec?")]
    [InlineData("--document plan --format json", "expected one of md, html, csv, pdf")]
    [InlineData("--document plan --format html,json", "expected one of md, html, csv, pdf")]
    [InlineData("--out -", "expected one")]
    public async Task What_cannot_be_written_is_refused_and_nothing_is(string arguments, string message)
    {
        Record("run");

        var answer = await _tool.RunAsync(["report", "run", .. arguments.Split(' ')]);

        answer.Code.ShouldBe(2, answer.All);
        answer.Errors.ShouldContain(message);
        answer.Output.ShouldBeEmpty();
        Directory.Exists(Path.Combine(_tool.Folder, "run", "documents")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_that_is_no_run_and_a_result_that_is_none_are_named()
    {
        Record("run");
        _tool.Write("run/result.json", "{\"format\":");

        var broken = await _tool.RunAsync("report", "run");
        var nowhere = await _tool.RunAsync("report", "nowhere");

        (broken.Code, nowhere.Code).ShouldBe((2, 2));
        broken.Errors.ShouldContain("headroom analyze run");
        nowhere.Errors.ShouldContain("nowhere: no recorded run");
    }

    [Fact]
    public async Task A_document_is_printed_on_paper_by_the_browser_of_the_machine()
    {
        Record("run");

        var answer = await _tool.RunAsync("report", "run", "--document", "executive", "--format", "pdf");

        if (answer.Code == 2)
        {
            answer.Errors.ShouldContain("eng/setup chromium");
            Assert.Skip("no Chromium is on this machine: it was refused as it should be");
        }

        answer.Code.ShouldBe(0, answer.All);
        var paper = await File.ReadAllBytesAsync(Path.Combine(_tool.Folder, "run", "documents", "executive.pdf"), TestContext.Current.CancellationToken);
        paper.AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(_tool.Temporary, "headroom-pdf-*").ShouldBeEmpty();
    }

    private SortedDictionary<string, string> Documents() => new(
        Directory.EnumerateFiles(Path.Combine(_tool.Folder, "run", "documents")).ToDictionary(static file => Path.GetFileName(file), static file => File.ReadAllText(file)),
        StringComparer.Ordinal);

    private void Record(string name)
    {
        var source = Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "Unit", "Golden", "runs", "clipper-all-defects");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_tool.Folder, name, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static string Here([CallerFilePath] string here = "") => here;
}
