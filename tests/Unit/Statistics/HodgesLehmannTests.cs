using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class HodgesLehmannTests
{
    private const double Inf = double.PositiveInfinity;

    // An interval is what the test does not reject: shift by a little inside and a little outside of each end.
    [Theory]
    [InlineData(0.80)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    public void Holds_the_shifts_that_the_test_does_not_reject(double confidence)
    {
        double[] values = [0.31, -0.22, 0.43, 0.14, 0.85, -0.06, 0.57, 0.28, 0.99, 0.71, -0.53, 0.12];
        var centre = HodgesLehmann.Of(values, confidence);
        double P(double shift) => SignedRankTest.Of([.. values.Select(value => value - shift)]).TwoSided;

        P(centre.Low + 1e-9).ShouldBeGreaterThan(1 - confidence);
        P(centre.Low - 1e-9).ShouldBeLessThanOrEqualTo(1 - confidence);
        P(centre.High - 1e-9).ShouldBeGreaterThan(1 - confidence);
        P(centre.High + 1e-9).ShouldBeLessThanOrEqualTo(1 - confidence);
    }

    // Every sign pattern of a symmetric sample is as likely: the centre 0 is held in at least 95 % of them, counted exactly.
    [Fact]
    public void Covers_the_centre_as_often_as_it_says()
    {
        double[] sizes = [0.11, 0.23, 0.31, 0.47, 0.59, 0.61, 0.73, 0.83, 0.97, 1.09];
        var held = Enumerable.Range(0, 1 << sizes.Length)
            .Select(signs => HodgesLehmann.Of([.. sizes.Select((size, i) => (signs >> i & 1) == 1 ? size : -size)], 0.95))
            .Count(static centre => centre.Low <= 0 && centre.High >= 0);
        ((double)held / (1 << sizes.Length)).ShouldBeInRange(0.95, 0.97);
    }

    [Fact]
    public void Ends_at_infinity_when_failures_reach_the_end()
    {
        double[] finite = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2];
        var one = HodgesLehmann.Of([.. finite, Inf], 0.95);
        double.IsFinite(one.Estimate).ShouldBeTrue();
        double.IsFinite(one.Low).ShouldBeTrue();
        HodgesLehmann.Of([.. finite, Inf], 0.995).High.ShouldBe(Inf);
        HodgesLehmann.Of([.. finite, .. Enumerable.Repeat(Inf, 30)], 0.95).Estimate.ShouldBe(Inf);
    }

    [Fact]
    public void Lets_a_failure_of_each_arm_outweigh_the_other()
    {
        var centre = HodgesLehmann.Of([Inf, -Inf, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3], 0.5);
        centre.Estimate.ShouldBe(0, 1e-12);
        centre.Low.ShouldBe(-centre.High, 1e-12);
    }

    [Fact]
    public void Has_no_interval_where_the_values_are_too_few()
    {
        var centre = HodgesLehmann.Of([1, 2, 3, 4], 0.99);
        (centre.Estimate, centre.Low, centre.High).ShouldBe((2.5, -Inf, Inf));
        Should.Throw<ArgumentException>(static () => HodgesLehmann.Of([], 0.9));
        Should.Throw<ArgumentException>(static () => HodgesLehmann.Of([double.NaN], 0.9));
    }

    [Fact]
    public void Approximates_where_counting_costs_too_much()
    {
        double[] values = [.. Enumerable.Range(-150, 301).Select(static i => i * 0.01)];
        var exact = HodgesLehmann.Of(values[..300], 0.99);
        var approximate = HodgesLehmann.Of(values, 0.99);
        approximate.Estimate.ShouldBe(0, 1e-9);
        (approximate.High - approximate.Low).ShouldBe(exact.High - exact.Low, 0.02 * (exact.High - exact.Low));
    }
}
