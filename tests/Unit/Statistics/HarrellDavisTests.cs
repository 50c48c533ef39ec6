using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class HarrellDavisTests
{
    // Three values, median: the weights are those of beta(2, 2), whose distribution function is 3x^2 - 2x^3: 7/27, 13/27, 7/27.
    [Fact]
    public void Weighs_by_the_beta_distribution()
    {
        var median = HarrellDavis.Of([9, 1, 2], 0.5);
        median.Value.ShouldBe((7 + 26 + 63) / 27.0, 1e-12);
        median.StandardError!.Value.ShouldBe(Math.Sqrt(((7 + 52 + 567) / 27.0) - Math.Pow(96 / 27.0, 2)), 1e-12);
    }

    // Nineteen values, p90: a = 18, b = 2, whose distribution function is 19 x^18 - 18 x^19.
    [Fact]
    public void Agrees_with_the_closed_form_of_a_tail()
    {
        static double UpTo(double x) => (19 * Math.Pow(x, 18)) - (18 * Math.Pow(x, 19));
        double[] values = [.. Enumerable.Range(1, 19).Select(static i => (double)i * i)];
        var expected = Enumerable.Range(1, 19).Sum(i => values[i - 1] * (UpTo(i / 19.0) - UpTo((i - 1) / 19.0)));
        HarrellDavis.Of(values, 0.9).Value.ShouldBe(expected, 1e-9);
    }

    [Fact]
    public void Is_infinite_only_where_a_failure_has_weight()
    {
        double[] values = [.. Enumerable.Range(1, 99).Select(static i => (double)i), double.PositiveInfinity];
        double.IsFinite(HarrellDavis.Of(values, 0.5).Value).ShouldBeTrue();
        var tail = HarrellDavis.Of(values, 0.95);
        (tail.Value, tail.StandardError).ShouldBe((double.PositiveInfinity, null));
    }

    [Fact]
    public void Is_the_value_where_there_is_one() => HarrellDavis.Of([7], 0.95).ShouldBe(new HarrellDavis(7, 0));
}
