using Headroom.Experiments.Probes;
using Headroom.Tests.Unit.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class FreshDrawsTests
{
    [Fact]
    public void Loads_that_begin_one_after_the_other_share_no_seed_nor_those_of_their_scenarios()
    {
        var time = new ManualTime();
        var first = FreshDraws.SeedOf(7, time);

        time.Advance(TimeSpan.FromMilliseconds(1));

        (FreshDraws.SeedOf(7, time) - first).ShouldBe(1000UL);
    }

    [Fact]
    public void The_seed_of_the_plan_still_tells_loads_of_one_moment_apart()
    {
        var time = new ManualTime();

        FreshDraws.SeedOf(7, time).ShouldNotBe(FreshDraws.SeedOf(8, time));
    }
}
