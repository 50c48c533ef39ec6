using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>What other tools left is read from its files alone.</summary>
[SupportedOSPlatform("linux")]
public sealed class ImportTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_folder_shows_its_baseline_and_keeps_it()
    {
        Copy("summary.json");
        Copy("small.ndjson.gz");
        _tool.Write("ai-analysis.json", """{"findings": [{"title": "N+1 query in GET /clips/{id}"}]}""");

        var answer = await _tool.RunAsync("import", ".", "--out", "kept");

        answer.Code.ShouldBe(0, answer.All);
        answer.Output.ShouldStartWith("2 runs, 1 claim");
        answer.Output.ShouldContain("rate limit: ");
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "kept", "imported.json"), TestContext.Current.CancellationToken))!;
        kept["runs"]!.AsArray().Select(run => run!["requests"]!.GetValue<long>()).ShouldBe([7385L, 7385L]);
        (await _tool.RunAsync("import", "summary.json", "--out", "kept")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task The_document_has_runs_claims_and_failures()
    {
        Copy("summary.json");
        _tool.Write("broken.json", """{"root_group": {"name": "" """);

        var answer = await _tool.RunAsync("import", "summary.json", "broken.json", "--json");

        answer.Code.ShouldBe(2, answer.All);
        var document = JsonNode.Parse(answer.Output)!;
        document["runs"]!.AsArray().Count.ShouldBe(1);
        document["claims"]!.AsArray().Count.ShouldBe(0);
        document["failures"]![0]!["source"]!.GetValue<string>().ShouldBe("broken.json");
        answer.Errors.ShouldContain("headroom: broken.json");
    }

    [Fact]
    public async Task A_run_of_another_tool_is_held_against_itself()
    {
        Copy("small.ndjson.gz");

        var answer = await _tool.RunAsync("diff", "small.ndjson.gz", "small.ndjson.gz");

        answer.Code.ShouldBe(0, answer.All);
        answer.Output.ShouldStartWith("NO REGRESSION\n");
        answer.Output.ShouldContain("Latency: not comparable");
    }

    [Fact]
    public async Task What_cannot_be_read_or_written_is_bad_input()
    {
        _tool.Write("notes.txt", "nothing");

        (await _tool.RunAsync("import", "nowhere")).Errors.ShouldContain("nowhere: no such file or folder");
        (await _tool.RunAsync("import", "notes.txt")).Code.ShouldBe(2);
        (await _tool.RunAsync("import", "notes.txt", "--out", ".")).Errors.ShouldContain("holds something that is no import");
        (await _tool.RunAsync("import")).Code.ShouldBe(2);
    }

    private void Copy(string fixture, [CallerFilePath] string here = "") =>
        File.Copy(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "Unit", "Load", "K6", "fixtures", fixture), Path.Combine(_tool.Folder, fixture));
}
