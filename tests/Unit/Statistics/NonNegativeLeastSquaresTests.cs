using Headroom.Statistics;
using Headroom.Statistics.Simulation;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class NonNegativeLeastSquaresTests
{
    // Of a convex problem, the point that meets the Karush-Kuhn-Tucker conditions is the optimum.
    [Fact]
    public void Meets_the_conditions_of_the_optimum()
    {
        var random = new SeededRandom(1);
        for (var trial = 0; trial < 300; trial++)
        {
            var causes = 1 + (int)random.Next(6);
            double[][] rows = [.. Enumerable.Range(0, 15).Select(_ => Enumerable.Range(0, causes).Select(_ => random.NextNormal()).ToArray())];
            double[] y = [.. rows.Select(_ => 3 * random.NextNormal())];
            var x = NonNegativeLeastSquares.Fit(rows, y).Coefficients;
            for (var cause = 0; cause < causes; cause++)
            {
                var gain = rows.Zip(y, (row, response) => row[cause] * (response - row.Zip(x, static (a, b) => a * b).Sum())).Sum();
                x[cause].ShouldBeGreaterThanOrEqualTo(0);
                gain.ShouldBeLessThan(1e-8);
                (gain * x[cause]).ShouldBe(0, 1e-7);
            }
        }
    }

    [Fact]
    public void Finds_the_statements_of_each_route()
    {
        // Two windows of route 1, one of route 2, mixed; 3 statements on route 1, 1 on route 2, none on route 3.
        double[][] requests = [[100, 20, 50], [10, 200, 30], [40, 60, 500], [70, 90, 10]];
        var fit = NonNegativeLeastSquares.Fit(requests, [320, 230, 180, 300]);
        fit.Coefficients[0].ShouldBe(3, 1e-9);
        fit.Coefficients[1].ShouldBe(1, 1e-9);
        fit.Coefficients[2].ShouldBe(0, 1e-9);
        fit.ResidualSquares.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Gives_nothing_to_what_would_be_negative_and_bears_what_is_made_up_of_others()
    {
        NonNegativeLeastSquares.Fit([[1], [2], [3]], [-1, -2, -3]).Coefficients.ShouldBe([0.0]);
        var twins = NonNegativeLeastSquares.Fit([[1, 1, 0], [2, 2, 0], [3, 3, 0]], [2, 4, 6]).Coefficients;
        (twins[0] + twins[1]).ShouldBe(2, 1e-9);
        twins[2].ShouldBe(0);
    }

    [Fact]
    public void Holds_the_shares_within_intervals_from_rows_drawn_again()
    {
        const int Trials = 60;
        var random = new SeededRandom(8);
        var (first, idle) = (0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            double[][] rows = [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 2).Select(_ => 50 + (50 * random.NextDouble())).ToArray())];
            double[] y = [.. rows.Select(row => (2 * row[0]) + (5 * random.NextNormal()))];
            var intervals = NonNegativeLeastSquares.Intervals(rows, y, 0.95, 200, random.Fork((ulong)trial));
            first += intervals[0] is { Low: <= 2, High: >= 2 } ? 1 : 0;
            idle += intervals[1] is { Low: 0, High: < 0.3 } ? 1 : 0;
        }

        first.ShouldBeGreaterThanOrEqualTo(Chance.Fewest(Trials, 0.9));
        idle.ShouldBeGreaterThanOrEqualTo(Chance.Fewest(Trials, 0.9));
    }
}
