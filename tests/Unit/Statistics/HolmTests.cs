using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class HolmTests
{
    [Fact]
    public void Multiplies_by_what_is_left_and_never_falls()
    {
        double[] expected = [0.03, 0.06, 0.06, 0.02];
        foreach (var (adjusted, by_hand) in Holm.Adjusted([0.01, 0.04, 0.03, 0.005]).Zip(expected))
        {
            adjusted.ShouldBe(by_hand, 1e-12);
        }
    }

    [Fact]
    public void Stays_a_probability()
    {
        Holm.Adjusted([]).ShouldBeEmpty();
        Holm.Adjusted([0.4, 0.9]).ShouldBe([0.8, 0.9]);
        Holm.Adjusted([0.7, 0.9]).ShouldBe([1.0, 1.0]);
    }

    // The procedure as Holm wrote it: step down through the sorted p values, stop at the first that fails.
    [Fact]
    public void Rejects_what_the_step_down_procedure_rejects()
    {
        var random = new SeededRandom(5);
        for (var trial = 0; trial < 200; trial++)
        {
            double[] p = [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble() * random.NextDouble() * 0.1)];
            var order = Enumerable.Range(0, 6).OrderBy(i => p[i]).ToArray();
            var rejected = order.Index().TakeWhile(place => p[place.Item] < 0.05 / (6 - place.Index)).Select(static place => place.Item).Order();
            Holm.Adjusted(p).Index().Where(static adjusted => adjusted.Item < 0.05).Select(static adjusted => adjusted.Index).ShouldBe(rejected);
        }
    }
}
