using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class SignedRankTestTests
{
    private const double Inf = double.PositiveInfinity;

    // What it must agree with: every choice of signs, each as likely.
    [Theory]
    [InlineData(new[] { 0.3 })]
    [InlineData(new[] { 1.0, -2, 3, 4, -5, 6, 7 })]
    [InlineData(new[] { 1.0, 1, 1, -1, 2, 2, -2, 5 })]
    [InlineData(new[] { 0.0, 0, 1, -2, 2, 3, 0, 4 })]
    [InlineData(new[] { 0.1, -0.2, 0.3, Inf, Inf, -Inf, 0.4, 0.5 })]
    [InlineData(new[] { -3.0, -1, -2, -4, -5, -6.5, -7, -8, -9, -10, -11, -12 })]
    public void Agrees_with_counting_all_signs(double[] differences)
    {
        var sizes = differences.Select(Math.Abs).ToArray();
        var ranks = sizes.Select(size => size == 0 ? 0 : sizes.Count(o => o < size) + ((sizes.Count(o => o.Equals(size)) + 1) / 2.0)).ToArray();
        var seen = differences.Zip(ranks, static (d, rank) => d > 0 ? rank : 0).Sum();
        var sums = Enumerable.Range(0, 1 << ranks.Length).Select(signs => ranks.Where((_, i) => (signs >> i & 1) == 1).Sum()).ToArray();

        var test = SignedRankTest.Of(differences);

        test.RankSum.ShouldBe(seen);
        test.Less.ShouldBe(sums.Count(sum => sum <= seen) / (double)sums.Length, 1e-12);
        test.Greater.ShouldBe(sums.Count(sum => sum >= seen) / (double)sums.Length, 1e-12);
        test.TwoSided.ShouldBe(Math.Min(1, 2 * Math.Min(test.Less, test.Greater)));
        test.IsExact.ShouldBeTrue();
    }

    // Hollander, Wolfe and Chicken, table 3.1 and example 3.1: T+ = 5 of 9 patients, one-sided p = 0.020.
    [Fact]
    public void Agrees_with_the_textbook()
    {
        double[] before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
        double[] after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
        var test = SignedRankTest.Of([.. after.Zip(before, static (a, b) => a - b)]);
        (test.RankSum, test.Zeros).ShouldBe((5, 0));
        test.Less.ShouldBe(10 / 512.0, 1e-12);
    }

    [Fact]
    public void Counts_zeros_in_the_ranks_and_not_in_the_signs()
    {
        var test = SignedRankTest.Of([0, 0, 5]);
        (test.RankSum, test.Zeros, test.Values, test.Greater).ShouldBe((3, 2, 3, 0.5));
    }

    [Fact]
    public void Says_nothing_where_there_is_nothing()
    {
        SignedRankTest.Of([]).TwoSided.ShouldBe(1);
        SignedRankTest.Of([0, 0, 0]).TwoSided.ShouldBe(1);
    }

    [Fact]
    public void Never_drops_a_failure()
    {
        double[] finite = [-0.1, -0.2, -0.3, -0.4, -0.5, -0.6, -0.7, -0.8, -0.9];
        SignedRankTest.Of([.. finite, Inf]).Less.ShouldBeGreaterThan(SignedRankTest.Of(finite).Less);
        Should.Throw<ArgumentException>(static () => SignedRankTest.Of([1, double.NaN]));
    }

    [Fact]
    public void Is_exact_for_two_hundred_pairs_and_near_its_approximation_at_the_border()
    {
        var random = new SeededRandom(3);
        double[] Noise(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.45)];

        SignedRankTest.Of(Noise(200)).IsExact.ShouldBeTrue();
        var values = Noise(300);
        var exact = SignedRankTest.Of(values);
        var approximate = SignedRankTest.Of([.. values, 1e-9]);
        (exact.IsExact, approximate.IsExact).ShouldBe((true, false));
        approximate.TwoSided.ShouldBe(exact.TwoSided, 0.02 * exact.TwoSided);
    }
}
