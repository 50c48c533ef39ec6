using Headroom.Statistics;
using Headroom.Statistics.Simulation;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class AnytimeTestTests
{
    // By hand: the first pair sets the scale 2; then 4/2 = 2, 9/3 = 3 clipped to 2.5 (median of 2 and 4 is 3), -4/4 = -1.
    [Fact]
    public void Scales_by_the_median_of_what_came_before_and_clips()
    {
        var test = AnytimeTest.Of([2, 4, 9, -4], 0.01);
        test.Sum.ShouldBe(3.5, 1e-12);
        test.SumOfSquares.ShouldBe(4 + 6.25 + 1, 1e-12);
        test.Boundary.ShouldBe(Math.Sqrt(15.25 * Math.Log(15.25 / 0.0004)), 1e-12);
        test.RejectedAt.ShouldBeNull();
    }

    // The mixture, integrated numerically over the normal distribution with variance 1/4, instead of in closed form.
    [Fact]
    public void Is_the_mixture_of_exponential_martingales()
    {
        double[] differences = [1, 1.2, 0.9, -0.3, 1.4, 0.8, 1.1, 1.3, 0.7, 1.2];
        var test = AnytimeTest.Of(differences, 0.01);
        const double Step = 0.001;
        var evidence = Enumerable.Range(-8000, 16001).Select(static i => i * Step)
            .Sum(u => Step * Math.Exp(-2 * u * u) * Math.Sqrt(2 / Math.PI) * Math.Exp((u * test.Sum) - (u * u * test.SumOfSquares / 2)));
        test.PValue.ShouldBe(1 / evidence, 1e-9);
    }

    [Fact]
    public void Rejects_where_the_p_value_reaches_alpha()
    {
        double[] differences = [.. Enumerable.Repeat(0.1, 60)];
        var at = AnytimeTest.Of(differences, 0.01).RejectedAt!.Value;
        AnytimeTest.Of(differences[..at], 0.01).PValue.ShouldBeLessThanOrEqualTo(0.01);
        AnytimeTest.Of(differences[..(at - 1)], 0.01).PValue.ShouldBeGreaterThan(0.01);
        at.ShouldBeLessThan(25);
        var there = AnytimeTest.Of(differences, 0.01);
        AnytimeTest.Of([.. differences.Select(static d => -d)], 0.01).ShouldBe(there with { Sum = -there.Sum });
    }

    [Fact]
    public void Bears_failures_and_zeros()
    {
        AnytimeTest.Of([], 0.01).PValue.ShouldBe(1);
        AnytimeTest.Of([0, 0, 0], 0.01).Sum.ShouldBe(0);
        AnytimeTest.Of([0, 0.1], 0.01).Sum.ShouldBe(AnytimeTest.Clip);
        AnytimeTest.Of([0.1, double.PositiveInfinity], 0.01).Sum.ShouldBe(AnytimeTest.Clip);
        AnytimeTest.Of([double.PositiveInfinity, double.NegativeInfinity, 0.1], 0.01).Sum.ShouldBe(-1);
    }

    // 2000 series of 400 pairs with bursts and no effect: the count of false alarms over all moments stays within what 1 % allows.
    [Fact]
    public void Is_seldom_wrong_however_long_one_watches()
    {
        const int Series = 2000;
        var random = new SeededRandom(11);
        var wrong = Enumerable.Range(0, Series).Count(_ => AnytimeTest.Of(
            [.. Enumerable.Range(0, 400).Select(_ => random.NextNormal() * (random.NextDouble() < 0.1 ? 8 : 1))], 0.01).RejectedAt is not null);
        wrong.ShouldBeLessThanOrEqualTo(Chance.Most(Series, 0.01));
    }
}
