using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public sealed class FisherExactTests
{
    [Theory]
    [InlineData(1, 4, 3, 4, 17.0 / 70)] // the lady tasting tea: (16 + 1) of the 70 ways
    [InlineData(0, 4, 4, 4, 1.0 / 70)]
    [InlineData(1, 12, 9, 12, 0.001379728)] // the diet table of the textbooks: 1, 9, 11, 3
    [InlineData(5, 10, 0, 10, 1)]
    [InlineData(0, 0, 3, 3, 1)]
    public void Agrees_with_published_tables(long failed, long total, long otherFailed, long otherTotal, double expected) =>
        FisherExact.Greater(failed, total, otherFailed, otherTotal).ShouldBe(expected, 1e-6);

    [Fact]
    public void Agrees_with_drawing_all_samples()
    {
        const int total = 6, otherTotal = 5, failures = 4;
        var draws = Enumerable.Range(0, 1 << (total + otherTotal)).Where(static draw => System.Numerics.BitOperations.PopCount((uint)draw) == failures)
            .Select(static draw => System.Numerics.BitOperations.PopCount((uint)draw >> total)).ToList();

        foreach (var other in Enumerable.Range(0, failures + 1))
        {
            FisherExact.Greater(failures - other, total, other, otherTotal).ShouldBe(draws.Count(draw => draw >= other) / (double)draws.Count, 1e-12);
        }
    }

    [Fact]
    public void Samples_beyond_all_integers_of_the_machine_are_judged()
    {
        FisherExact.Greater(4_000_000_000, 8_000_000_000, 4_000_300_000, 8_000_000_000).ShouldBeInRange(1e-7, 0.01); // z = 4.7 by the normal approximation, and what the logarithms lose
        FisherExact.Greater(0, 1_000_000_000, 1_000_000_000, 1_000_000_000).ShouldBe(0);
    }

    [Fact]
    public void What_is_too_unlikely_for_a_number_is_told_at_once() =>
        FisherExact.Greater(100_000_000_000_000, 900_000_000_000_000, 800_000_000_000_000, 900_000_000_000_000).ShouldBe(0);

    [Fact]
    public void Large_samples_lose_no_digits() =>
        FisherExact.Greater(1_000, 1_000_000, 1_200, 1_000_000).ShouldBe(1.07955e-5, 1e-10); // the same sum by the logarithm of the gamma function

    [Theory]
    [InlineData(5, 4, 0, 1)]
    [InlineData(-1, 4, 0, 1)]
    public void What_is_no_table_is_refused(long failed, long total, long otherFailed, long otherTotal) =>
        Should.Throw<ArgumentOutOfRangeException>(() => FisherExact.Greater(failed, total, otherFailed, otherTotal));
}
