using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public sealed class PairedDifferenceTests
{
    /// <summary>Hollander, Wolfe and Chicken, example 3.1 (depression scale factor IV): the differences x - y of nine patients; Hodges-Lehmann estimate 0.46.</summary>
    [Fact]
    public void Estimates_the_published_example()
    {
        var estimate = PairedDifference.Estimate([0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01]).ShouldNotBeNull();

        estimate.Difference.ShouldBe(0.46, 0.005);
        estimate.Low.ShouldBeLessThan(0);
        estimate.High.ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Too_few_pairs_have_no_interval() => PairedDifference.Estimate([1, 2, 3, 4, 5, 6, 7]).ShouldBeNull();

    [Fact]
    public void Equal_differences_have_no_width() => PairedDifference.Estimate([.. Enumerable.Repeat(2.5, 12)]).ShouldBe(new PairedDifference(2.5, 2.5, 2.5, 12));
}
