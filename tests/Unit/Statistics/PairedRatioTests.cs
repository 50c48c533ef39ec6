using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class PairedRatioTests
{
    // Hamilton depression scores: Hollander, Wolfe and Chicken, table 3.1; their estimate of the shift is -0.46 (example 3.3).
    private static readonly double[] s_before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
    private static readonly double[] s_after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

    [Fact]
    public void Agrees_with_the_textbook_estimate()
    {
        var pairs = s_before.Zip(s_after, static (before, after) => (Math.Exp(before), Math.Exp(after))).ToArray();
        Math.Log(PairedRatio.Estimate(pairs)!.Ratio).ShouldBe(-0.46, 0.0001);
    }

    // The greatest T with a one-sided exact tail of at most 0.5 %: tables of the signed-rank statistic (McCornack 1965).
    [Theory]
    [InlineData(8, 0)]
    [InlineData(9, 1)]
    [InlineData(10, 3)]
    [InlineData(11, 5)]
    [InlineData(12, 7)]
    [InlineData(15, 15)]
    [InlineData(20, 37)]
    [InlineData(25, 68)]
    public void Takes_its_interval_from_the_tabulated_signed_rank(int pairs, int critical)
    {
        var differences = Enumerable.Range(1, pairs).Select(static i => i * i / 100.0).ToArray();
        var walsh = (from i in Enumerable.Range(0, pairs) from j in Enumerable.Range(i, pairs - i) select (differences[i] + differences[j]) / 2).Order().ToArray();

        var ratio = PairedRatio.Estimate([.. differences.Select(static difference => (1.0, Math.Exp(difference)))])!;

        Math.Log(ratio.Low).ShouldBe(walsh[critical], 1e-9);
        Math.Log(ratio.High).ShouldBe(walsh[^(critical + 1)], 1e-9);
    }

    [Fact]
    public void Is_silent_below_eight_pairs()
    {
        PairedRatio.Estimate([.. Enumerable.Repeat((1.0, 2.0), 7)]).ShouldBeNull();
        PairedRatio.Estimate([.. Enumerable.Repeat((1.0, 2.0), 8)])!.Ratio.ShouldBe(2, 1e-9);
    }

    [Fact]
    public void Turns_around_with_its_arms()
    {
        (double A, double B)[] pairs = [(5, 4), (6, 7), (5, 3), (9, 4), (4, 4), (8, 3), (7, 5), (6, 2), (5, 4)];
        var there = PairedRatio.Estimate(pairs)!;
        var back = PairedRatio.Estimate([.. pairs.Select(static pair => (pair.B, pair.A))])!;
        back.Ratio.ShouldBe(1 / there.Ratio, 1e-9);
        back.Low.ShouldBe(1 / there.High, 1e-9);
    }

    [Fact]
    public void Refuses_what_is_not_positive() =>
        Should.Throw<ArgumentException>(static () => PairedRatio.Estimate([.. Enumerable.Repeat((0.0, 2.0), 8)]));
}
