using System.Diagnostics;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments;

public sealed class KilledOwnerTests
{
    private const string FolderVariable = "HEADROOM_TEST_OWNER";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sweep_removes_all_that_an_owner_left_when_it_was_killed_with_9()
    {
        using var place = new Place();
        var journals = Path.Combine(place.Folder, "killed");
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-explicit", "only", "-method", $"{GetType().FullName}.{nameof(Owner_that_is_killed)}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment[FolderVariable] = place.Folder;
        using var owner = Process.Start(start)!;
        var output = owner.StandardOutput.ReadToEndAsync(Cancellation);
        while (!File.Exists(Path.Combine(place.Folder, "ready")))
        {
            if (owner.HasExited)
                Assert.Fail($"The owner ended by itself: {await output}\n{string.Join('\n', await Place.SweepAsync(journals))}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }

        (await Place.SweepAsync(journals)).ShouldHaveSingleItem().Outcome.ShouldBe(SweepOutcome.OwnerLives);
        var ownerId = Path.GetFileNameWithoutExtension(Directory.GetFiles(journals).ShouldHaveSingleItem());
        var cluster = await File.ReadAllTextAsync(Path.Combine(place.Folder, "ready"), Cancellation);

        owner.Kill();
        await owner.WaitForExitAsync(Cancellation);
        Place.ProcessesWith(ownerId).ShouldNotBeEmpty();
        var report = await Place.SweepAsync(journals);

        report.ShouldAllBe(line => line.Outcome == SweepOutcome.Removed || line.Outcome == SweepOutcome.AlreadyGone);
        Place.ProcessesWith(ownerId).ShouldBeEmpty();
        Directory.Exists(cluster).ShouldBeFalse();
        Directory.GetFiles(journals).ShouldBeEmpty();
        (await Place.SweepAsync(journals)).ShouldBeEmpty();
    }

    /// <summary>Runs only in the child process of the test above.</summary>
    [Fact(Explicit = true)]
    public async Task Owner_that_is_killed()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "the owner is started by another test");
        var journal = OwnerJournal.Open(Path.Combine(folder, "killed"), ProcessStamp.Own());
        var cluster = await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), journal, TimeProvider.System, Cancellation);
        using var healthy = new HealthyEndpoint();
        var starting = ServiceProcess.StartAsync(
            new ServiceStart
            {
                Command = "(setsid sleep 600 >/dev/null 2>&1 &) ; touch started; exec sleep 600",
                Name = "a service with a daemon",
                Health = healthy.Address,
                WorkingDirectory = folder,
                LogPath = Path.Combine(folder, "log"),
            },
            journal, TimeProvider.System, Cancellation);
        while (!File.Exists(Path.Combine(folder, "started")))
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation);
        healthy.Open();
        await starting;
        await File.WriteAllTextAsync(Path.Combine(folder, "temporary"), Path.GetDirectoryName(Path.GetDirectoryName(cluster.LogDirectory)), Cancellation);
        File.Move(Path.Combine(folder, "temporary"), Path.Combine(folder, "ready"));
        await Task.Delay(Timeout.InfiniteTimeSpan, Cancellation);
    }
}
