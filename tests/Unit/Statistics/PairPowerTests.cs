using Headroom.Statistics;
using Headroom.Statistics.Simulation;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class PairPowerTests
{
    // z(0.995) = 2.575829, z(0.95) = 1.644854: tables of the normal distribution.
    [Fact]
    public void Needs_1961_pairs_for_ten_percent_at_a_deviation_of_one()
    {
        Math.Pow((2.575829 + 1.644854) / Math.Log(1.1), 2).ShouldBe(1961, 0.5);
        PairPower.PairsNeeded(1).ShouldBe(1962);
        PairPower.PairsNeeded(0.083).ShouldBe(14);
        PairPower.PairsNeeded(0).ShouldBe(0);
        PairPower.PairsNeeded(1e9).ShouldBe(int.MaxValue);
    }

    // z(0.975) = 1.959964, z(0.80) = 0.841621.
    [Fact]
    public void Follows_effect_alpha_and_power() =>
        PairPower.PairsNeeded(0.2, effect: 0.05, alpha: 0.05, power: 0.80)
            .ShouldBe((int)Math.Ceiling(Math.Pow((1.959964 + 0.841621) * 0.2 / Math.Log(1.05), 2)));

    // z(0.95) for 90 % on both sides.
    [Fact]
    public void Needs_more_pairs_to_show_that_there_is_nothing() =>
        PairPower.PairsForEquivalence(0.083, 0.05, power: 0.90).ShouldBe((int)Math.Ceiling(Math.Pow((2.575829 + 1.644854) * 0.083 / Math.Log(1.05), 2)));

    // The efficiency of the ranks for normal noise is 3/pi, so that the deviation is sqrt(pi/3) = 1.023 times that of the noise.
    [Fact]
    public void Reads_the_deviation_off_the_interval()
    {
        var random = new SeededRandom(12);
        var deviations = Enumerable.Range(0, 200).Select(_ => PairPower.Deviation([.. Enumerable.Range(0, 80).Select(_ => 0.3 * random.NextNormal())])!.Value);
        deviations.Average().ShouldBe(0.3 * Math.Sqrt(Math.PI / 3), 0.01);
    }

    [Fact]
    public void Bears_failures_as_long_as_the_interval_does()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(static i => (i - 20) * 0.01)];
        PairPower.Deviation([.. values, double.PositiveInfinity])!.Value.ShouldBeLessThan(0.2);
        PairPower.Deviation([.. values, .. Enumerable.Repeat(double.PositiveInfinity, 20)]).ShouldBeNull();
        PairPower.Deviation(values[..7]).ShouldBeNull();
    }

    // The Walsh averages of eight values: the interval of 99 % goes from the least value to the greatest.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(-1, 1)]
    [InlineData(0.05, 0.05)]
    public void Tells_the_effect_that_pairs_show_at_least(double least, double shown)
    {
        double[] values = [.. Enumerable.Range(0, 8).Select(i => least + (Math.Sign(least) * 0.01 * i))];

        PairPower.EffectShown(values)!.Value.ShouldBe(Math.Exp(shown) - 1, 1e-9);
        PairPower.EffectShown([.. values[1..], -values[0]]).ShouldBeNull("the interval holds no change");
        PairPower.EffectShown(values[..7]).ShouldBeNull();
        PairPower.EffectShown([.. Enumerable.Repeat(double.PositiveInfinity, 8)]).ShouldBeNull();
    }

    [Fact]
    public void Plans_minutes_from_pairs_and_blocks()
    {
        new PairPlan(80, PairPlan.UsualBlock, PairPlan.UsualSettle).Duration.ShouldBe(TimeSpan.FromSeconds(400));
        new PairPlan(24, PairPlan.LongBlock, PairPlan.UsualSettle).Duration.ShouldBe(TimeSpan.FromSeconds(264));
    }

    [Theory]
    [InlineData(0.95, 150, 2)]
    [InlineData(0.95, 149, 5)]
    [InlineData(0.50, 1000, 2)]
    [InlineData(0.99, 1000, 5)]
    [InlineData(0.99, 100, 10)]
    [InlineData(0.95, 20, 10)]
    public void Chooses_a_block_with_ten_requests_above_the_quantile(double quantile, double rate, double seconds) =>
        PairPlan.BlockFor(quantile, rate).ShouldBe(TimeSpan.FromSeconds(seconds));
}
