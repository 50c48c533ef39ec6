using Headroom.Statistics;
using Headroom.Statistics.Simulation;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class MannKendallTests
{
    // Over all 7! orders of values with ties: the mean of S is 0, and its variance is what the formula says.
    [Fact]
    public void Has_the_variance_of_all_orders()
    {
        double[] values = [1, 2, 2, 3, 3, 3, 4];
        var orders = TheilSenTests.Orders(values).Select(static order => MannKendall.Of(order)!).ToArray();
        orders.Average(static test => test.Score).ShouldBe(0, 1e-12);
        var squares = orders.Average(static test => (double)test.Score * test.Score);
        foreach (var test in orders)
        {
            (test.Variance / test.MemoryFactor).ShouldBe(squares, 1e-9);
        }
    }

    // 1 + 2/(n(n-1)(n-2)) sum (n-k)(n-k-1)(n-k-2) r(k), by hand: 12 values that go up and down once around no trend.
    [Fact]
    public void Widens_the_variance_by_the_memory_of_the_ranks()
    {
        double[] values = [6, 7, 8, 9, 10, 11, 12, 5, 4, 3, 2, 1];
        var slope = TheilSen.Through([.. values.Select(static (y, i) => ((double)i, y))], 0.95)!.Slope;
        var rest = values.Select((y, i) => y - (slope * i)).ToArray();
        var ranks = rest.Select(y => rest.Count(other => other < y) + ((rest.Count(other => other == y) + 1) / 2.0) - 6.5).ToArray();
        var factor = 1.0;
        for (var k = 1; k <= 9; k++)
        {
            var r = Enumerable.Range(k, 12 - k).Sum(i => ranks[i] * ranks[i - k]) / ranks.Sum(static rank => rank * rank);
            factor += Math.Abs(r) * Math.Sqrt(12) > 1.96 ? 2.0 / (12 * 11 * 10) * (12 - k) * (11 - k) * (10 - k) * r : 0;
        }

        var test = MannKendall.Of(values)!;
        factor.ShouldBeGreaterThan(1);
        test.MemoryFactor.ShouldBe(factor, 1e-9);
        test.Variance.ShouldBe(factor * 12 * 11 * 29 / 18, 1e-9);
    }

    [Fact]
    public void Finds_a_rise_and_a_fall()
    {
        double[] rising = [.. Enumerable.Range(0, 20).Select(static i => i + (i % 3))];
        MannKendall.Of(rising)!.Rising.ShouldBeLessThan(0.001);
        MannKendall.Of([.. rising.Reverse()])!.Rising.ShouldBeGreaterThan(0.999);
        MannKendall.Of([.. rising.Reverse()])!.PValue.ShouldBe(MannKendall.Of(rising)!.PValue, 0.01);
    }

    [Fact]
    public void Finds_nothing_in_what_stands_still()
    {
        MannKendall.Of([5, 5, 5, 5, 5])!.PValue.ShouldBe(1);
        MannKendall.Of([1, 2, 3]).ShouldBeNull();
    }

    // Alternating values are never surer than independent ones; memory makes the plain test wrong, and this one less so.
    [Fact]
    public void Is_deceived_by_memory_less_often_than_the_plain_test()
    {
        MannKendall.Of([1, 9, 2, 8, 3, 7, 4, 6, 5, 5.5])!.MemoryFactor.ShouldBe(1);

        const int Series = 400;
        var random = new SeededRandom(9);
        var tests = Enumerable.Range(0, Series).Select(_ =>
        {
            var state = random.NextNormal();
            return MannKendall.Of([.. Enumerable.Range(0, 60).Select(_ => state = (0.6 * state) + random.NextNormal())])!;
        }).ToArray();
        var plain = tests.Count(static test => Math.Abs(test.Score) - 1 > 2.5758 * Math.Sqrt(test.Variance / test.MemoryFactor));
        var wrong = tests.Count(static test => test.PValue < 0.01);
        plain.ShouldBeGreaterThan(Chance.Most(Series, 0.08));
        wrong.ShouldBeLessThan(Chance.Fewest(Series, plain / (double)Series));
    }

    [Fact]
    public void Is_wrong_as_often_as_it_says_without_memory()
    {
        const int Series = 1000;
        var random = new SeededRandom(4);
        var wrong = Enumerable.Range(0, Series).Count(_ => MannKendall.Of([.. Enumerable.Range(0, 40).Select(_ => random.NextNormal())])!.PValue < 0.05);
        wrong.ShouldBeLessThanOrEqualTo(Chance.Most(Series, 0.05));
    }
}
