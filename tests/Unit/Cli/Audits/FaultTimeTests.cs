using Headroom.Cli.Audits;
using Headroom.Experiments.Probes;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Audits;

public sealed class FaultTimeTests
{
    private static readonly LoadPlan s_load = new() { Name = "load", Scenarios = [] };

    [Fact]
    public void The_fifth_dependency_begins_when_four_took_half_a_minute_and_their_steps()
    {
        var time = new FaultTime(Seconds(84), Seconds(40));

        time.Budget.ShouldBeGreaterThan(4 * Seconds(30 + 84));
        time.One.ShouldBe(Seconds(300 + 84 + 40));
        time.All.ShouldBeGreaterThan(time.Budget + time.One);
    }

    [Fact]
    public void An_outage_has_time_for_the_load_around_it_and_for_each_step_of_a_fallback()
    {
        var load = s_load with { Timeout = Seconds(10), GracefulStop = Seconds(5) };

        FaultRun.TimeOf(new OutagePlan { Duration = Seconds(20) }, load)
            .ShouldBe(new FaultTime(Seconds(12 + 20 + 30 + (6 * 5) + 2), Seconds(10 + (6 * 5))));
        FallbackRun.Waits(load with { GracefulStop = Seconds(60) }).ShouldBe(Seconds(6 * 10), "no request is waited for beyond its own limit");
    }

    [Fact]
    public void A_throttled_dependency_has_time_for_the_load_around_it_and_for_the_patience_of_a_caller() =>
        FaultRun.TimeOf(new ThrottlePlan { Duration = Seconds(15) }).ShouldBe(new FaultTime(Seconds(12 + 15 + 30), ThrottlePlan.Patience));

    [Fact]
    public void A_hang_has_time_for_six_times_its_patience() =>
        FaultRun.TimeOf(new HangPlan { Patience = Seconds(7) }).ShouldBe(new FaultTime(Seconds(6 * 7), TimeSpan.Zero));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
