using Headroom.Cli.Audits;
using Headroom.Experiments.Processes;
using Headroom.Model.Evidence;
using Headroom.Tests.Unit.Analyze;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Audits;

public sealed class LoadedServiceTests
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    [Fact]
    public void A_service_that_lives_leaves_the_load_as_it_is()
    {
        var measured = new Collected.Present(Given.Run());

        var (run, unreachable) = LoadedService.After(measured, end: null, s_warmUp, "shop.log");

        run.ShouldBeSameAs(measured);
        unreachable.ShouldBeNull();
    }

    [Theory]
    [InlineData(4, 6)] // counted from the begin of the warm-up
    [InlineData(-5, 0)] // while the load was prepared
    public void One_that_ended_is_recorded_with_the_second_of_the_load(int afterWindow, int second)
    {
        var metrics = Given.Run();
        var end = new ProcessEnd(metrics.Window.StartedAt + TimeSpan.FromSeconds(afterWindow), ExitCode: 3);

        var (run, unreachable) = LoadedService.After(new Collected.Present(metrics), end, s_warmUp, "shop.log");

        var told = run.ShouldBeOfType<Collected.Present>().Evidence.ShouldBeOfType<RunMetrics>().ServiceEnd.ShouldNotBeNull();
        told.ShouldBe(new ServiceEnd { After = TimeSpan.FromSeconds(second), ExitCode = 3, Log = "shop.log" });
        unreachable.ShouldBe(told.Sentence);
    }

    [Fact]
    public void A_load_that_failed_has_its_own_cause_and_the_service_is_gone_all_the_same()
    {
        var failed = new Collected.Failed("load: no feed");

        var (run, unreachable) = LoadedService.After(failed, new ProcessEnd(default, ExitCode: 1), s_warmUp, "shop.log");

        run.ShouldBe(failed);
        unreachable.ShouldNotBeNull().ShouldContain("exit code 1");
    }
}
