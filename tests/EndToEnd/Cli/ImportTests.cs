using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Headroom.Experiments.Clusters;
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
        answer.Output.ShouldContain("small.ndjson.gz: failures that stand out");
        answer.Output.TrimEnd().ShouldEndWith("kept in kept; next: headroom audit --baseline kept");
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "kept", "imported.json"), TestContext.Current.CancellationToken))!;
        kept["runs"]!.AsArray().Select(run => run!["requests"]!.GetValue<long>()).ShouldBe([7385L, 7385L]);
        var again = await _tool.RunAsync("import", "summary.json", "--out", "kept", "--json");
        again.Code.ShouldBe(0);
        JsonNode.Parse(again.Output)!["runs"]!.AsArray().Count.ShouldBe(1);
        again.Errors.ShouldContain("kept in kept; next: headroom audit --baseline kept");
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
    public async Task Files_of_one_run_are_held_against_others_as_one_and_what_cannot_be_read_is_told_of_either_folder()
    {
        Copy("summary.json", "base");
        Copy("small.ndjson.gz", "base");
        Copy("summary.json", "head");
        _tool.Write("base/broken.json", """{"root_group": {"name": "" """);
        _tool.Write("head/lost.json", """{"root_group": {"name": "" """);

        var answer = await _tool.RunAsync("diff", "base", "head");

        answer.Code.ShouldNotBe(2, answer.All);
        answer.Errors.ShouldContain("headroom: base: broken.json:");
        answer.Errors.ShouldContain("headroom: head: lost.json:");
    }

    [Fact]
    public async Task A_folder_of_several_runs_is_refused_with_how_they_were_counted()
    {
        Copy("summary.json", "imp");
        Copy("small.ndjson.gz", "imp");
        _tool.Write("imp/other.csv", """
            timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect
            1700000000000,100,GET /feed,200,OK,Users 1-1,text,true,,1500,120,2,2,http://127.0.0.1:8080/feed,90,0,5
            1700000001000,300,GET /feed,200,OK,Users 1-2,text,true,,1500,120,2,2,http://127.0.0.1:8080/feed,290,0,5
            """);

        (await _tool.RunAsync("import", "imp")).Output.ShouldStartWith("3 runs");
        var answer = await _tool.RunAsync("diff", "imp", "imp");

        answer.Code.ShouldBe(2, answer.All);
        answer.Errors.ShouldContain("imp: 2 runs (headroom import lists 3: here files of one run count once), ");
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

    [Fact]
    public async Task An_audit_beside_a_recorded_run_keeps_it_and_can_be_judged_again_without_it()
    {
        Copy("small.ndjson.gz");
        _tool.Write("headroom.yaml", $$"""services: { shop: { url: "http://127.0.0.1:{{FreePort.Next()}}" } }""");

        var audit = await _tool.RunAsync("audit", "--baseline", "small.ndjson.gz", "--out", "run", "--json");
        File.Delete(Path.Combine(_tool.Folder, "small.ndjson.gz"));
        var again = await _tool.RunAsync("analyze", "run", "--json");

        audit.Code.ShouldBe(3, audit.All);
        var result = JsonNode.Parse(audit.Output)!;
        result["baselines"]![0]!["requests"]!.GetValue<long>().ShouldBe(7385L);
        result["comparisons"]![0]!["verdict"]!.GetValue<string>().ShouldBe("cannot_tell", "nothing was sent");
        again.Output.ShouldBe(audit.Output);
    }

    [Fact]
    public async Task A_baseline_that_is_none_ends_the_audit_before_it_begins()
    {
        _tool.Write("headroom.yaml", """services: { shop: { url: "http://127.0.0.1:1" } }""");
        Directory.CreateDirectory(Path.Combine(_tool.Folder, "empty"));

        (await _tool.RunAsync("audit", "--baseline", "nowhere", "--out", "run")).Errors.ShouldContain("nowhere: no such file or folder");
        (await _tool.RunAsync("audit", "--baseline", "empty", "--out", "run")).Errors.ShouldContain("empty: no recorded run");
        Directory.Exists(Path.Combine(_tool.Folder, "run")).ShouldBeFalse();
    }

    private void Copy(string fixture, string folder = "", [CallerFilePath] string here = "")
    {
        var target = Directory.CreateDirectory(Path.Combine(_tool.Folder, folder)).FullName;
        File.Copy(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "Unit", "Load", "K6", "fixtures", fixture), Path.Combine(target, fixture));
    }
}
