using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>Whatever ends a demo, nothing of it remains.</summary>
[SupportedOSPlatform("linux")]
public sealed class KilledDemoTests : IDisposable
{
    private static readonly string[] Demo = ["demo", "--clips", "2000", "--defects", "none", "--out", "run"];

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task After_a_kill_with_9_doctor_removes_all_that_was_left()
    {
        var left = (IReadOnlyList<int>)[];
        var killed = await _tool.RunUntilAsync("load    clipper-mixed", process =>
        {
            process.Kill();
            left = _tool.Processes();
        }, Demo);
        killed.Code.ShouldBe(137, killed.All);
        left.ShouldNotBeEmpty();
        Left().ShouldNotBeEmpty();

        var doctor = await _tool.RunAsync("doctor");

        doctor.Code.ShouldBe(0, doctor.All);
        doctor.Output.ShouldContain("removed  ");
        NothingRemains();
        (await _tool.RunAsync("doctor")).Output.ShouldContain("nothing was left behind");
    }

    [Fact]
    public async Task An_interrupted_demo_keeps_what_was_collected_and_leaves_nothing_else()
    {
        var interrupted = await _tool.RunUntilAsync(" requests/s ", process => Process.Start("kill", ["-INT", $"{process.Id}"])!.WaitForExit(), Demo);

        interrupted.Code.ShouldBe(130, interrupted.All);
        interrupted.Errors.ShouldContain("stopping: ");
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "run", "manifest.json"), TestContext.Current.CancellationToken));
        manifest.RootElement.GetProperty("interrupted").GetBoolean().ShouldBeTrue();
        foreach (var name in (string[])["result.json", "report.md", "report.html", "evidence/run-metrics.json"])
        {
            File.Exists(Path.Combine(_tool.Folder, "run", name)).ShouldBeTrue(name);
        }

        NothingRemains();
        (await _tool.RunAsync("doctor")).Output.ShouldContain("nothing was left behind");
        (await _tool.RunAsync("analyze", "run")).Code.ShouldBe(130);
    }

    private void NothingRemains()
    {
        _tool.Processes().ShouldBeEmpty();
        Left().ShouldBeEmpty();
        Directory.GetFileSystemEntries(_tool.Journal).ShouldBeEmpty();
    }

    private IEnumerable<string> Left() => Directory.GetFileSystemEntries(_tool.Temporary).Where(entry => Path.GetFileName(entry).StartsWith("headroom", StringComparison.Ordinal));
}
