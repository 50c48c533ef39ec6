using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class OBrienFlemingTests
{
    // An independent computation: the density of the random walk at each look, cut off where it has crossed, by the trapezoid rule.
    [Fact]
    public void Shares_one_percent_among_four_looks() => Crossed(OBrienFleming.Looks.Select(static look => look.Z)).ShouldBe(0.01, 0.00003);

    [Fact]
    public void Looking_four_times_at_one_percent_would_be_wrong_nearly_three_times_as_often() =>
        Crossed([2.5758, 2.5758, 2.5758, 2.5758]).ShouldBeInRange(0.02, 0.03);

    [Fact]
    public void Has_the_alpha_of_the_normal_distribution_at_each_look()
    {
        // P(|Z| >= z) = 2 phi(z) / (z + 1/(z + 2/(z + 3/(z + ...)))): Laplace's continued fraction.
        foreach (var look in OBrienFleming.Looks)
        {
            var fraction = Enumerable.Range(1, 200).Reverse().Aggregate(look.Z, (rest, k) => look.Z + (k / rest));
            look.Alpha.ShouldBe(2 * Density(look.Z, 1) / fraction, 1e-9 * look.Alpha);
        }

        OBrienFleming.Looks[^1].Alpha.ShouldBe(0.00908, 0.00001);
        OBrienFleming.Looks.Select(static look => look.Z * Math.Sqrt(look.Share)).ShouldAllBe(static z => Math.Abs(z - 2.609) < 0.0005);
    }

    [Fact]
    public void Looks_at_quarters_rounded_up()
    {
        OBrienFleming.Looks.Select(static look => look.PairsOf(80)).ShouldBe([20, 40, 60, 80]);
        OBrienFleming.Looks.Select(static look => look.PairsOf(30)).ShouldBe([8, 15, 23, 30]);
        OBrienFleming.Looks.Select(static look => look.IsLast).ShouldBe([false, false, false, true]);
    }

    private static double Crossed(IEnumerable<double> boundaries)
    {
        const double Step = 0.01;
        const int Points = 2001;
        var grid = Enumerable.Range(0, Points).Select(static i => (i - (Points / 2)) * Step).ToArray();
        var density = Array.ConvertAll(grid, static s => Density(s, 1));
        var inside = 1.0;
        foreach (var (k, z) in boundaries.Index())
        {
            // After k + 1 quarters the walk has variance k + 1; a walk beyond z sqrt(k + 1) has crossed.
            if (k > 0)
            {
                var before = density;
                density = Array.ConvertAll(grid, s => Step * before.Select((d, i) => d * Density(s - grid[i], 1)).Sum());
            }

            var limit = z * Math.Sqrt(k + 1);
            for (var i = 0; i < Points; i++)
            {
                // A cell that the limit cuts counts by its share within.
                density[i] *= Math.Clamp(((limit - Math.Abs(grid[i])) / Step) + 0.5, 0, 1);
            }

            inside = Step * density.Sum();
        }

        return 1 - inside;
    }

    private static double Density(double x, double variance) => Math.Exp(-x * x / (2 * variance)) / Math.Sqrt(2 * Math.PI * variance);
}
