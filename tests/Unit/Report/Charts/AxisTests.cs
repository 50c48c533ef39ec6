using Headroom.Report.Charts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Charts;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 8.1)]
    [InlineData(8.1, 8.1)]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(0.999999998, 1)]
    [InlineData(1e-4, 1e9)]
    [InlineData(1e-12, 1e12)]
    [InlineData(5, 2)]
    public void A_logarithmic_axis_holds_all_values_whatever_they_are(double least, double greatest)
    {
        var axis = Axis.Logarithmic(least, greatest, 240, 14);

        axis.From.ShouldBeGreaterThan(0);
        axis.To.ShouldBeGreaterThan(axis.From);
        axis.To.ShouldBeGreaterThanOrEqualTo(greatest);
        axis.Ticks.Count.ShouldBeInRange(2, 30);
        axis.Ticks.ShouldBe(axis.Ticks.Distinct().Order());
        axis.At(least).ShouldBeInRange(14, 240);
        axis.At(greatest).ShouldBeInRange(14, 240);
    }

    [Fact]
    public void Its_ends_are_round_and_enclose_the_values()
    {
        var axis = Axis.Logarithmic(0.3, 70, 0, 100);

        axis.Ticks.ShouldBe([0.2, 0.5, 1, 2, 5, 10, 20, 50, 100], tolerance: 1e-9);
        axis.At(0.2).ShouldBe(0);
        axis.At(100).ShouldBe(100);
    }

    [Fact]
    public void Zero_lies_at_the_start_of_a_logarithmic_axis() => Axis.Logarithmic(0, 100, 240, 14).At(0).ShouldBe(240);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.0004)]
    [InlineData(7)]
    public void A_linear_axis_has_ticks_that_can_be_told_apart(double greatest)
    {
        foreach (var axis in (Axis[])[Axis.Linear(greatest, 0, 100, 5), Axis.Exact(greatest, 0, 100, 5)])
        {
            axis.To.ShouldBeGreaterThan(Math.Max(0, greatest) * (1 - 1e-9));
            axis.Ticks.Count.ShouldBeInRange(2, 7);
            axis.Ticks.ShouldAllBe(tick => tick >= 0 && tick <= axis.To * (1 + 1e-9));
            axis.At(Math.Max(0, greatest)).ShouldBeInRange(0, 100);
        }
    }
}
