using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>Recorded runs are held against each other from their folders alone.</summary>
[SupportedOSPlatform("linux")]
public sealed class DiffTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task More_failures_and_more_statements_are_told_and_latency_is_not_judged()
    {
        Record("base", static endpoint => endpoint);
        Record("head", static endpoint => endpoint with { Failed = endpoint.Requests });

        var answer = await _tool.RunAsync("diff", "base", "head");

        answer.Code.ShouldBe(1, answer.All);
        answer.Output.ShouldStartWith("REGRESSED\n");
        answer.Output.ShouldContain("Latency: not comparable");
        (await _tool.RunAsync("diff", "base", "base")).Code.ShouldBe(0);
        JsonNode.Parse((await _tool.RunAsync("diff", "base", "head", "--json")).Output)!["verdict"]!.GetValue<string>().ShouldBe("regressed");
    }

    [Fact]
    public async Task A_folder_that_is_no_run_is_named()
    {
        Record("base", static endpoint => endpoint);

        var answer = await _tool.RunAsync("diff", "base", "nowhere");

        answer.Code.ShouldBe(2);
        answer.Errors.ShouldContain("nowhere: no recorded run");
        answer.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_bad_input()
    {
        Record("base", static endpoint => endpoint);
        Record("head", static endpoint => endpoint);
        var manifest = Path.Combine(_tool.Folder, "head", "manifest.json");
        File.Delete(manifest);
        File.CreateSymbolicLink(manifest, "/proc/self/mem"); // there for everybody, and readable by nobody: its first page is not mapped

        var answer = await _tool.RunAsync("diff", "base", "head");

        answer.Code.ShouldBe(2, answer.All);
        answer.Errors.ShouldStartWith("headroom: head: ");
        answer.Output.ShouldBeEmpty();
    }

    // A recorded run of the sample, its generator on time, with its endpoints changed.
    private void Record(string name, Func<EndpointMetrics, EndpointMetrics> change)
    {
        var source = Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "Unit", "Golden", "runs", "clipper-all-defects");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_tool.Folder, name, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var folder = RunFolder.Open(Path.Combine(_tool.Folder, name))!;
        var metrics = folder.ReadEvidence().Find<RunMetrics>()!;
        folder.Write(RunMetrics.Kind, new Collected.Present(metrics with
        {
            Generator = metrics.Generator with { SendLag = new Histogram() },
            Endpoints = [.. metrics.Endpoints.Select(change)],
        }));
    }

    private static string Here([CallerFilePath] string here = "") => here;
}
