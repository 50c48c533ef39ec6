using Headroom.Statistics;
using Headroom.Statistics.Simulation;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class TheilSenTests
{
    [Fact]
    public void Is_the_median_of_all_slopes()
    {
        var line = TheilSen.Through([(1, 1.26), (2, 1.27), (3, 1.12), (4, 1.16), (5, 1.03)], 0.95)!;
        line.Slope.ShouldBe(-0.05625, 1e-12);
        line.Intercept.ShouldBe(1.26 + 0.05625, 1e-9);
    }

    [Fact]
    public void Is_not_pulled_by_strays()
    {
        var line = TheilSen.Through([(0, 1), (1, 3), (2, 5), (3, 700), (4, 9), (5, 11), (6, 13), (7, 15)], 0.95)!;
        (line.Slope, line.Intercept).ShouldBe((2, 1));
        line.Low.ShouldBeLessThanOrEqualTo(2);
    }

    // Every order of the errors is as likely. Of the 7! orders 1, 6, 20, 49, 98, 169 have 0 to 5 inversions (Mahonian numbers, OEIS A008302):
    // the interval misses the slope 0 on either side in as many as fit into its tail.
    [Theory]
    [InlineData(0.80, 343)]
    [InlineData(0.95, 76)]
    [InlineData(0.99, 7)]
    public void Covers_the_slope_as_often_as_it_says(double confidence, int missedOnOneSide)
    {
        double[] errors = [0.1, 0.45, -0.3, 0.8, 1.7, -1.1, 0.02];
        var lines = Orders(errors).Select(order => TheilSen.Through([.. order.Select(static (y, i) => ((double)i, y))], confidence)!).ToArray();
        lines.Length.ShouldBe(5040);
        var held = lines.Count(static line => line.Low <= 0 && line.High >= 0) / 5040.0;
        held.ShouldBe(1 - (2 * missedOnOneSide / 5040.0), 1e-12);
        held.ShouldBeGreaterThanOrEqualTo(confidence);
    }

    [Fact]
    public void Covers_the_slope_of_repeated_levels()
    {
        const int Trials = 1000;
        var random = new SeededRandom(2);
        var held = Enumerable.Range(0, Trials).Count(_ =>
        {
            var line = TheilSen.Through([.. Enumerable.Range(0, 24).Select(i => ((double)(i % 4), (0.5 * (i % 4)) + random.NextNormal()))], 0.95)!;
            return line.Low <= 0.5 && line.High >= 0.5;
        });
        held.ShouldBeInRange(Chance.Fewest(Trials, 0.94), Chance.Most(Trials, 0.97));
    }

    [Fact]
    public void Is_silent_without_two_different_x_and_boundless_with_too_few()
    {
        TheilSen.Through([(1, 2), (1, 5)], 0.95).ShouldBeNull();
        TheilSen.Through([], 0.95).ShouldBeNull();
        TheilSen.Through([(1, 2), (2, 3), (3, 4)], 0.95)!.High.ShouldBe(double.PositiveInfinity);
    }

    internal static IEnumerable<double[]> Orders(double[] values) => values.Length == 0
        ? [[]]
        : values.SelectMany((first, i) => Orders([.. values[..i], .. values[(i + 1)..]]).Select(rest => (double[])[first, .. rest]));
}
