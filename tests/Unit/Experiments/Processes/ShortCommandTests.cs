using Headroom.Experiments.Processes;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Processes;

public sealed class ShortCommandTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task What_it_wrote_to_either_stream_comes_back_with_its_exit_code()
    {
        var start = new ChildStart("/bin/sh", ["-c", "echo \"$WORD\"; echo worse >&2; pwd; exit 3"])
        {
            Environment = new Dictionary<string, string> { ["WORD"] = "bad" },
        };

        var (code, output) = await RunAsync(start, s_minute);

        code.ShouldBe(3);
        output.Split('\n').ShouldBe(["bad", "worse", "/"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_an_exit_code_with_its_cause()
    {
        var (code, output) = await RunAsync(new ChildStart("/nowhere/program", []), s_minute);

        code.ShouldBe(127);
        output.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_does_not_end_in_time_is_killed()
    {
        var (code, output) = await RunAsync(new ChildStart("/bin/sh", ["-c", "echo begun; exec sleep 600"]), TimeSpan.FromSeconds(1));

        code.ShouldBe(124);
        output.ShouldEndWith("killed after 1 s");
    }

    private static Task<(int ExitCode, string Output)> RunAsync(ChildStart start, TimeSpan limit) =>
        ShortCommand.RunAsync(start, limit, TimeProvider.System, TestContext.Current.CancellationToken);
}
