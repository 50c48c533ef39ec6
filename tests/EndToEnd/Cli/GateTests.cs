using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>A pipeline learns from a run folder alone whether it goes on.</summary>
[SupportedOSPlatform("linux")]
public sealed class GateTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task The_exit_code_and_the_first_line_are_the_decision()
    {
        Record("late", isOnTime: false);
        Record("run", isOnTime: true);

        var late = await _tool.RunAsync("gate", "late");
        var run = await _tool.RunAsync("gate", "run");

        late.Code.ShouldBe(1, late.All);
        late.Output.ShouldStartWith("FAILED: Not ready: a critical finding stands");
        late.Output.ShouldContain("the run can be trusted");
        run.Output.ShouldContain("the run can be trusted");
        run.Code.ShouldBe(1, run.All);
        run.Output.ShouldStartWith("FAILED: Not ready: ");
        File.Exists(Path.Combine(_tool.Folder, "run", "result.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task Stdout_is_one_document_of_the_form_that_is_asked_for()
    {
        Record("run", isOnTime: true);

        var json = await _tool.RunAsync("gate", "run", "--baseline", "run", "--json");
        var junit = await _tool.RunAsync("gate", "run", "--format", "junit");

        var document = JsonNode.Parse(json.Output)!;
        document["decision"]!["verdict"]!.GetValue<string>().ShouldBe("blocked");
        document["comparison"]!["verdict"]!.GetValue<string>().ShouldBe("no_regression");
        junit.Output.ShouldStartWith("<?xml ");
        (json.Code, junit.Code).ShouldBe((1, 1));
    }

    [Fact]
    public async Task What_cannot_be_read_never_passes()
    {
        Record("run", isOnTime: true);

        (await _tool.RunAsync("gate", "nowhere")).Code.ShouldBe(2);
        (await _tool.RunAsync("gate", "run", "--baseline", "nowhere")).Code.ShouldBe(2);
        (await _tool.RunAsync("gate", "run", "--format", "xml")).Code.ShouldBe(2);
    }

    private void Record(string name, bool isOnTime)
    {
        var source = Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "Unit", "Golden", "runs", "clipper-all-defects");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_tool.Folder, name, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        if (isOnTime)
        {
            var folder = RunFolder.Open(Path.Combine(_tool.Folder, name))!;
            var metrics = folder.ReadEvidence().Find<RunMetrics>()!;
            folder.Write(RunMetrics.Kind, new Collected.Present(metrics with { Generator = metrics.Generator with { SendLag = new Histogram() } }));
        }
    }

    private static string Here([CallerFilePath] string here = "") => here;
}
