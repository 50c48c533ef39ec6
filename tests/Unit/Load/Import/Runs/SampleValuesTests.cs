using Headroom.Load.Import.Runs;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs;

public class SampleValuesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 2.5)]
    [InlineData(0.9, 3.7)]
    [InlineData(1, 4)]
    public void Interpolates_between_the_two_nearest_values(double share, double value) =>
        Of(new SampleRoom(1000), [4, 1, 3, 2]).Quantile(share)!.Value.ShouldBe(value, 1e-12);

    [Fact]
    public void Knows_nothing_of_no_values()
    {
        var none = Of(new SampleRoom(1000), []);
        (none.Quantile(0.5), none.Mean, none.Min, none.Max, none.Latency()).ShouldBe((null, null, null, null, null));
    }

    [Fact]
    public void Is_within_a_4096th_without_room_for_any_value()
    {
        var random = new SeededRandom(7);
        double[] values = [.. Enumerable.Range(0, 5000).Select(_ => Math.Exp((random.NextDouble() - 0.5) * 20) * (random.NextDouble() < 0.2 ? -1 : 1))];
        var (exact, folded) = (Of(new SampleRoom(10_000), values), Of(new SampleRoom(0), values));
        (exact.IsExact, folded.IsExact).ShouldBe((true, false));
        (folded.Min, folded.Max, folded.Mean).ShouldBe((exact.Min, exact.Max, exact.Mean));
        for (var rank = 0; rank < values.Length; rank += 7)
        {
            var share = rank / (values.Length - 1.0);
            var (mine, oracle) = (folded.Quantile(share)!.Value, exact.Quantile(share)!.Value);
            mine.ShouldBe(oracle, Math.Abs(oracle) / 2000);
        }
    }

    [Fact]
    public void Merges_what_is_exact_with_what_is_not()
    {
        var (small, none) = (new SampleValues(new SampleRoom(100)), new SampleValues(new SampleRoom(0)));
        small.Add(1);
        none.Add(3);
        var both = new SampleDistribution(small, none);
        (both.Count, both.Min, both.Max, both.Mean).ShouldBe((2, 1, 3, 2));
        both.Quantile(0.5)!.Value.ShouldBe(2, 1e-3);
    }

    [Fact]
    public void Gives_its_room_to_others_when_it_folds()
    {
        var room = new SampleRoom(64);
        var (first, second) = (new SampleValues(room), new SampleValues(room));
        for (var value = 0; value < 65; value++)
        {
            first.Add(value);
        }

        second.Add(1);
        (first.IsExact, second.IsExact, first.Count).ShouldBe((false, true, 65));
    }

    private static SampleDistribution Of(SampleRoom room, IEnumerable<double> values)
    {
        var recorded = new SampleValues(room);
        foreach (var value in values)
        {
            recorded.Add(value);
        }

        return new SampleDistribution(recorded);
    }
}
