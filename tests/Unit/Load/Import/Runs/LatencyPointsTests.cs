using FsCheck;
using FsCheck.Fluent;
using Headroom.Load.Import.Runs;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs;

public class LatencyPointsTests
{
    [Fact]
    public void Percentiles_lie_between_the_closest_ranks()
    {
        var latency = Points([.. Enumerable.Range(1, 11).Select(static i => 10.0 * i)]).Latency();
        (latency.P50Ms, latency.P90Ms).ShouldBe((60, 100));
        latency.P95Ms!.Value.ShouldBe(105, 1e-9);
        latency.P99Ms!.Value.ShouldBe(109, 1e-9);
        (latency.MeanMs, latency.MinMs, latency.MaxMs).ShouldBe((60, 10, 110));
    }

    [Fact]
    public void Nothing_is_known_of_no_points()
    {
        var points = new LatencyPoints();
        points.MedianMs().ShouldBeNull();
        var latency = points.Latency();
        (latency.P50Ms, latency.P95Ms, latency.MeanMs, latency.MinMs, latency.MaxMs).ShouldBe((null, null, null, null, null));
    }

    [Fact]
    public void Points_may_come_after_a_percentile_was_read()
    {
        var points = Points([30, 10]);
        points.MedianMs().ShouldBe(20);
        points.Add(0);
        points.MedianMs().ShouldBe(10);
    }

    [Fact]
    public void A_clock_that_stepped_back_counts_as_zero() => Points([-5]).Latency().MinMs.ShouldBe(0);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_number_is_our_mistake(double ms) => Should.Throw<ArgumentOutOfRangeException>(() => new LatencyPoints().Add(ms));

    [Fact]
    public void Beyond_the_room_percentiles_stay_within_a_thousandth() =>
        Prop.ForAll(Gen.Choose(100, 5_000_000).ListOf().Select(static list => list.ToArray()).ToArbitrary(), static list =>
        {
            double[] values = [.. list.Concat(Enumerable.Range(1000, 20)).Select(static us => us / 1000.0)];
            var bounded = new LatencyPoints(new LatencyRoom(10));
            foreach (var value in values)
            {
                bounded.Add(value);
            }

            Array.Sort(values);
            var nearest = values[(int)Math.Ceiling(0.95m * values.Length) - 1];
            var latency = bounded.Latency();
            return Math.Abs(latency.P95Ms!.Value - nearest) <= 0.001 * nearest
                && Math.Abs(latency.MeanMs!.Value - values.Average()) < 1e-6 * values.Average()
                && latency.MinMs == values[0] && latency.MaxMs == values[^1] && bounded.Count == values.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Who_outgrows_a_shared_room_leaves_it_to_the_others()
    {
        var room = new LatencyRoom(4);
        var (large, small) = (new LatencyPoints(room), new LatencyPoints(room));
        foreach (var value in new[] { 1.0, 2, 3, 4, 5 })
        {
            large.Add(value);
        }

        small.Add(1);
        small.Add(2);
        small.MedianMs().ShouldBe(1.5);
        large.MedianMs()!.Value.ShouldBe(3, 0.01);
    }

    private static LatencyPoints Points(double[] values)
    {
        var points = new LatencyPoints();
        foreach (var value in values)
        {
            points.Add(value);
        }

        return points;
    }
}
