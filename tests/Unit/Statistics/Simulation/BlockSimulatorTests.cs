using Headroom.Statistics;
using Headroom.Statistics.Simulation;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics.Simulation;

public class BlockSimulatorTests
{
    private static readonly NoiseModel s_none = new() { Name = "none", Deviation = 0 };

    // Drawn one by one and sorted, instead of from the distribution of the order statistic.
    [Fact]
    public void A_block_is_the_quantile_of_its_requests()
    {
        var simulator = new BlockSimulator { Noise = s_none, Plan = new PairPlan(2000, PairPlan.UsualBlock, PairPlan.UsualSettle), Spread = 0.5 };
        var blocks = simulator.Run(new SeededRandom(1)).Select(static pair => Math.Log(pair.Base)).ToArray();
        var random = new SeededRandom(2);
        var drawn = Enumerable.Range(0, 2000).Select(_ => Enumerable.Range(0, 300).Select(_ => 0.5 * random.NextNormal()).Order().ElementAt(284)).ToArray();

        blocks.Average().ShouldBe(drawn.Average(), 4 * Math.Sqrt(2 / 2000.0) * Deviation(drawn));
        Deviation(blocks).ShouldBe(Deviation(drawn), 4 / Math.Sqrt(2000.0) * Deviation(drawn));
    }

    [Fact]
    public void The_remedy_arm_is_slower_by_the_effect()
    {
        var plan = new PairPlan(400, PairPlan.UsualBlock, PairPlan.UsualSettle);
        var pairs = new BlockSimulator { Noise = s_none, Plan = plan, Effect = 0.10 }.Run(new SeededRandom(3));
        var ratio = HodgesLehmann.Of([.. pairs.Select(static pair => pair.LogRatio)], 0.999);
        ratio.Low.ShouldBeLessThan(Math.Log(1.1));
        ratio.High.ShouldBeGreaterThan(Math.Log(1.1));
        ratio.Low.ShouldBeGreaterThan(0);
    }

    // A share of length / (length + gap) of the time, were bursts never to overlap; with overlaps 1 - exp(-length / gap).
    [Fact]
    public void Bursts_hit_their_share_of_the_blocks()
    {
        var noise = s_none with { BurstEvery = TimeSpan.FromSeconds(30), BurstLength = TimeSpan.FromSeconds(5), BurstLow = 1e6, BurstHigh = 1e6 };
        var pairs = new BlockSimulator { Noise = noise, Plan = new PairPlan(4000, PairPlan.UsualBlock, PairPlan.UsualSettle) }.Run(new SeededRandom(4));
        var hit = pairs.Count(static pair => pair.Base > 1e5) + pairs.Count(static pair => pair.Remedy > 1e5);
        (hit / 8000.0).ShouldBe(1 - Math.Exp(-5 / 30.0), 0.02);
    }

    [Fact]
    public void The_probe_sees_what_the_machine_does_and_not_the_arms()
    {
        var plan = new PairPlan(400, PairPlan.UsualBlock, PairPlan.UsualSettle);
        new BlockSimulator { Noise = s_none, Plan = plan, IsProbed = true, Effect = 3 }.Run(new SeededRandom(5)).ShouldAllBe(static pair => !pair.IsDisturbed);
        new BlockSimulator { Noise = NoiseModel.VeryNoisy, Plan = plan, IsProbed = true }.Run(new SeededRandom(5)).Count(static pair => pair.IsDisturbed)
            .ShouldBeInRange(40, 200);
        new BlockSimulator { Noise = NoiseModel.VeryNoisy, Plan = plan }.Run(new SeededRandom(5)).ShouldAllBe(static pair => !pair.IsDisturbed);
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
