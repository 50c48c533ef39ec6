using System.Runtime.Versioning;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Tests.Unit.Experiments.Journal;
using Headroom.Tests.Unit.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Clusters;

[SupportedOSPlatform("linux")]
public sealed class ClusterFolderTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly ManualTime _time = new();

    private string Calls => _root.Sub("calls");

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task An_initdb_that_was_killed_is_not_begun_again_in_its_half_made_folder()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var journal = OwnerJournal.Open(_root.Sub("journal"), ProcessStamp.Own()!);
        var making = PrivateCluster.StartAsync(Initdb("exec sleep 600"), journal, _time, cancellation);
        while (!making.IsCompleted)
        {
            if (new FileInfo(Calls) is { Exists: true, Length: > 0 })
                _time.Advance(TimeSpan.FromSeconds(60));
            await Task.Delay(10, cancellation);
        }

        (await Should.ThrowAsync<StartFailedException>(making)).Message.ShouldContain("killed after 60 s");
        (await File.ReadAllLinesAsync(Calls, cancellation)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_system_without_the_first_locale_gets_the_plain_one()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var journal = OwnerJournal.Open(_root.Sub("journal"), ProcessStamp.Own()!);

        await Should.ThrowAsync<StartFailedException>(PrivateCluster.StartAsync(Initdb("exit 1"), journal, _time, cancellation));

        (await File.ReadAllLinesAsync(Calls, cancellation)).Select(line => line.Split(' ')[^1]).ShouldBe(["C.UTF-8", "C"]);
    }

    private PostgresBinaries Initdb(string does)
    {
        var program = _root.Sub("initdb");
        File.WriteAllText(program, $"#!/bin/sh\necho \"$@\" >> {Calls}\n{does}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new PostgresBinaries(_root.Path, "15.0", User: null);
    }
}
