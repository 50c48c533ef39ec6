using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class SeededRandomTests
{
    [Fact]
    public void Gives_the_published_sequence_of_SplitMix64()
    {
        var random = new SeededRandom(1234567);
        ulong[] sequence = [.. Enumerable.Range(0, 5).Select(_ => random.NextBits())];
        sequence.ShouldBe(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]);
    }

    [Fact]
    public void Stays_within_its_bounds_and_reaches_them_all()
    {
        var random = new SeededRandom(7);
        var drawn = Enumerable.Range(0, 1000).Select(_ => random.Next(5)).ToHashSet();
        drawn.Order().ShouldBe([0, 1, 2, 3, 4]);
        Enumerable.Range(0, 1000).Select(_ => random.NextDouble()).ShouldAllBe(static value => value >= 0 && value < 1);
    }

    [Fact]
    public void Forks_children_that_differ_and_repeat()
    {
        var bits = Enumerable.Range(0, 100).Select(static child => new SeededRandom(1).Fork((ulong)child).NextBits()).ToArray();
        bits.Distinct().Count().ShouldBe(100);
        new SeededRandom(1).Fork(42).NextBits().ShouldBe(bits[42]);
    }
}
