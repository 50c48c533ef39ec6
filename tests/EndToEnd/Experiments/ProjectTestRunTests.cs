using Headroom.Experiments.Blocks;
using Headroom.Experiments.Contracts;
using Headroom.Experiments.Processes;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments;

public sealed class ProjectTestRunTests : IDisposable
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);

    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task The_tests_know_their_arm_and_its_environment()
    {
        var run = await RunAsync("echo $URL $PORT $DATABASE_URL; pwd", Enough);

        run.HasPassed.ShouldBeTrue();
        run.LastLines.ShouldBe($"http://127.0.0.1:5081 5081 postgres://clone\n{_place.Folder}");
        (await File.ReadAllTextAsync(Log, TestContext.Current.CancellationToken)).ShouldBe(run.LastLines + "\n");
    }

    [Fact]
    public async Task Tests_that_fail_leave_their_exit_code_their_last_lines_and_nothing_else()
    {
        var run = await RunAsync("(sleep 600 &) ; for i in $(seq 40); do echo line $i; done; exit 3", Enough);

        (run.ExitCode, run.HasPassed).ShouldBe(((int?)3, false));
        run.LastLines.Split('\n').Length.ShouldBe(10);
        run.LastLines.ShouldEndWith("line 40");
        NothingRemains();
    }

    [Fact]
    public async Task Tests_that_do_not_end_are_ended_and_have_failed()
    {
        var run = await RunAsync("echo waiting; sleep 600 & wait", TimeSpan.FromSeconds(5));

        (run.ExitCode, run.HasPassed, run.LastLines).ShouldBe((null, false, "waiting"));
        NothingRemains();
    }

    [Fact]
    public async Task An_interrupted_run_leaves_nothing_behind()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = RunAsync("sleep 600", Enough, stop.Token);
        while (Place.ProcessesWith(_place.Journal.OwnerId).Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        NothingRemains();
    }

    private string Log => Path.Combine(_place.Folder, "test.log");

    private Task<TestRun> RunAsync(string command, TimeSpan limit, CancellationToken? stop = null)
    {
        var test = new TestCommand { Command = command, Name = command, WorkingDirectory = "/" };
        var arm = new ArmRequest
        {
            Name = "B",
            Url = new Uri("http://127.0.0.1:5081/"),
            Start = new ServiceStart
            {
                Command = "./service",
                Name = "./service",
                Health = new Uri("http://127.0.0.1:5081/health"),
                WorkingDirectory = _place.Folder,
                LogPath = "",
                Environment = new Dictionary<string, string> { ["DATABASE_URL"] = "postgres://clone" },
            },
        };
        return new ProjectTestRun(test, _place.Journal, TimeProvider.System).RunAsync(arm, Log, limit, stop ?? TestContext.Current.CancellationToken);
    }

    private void NothingRemains() => Place.ProcessesWith(_place.Journal.OwnerId).ShouldBeEmpty();
}
