using Headroom.Statistics;
using Headroom.Statistics.Simulation;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class HuberLineTests
{
    // Residuals of one size all count in full: the line and its standard error are those of least squares.
    [Fact]
    public void Is_least_squares_without_strays()
    {
        (double X, double Y)[] points = [.. Enumerable.Range(0, 12).Select(static i => ((double)i, (2.0 * i) + (i % 4 is 0 or 3 ? 1 : -1)))];
        var plain = LinearFit.Through(points)!;
        var squares = points.Sum(point => Math.Pow(point.Y - plain.Intercept - (plain.Slope * point.X), 2));

        var line = HuberLine.Through(points, 0.95)!;

        line.Slope.ShouldBe(plain.Slope, 1e-9);
        line.Intercept.ShouldBe(plain.Intercept, 1e-9);
        // t(10) at 97.5 % is 2.228 in every table; Sxx of 0..11 is 143.
        ((line.High - line.Low) / 2).ShouldBe(2.228139 * Math.Sqrt(squares / 10 / 143), 1e-6);
    }

    [Fact]
    public void Is_moved_a_little_by_a_stray_however_far_it_lies()
    {
        (double X, double Y)[] Points(double stray) => [.. Enumerable.Range(0, 20).Select(i => ((double)i, i == 17 ? stray : (3.0 * i) + (((i * 7) % 5) - 2)))];
        var near = HuberLine.Through(Points(500), 0.95)!;
        var far = HuberLine.Through(Points(1e9), 0.95)!;
        near.Slope.ShouldBe(3, 0.25);
        far.Slope.ShouldBe(near.Slope, 1e-6);
        LinearFit.Through(Points(500))!.Slope.ShouldBeGreaterThan(6);
    }

    [Fact]
    public void Is_the_line_itself_when_most_points_lie_on_it()
    {
        var line = HuberLine.Through([(5, 6), (10, 11), (20, 21), (40, 41), (40, 900)], 0.95)!;
        (line.Slope, line.Intercept, line.Low, line.High).ShouldBe((1, 1, 1, 1));
    }

    [Fact]
    public void Is_silent_below_three_points_or_two_levels()
    {
        HuberLine.Through([(1, 1), (2, 2)], 0.95).ShouldBeNull();
        HuberLine.Through([(1, 1), (1, 2), (1, 3)], 0.95).ShouldBeNull();
    }

    // Four levels, six times each, one value in ten a stray of ten deviations.
    [Fact]
    public void Covers_the_slope_about_as_often_as_it_says()
    {
        const int Trials = 1000;
        var random = new SeededRandom(6);
        var held = Enumerable.Range(0, Trials).Count(_ =>
        {
            var line = HuberLine.Through(
                [.. Enumerable.Range(0, 24).Select(i => ((double)(i % 4), (0.5 * (i % 4)) + (random.NextNormal() * (random.NextDouble() < 0.1 ? 10 : 1))))], 0.95)!;
            return line.Low <= 0.5 && line.High >= 0.5;
        });
        held.ShouldBeInRange(Chance.Fewest(Trials, 0.93), Chance.Most(Trials, 0.975));
    }
}
