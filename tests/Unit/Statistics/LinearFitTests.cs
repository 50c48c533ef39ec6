using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class LinearFitTests
{
    [Fact]
    public void Agrees_with_the_first_of_Anscombes_quartet()
    {
        double[] x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
        double[] y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
        var fit = LinearFit.Through([.. x.Zip(y)])!;
        fit.Slope.ShouldBe(0.5001, 0.0001);
        fit.Intercept.ShouldBe(3.0001, 0.0001);
        fit.RSquared.ShouldBe(0.6665, 0.0001);
    }

    [Fact]
    public void Explains_a_flat_line_wholly()
    {
        var fit = LinearFit.Through([(1, 3), (2, 3), (3, 3)])!;
        (fit.Slope, fit.Intercept, fit.RSquared).ShouldBe((0, 3, 1));
    }

    [Fact]
    public void Is_silent_without_two_different_x()
    {
        LinearFit.Through([(1, 2)]).ShouldBeNull();
        LinearFit.Through([(1, 2), (1, 5)]).ShouldBeNull();
    }
}
