using Headroom.Experiments.Blocks;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Blocks;

public sealed class PairedBlocksTests
{
    private static readonly double[] s_threefold = [-1.2, -0.9, -1.4, -1.1, -1, -1.3, -1.6, -1.15];
    private static readonly double[] s_equal = [-0.4, 0.3, 0.5, -0.2, 0.1, -0.5, 0.4, -0.1];

    [Fact]
    public void What_the_wanted_effect_needs_is_taken_where_the_budget_holds_it() =>
        PairedBlocks.Planned(Pilot(spread: 0.1, needed: 24), s_equal, affordable: 96).ShouldBe(88); // 87 show that there is nothing

    [Fact]
    public void Equal_arms_that_need_more_than_the_budget_are_not_begun() =>
        PairedBlocks.Planned(Pilot(spread: 0.43, needed: 363), s_equal, affordable: 96).ShouldBe(0);

    [Fact]
    public void An_effect_that_the_pilot_shows_is_measured_though_a_smaller_one_would_need_more_than_the_budget() =>
        PairedBlocks.Planned(Pilot(spread: 0.43, needed: 363), s_threefold, affordable: 96).ShouldBe(96);

    [Fact]
    public void No_effect_is_measured_with_fewer_pairs_than_a_verdict_needs() =>
        PairedBlocks.Planned(Pilot(spread: 0.43, needed: 363), s_threefold, affordable: 8).ShouldBe(0);

    private static BlockPilot Pilot(double spread, int needed) =>
        new() { Pairs = [], Spread = spread, PairsNeeded = needed, TimeNeeded = TimeSpan.FromMinutes(1) };
}
