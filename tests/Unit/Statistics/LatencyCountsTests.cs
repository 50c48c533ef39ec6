using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public sealed class LatencyCountsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(177_000, 0)]
    [InlineData(179_000, 1)]
    [InlineData(999_000, 3)]
    [InlineData(1_002_000, 4)]
    [InlineData(100_200_000, 12)]
    [InlineData(56_000_000_000, 22)]
    [InlineData(56_500_000_000, 23)]
    [InlineData(long.MaxValue, 23)]
    public void A_latency_counts_in_the_step_that_it_lies_in(long latencyNs, int step)
    {
        var counts = LatencyCounts.Of(Recorded(latencyNs))!.Counts;

        counts.Count.ShouldBe(step + 1);
        counts[step].ShouldBe(1);
    }

    [Fact]
    public void Every_latency_counts_once()
    {
        var latencies = Enumerable.Range(0, 5_000).Select(number => (long)number * number * 7_000).ToArray();

        LatencyCounts.Of(Recorded(latencies))!.Counts.Sum().ShouldBe(5_000);
    }

    [Fact]
    public void Each_step_ends_about_1_78_times_where_the_one_before_ends()
    {
        LatencyCounts.EndsNs.Count.ShouldBe(LatencyCounts.Steps - 1);
        LatencyCounts.EndsNs[3].ShouldBe(1_000_000);
        LatencyCounts.EndsNs.Zip(LatencyCounts.EndsNs.Skip(1)).ShouldAllBe(pair => Math.Abs(((double)pair.Second / pair.First) - 1.778) < 0.001);
    }

    [Fact]
    public void Counts_add_up_and_what_nobody_knows_adds_nothing()
    {
        LatencyCounts.Sum([new LatencyCounts([1, 2]), null, new LatencyCounts([0, 3, 4])]).ShouldBe(new LatencyCounts([1, 5, 4]));
        LatencyCounts.Sum([null]).ShouldBeNull();
    }

    [Fact]
    public void Steps_at_the_end_that_hold_nothing_make_no_difference()
    {
        new LatencyCounts([1, 0, 0]).ShouldBe(new LatencyCounts([1]));
        new LatencyCounts([1]).ShouldNotBe(new LatencyCounts([0, 1]));
        new LatencyCounts([1, 0, 0]).GetHashCode().ShouldBe(new LatencyCounts([1]).GetHashCode());
    }

    [Fact]
    public void Nothing_recorded_is_unknown() => LatencyCounts.Of(new Histogram()).ShouldBeNull();

    [Fact]
    public void Impossible_counts_are_refused()
    {
        Should.Throw<ArgumentException>(() => new LatencyCounts([1, -1]));
        Should.Throw<ArgumentException>(() => new LatencyCounts(Enumerable.Repeat(1L, LatencyCounts.Steps + 1)));
    }

    private static Histogram Recorded(params long[] latenciesNs)
    {
        var histogram = new Histogram();
        foreach (var latency in latenciesNs)
        {
            histogram.Record(latency);
        }

        return histogram;
    }
}
