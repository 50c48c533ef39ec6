using Headroom.Experiments.Faults;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Faults;

public sealed class ToxicChainTests
{
    private const long Ms = 1_000_000;

    [Fact]
    public void Passes_all_at_once_without_toxics()
    {
        Chain().Take(100, 5 * Ms).ShouldBe([new Step(StepKind.Data, 0, 100, 5 * Ms)]);
        Chain().End(7 * Ms).ShouldBe([new Step(StepKind.End, 0, 0, 7 * Ms)]);
    }

    [Fact]
    public void Latency_counts_from_the_read_and_does_not_limit_the_rate()
    {
        var chain = Chain(new Toxic.Latency(Milliseconds(100), TimeSpan.Zero));

        Dues(chain, 0, 10, 20).ShouldBe([100, 110, 120]);
    }

    [Fact]
    public void Jitter_stays_within_its_bounds_and_never_changes_the_order()
    {
        var chain = Chain(new Toxic.Latency(Milliseconds(50), Milliseconds(40)));
        var dues = Enumerable.Range(0, 2000).Select(i => chain.Take(1, i * 200 * Ms).Single().DueNs - (i * 200 * Ms)).ToList();

        dues.Min().ShouldBeInRange(10 * Ms, 12 * Ms);
        dues.Max().ShouldBeInRange(88 * Ms, 90 * Ms);
        dues.Average().ShouldBe(50.0 * Ms, 1.5 * Ms);

        var close = Chain(new Toxic.Latency(Milliseconds(50), Milliseconds(40)));
        var order = Enumerable.Range(0, 500).Select(i => close.Take(1, i * Ms).Single().DueNs).ToList();
        order.ShouldBe(order.Order());
    }

    [Fact]
    public void Two_latencies_add_up() =>
        Dues(Chain(new Toxic.Latency(Milliseconds(30), TimeSpan.Zero), new Toxic.Latency(Milliseconds(20), TimeSpan.Zero)), 0).ShouldBe([50]);

    [Fact]
    public void The_end_of_a_stream_never_overtakes_its_data()
    {
        var chain = Chain(new Toxic.Latency(Milliseconds(100), TimeSpan.Zero));
        chain.Take(10, 0);

        chain.End(Ms).Single().DueNs.ShouldBe(100 * Ms);
    }

    [Theory]
    [InlineData(1, 1000, 1000)] // 1 KB/s: 1,000 bytes take a second
    [InlineData(100, 1000, 10)]
    [InlineData(1000, 32768, 32.768)]
    public void Bandwidth_takes_the_time_that_the_rate_says(long rate, int bytes, double lastMs)
    {
        var steps = Chain(new Toxic.Bandwidth(rate)).Take(bytes, 0);

        (steps[^1].DueNs / (double)Ms).ShouldBe(lastMs, 0.001);
        steps.Sum(step => step.Length).ShouldBe(bytes);
        steps.ShouldAllBe(step => step.Length <= rate * 100);
        Offsets(steps);
    }

    [Fact]
    public void Bandwidth_is_shared_by_what_follows_and_not_saved_up()
    {
        var chain = Chain(new Toxic.Bandwidth(1));

        chain.Take(50, 0)[^1].DueNs.ShouldBe(50 * Ms);
        chain.Take(50, 10 * Ms)[^1].DueNs.ShouldBe(100 * Ms);
        chain.Take(50, 900 * Ms)[^1].DueNs.ShouldBe(950 * Ms, "an idle second is not made up for");
    }

    [Fact]
    public void A_rate_of_zero_holds_everything()
    {
        var chain = Chain(new Toxic.Bandwidth(0));

        chain.Take(1, 0).Single().DueNs.ShouldBe(Step.Never);
        chain.Holds.ShouldBeTrue();
    }

    [Fact]
    public void Slow_close_delays_the_end_and_nothing_else()
    {
        var chain = Chain(new Toxic.SlowClose(Milliseconds(70)));

        chain.Take(10, 5 * Ms).Single().DueNs.ShouldBe(5 * Ms);
        chain.End(6 * Ms).Single().ShouldBe(new Step(StepKind.End, 0, 0, 76 * Ms));
    }

    [Fact]
    public void A_timeout_drops_data_and_closes_when_none_came_for_so_long()
    {
        var chain = Chain(new Toxic.Timeout(Milliseconds(100)));

        chain.AlarmNs.ShouldBe(100 * Ms);
        chain.Take(10, 60 * Ms).ShouldBeEmpty();
        chain.AlarmNs.ShouldBe(160 * Ms);
        chain.Drops.ShouldBeTrue();
    }

    [Fact]
    public void A_timeout_of_zero_never_closes()
    {
        var chain = Chain(new Toxic.Timeout(TimeSpan.Zero));

        chain.Take(10, 0).ShouldBeEmpty();
        chain.AlarmNs.ShouldBeNull();
    }

    [Fact]
    public void A_reset_waits_for_data_and_then_for_its_time_once()
    {
        var chain = Chain(new Toxic.ResetPeer(Milliseconds(30)));

        chain.AlarmNs.ShouldBeNull();
        chain.Take(10, 5 * Ms).ShouldBe([new Step(StepKind.Reset, 0, 0, 35 * Ms)]);
        chain.Take(10, 6 * Ms).ShouldBeEmpty();
    }

    [Fact]
    public void A_limit_lets_exactly_so_many_bytes_arrive()
    {
        var chain = Chain(new Toxic.LimitData(100));

        chain.Take(60, 0).ShouldBe([new Step(StepKind.Data, 0, 60, 0)]);
        chain.Take(60, Ms).ShouldBe([new Step(StepKind.Data, 0, 40, Ms), new Step(StepKind.Cut, 0, 0, Ms)]);
        chain.Take(60, 2 * Ms).ShouldBeEmpty();
    }

    [Fact]
    public void A_hang_holds_the_data_and_the_end()
    {
        var chain = Chain(new Toxic.Hang());

        chain.Take(10, 0).Single().DueNs.ShouldBe(Step.Never);
        chain.End(Ms).Single().ShouldBe(new Step(StepKind.End, 0, 0, Step.Never));
    }

    [Fact]
    public void Toxics_work_in_the_order_in_which_they_were_put_on()
    {
        var steps = Chain(new Toxic.LimitData(10), new Toxic.Latency(Milliseconds(5), TimeSpan.Zero)).Take(30, 0);

        steps.ShouldBe([new Step(StepKind.Data, 0, 10, 5 * Ms), new Step(StepKind.Cut, 0, 0, 5 * Ms)]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(10, 0)]
    [InlineData(10, 9)]
    [InlineData(64, 32)]
    [InlineData(5000, 100)]
    public void Slices_are_about_as_long_as_asked_and_lose_nothing(int average, int variation)
    {
        for (var total = 1; total <= 4096; total = (total * 3) + 1)
        {
            var steps = Chain(new Toxic.Slicer(average, variation, TimeSpan.FromMicroseconds(10))).Take(total, 0);

            steps.Sum(step => step.Length).ShouldBe(total);
            steps.ShouldAllBe(step => step.Length >= 1 && step.Length <= average + variation);
            Offsets(steps);
            steps.Select(step => step.DueNs).ShouldBe(Enumerable.Range(0, steps.Count).Select(i => i * 10_000L));
        }
    }

    private static void Offsets(IReadOnlyList<Step> steps)
    {
        var offset = 0;
        foreach (var step in steps)
        {
            step.Offset.ShouldBe(offset);
            offset += step.Length;
        }
    }

    private static IEnumerable<long> Dues(ToxicChain chain, params long[] atMs) => [.. atMs.Select(at => chain.Take(10, at * Ms).Single().DueNs / Ms)];

    private static ToxicChain Chain(params Toxic[] toxics) =>
        new([.. toxics.Select((toxic, i) => new ToxicStage(i + 1, toxic, new SeededRandom((ulong)i), 0))]);

    private static TimeSpan Milliseconds(double ms) => TimeSpan.FromMilliseconds(ms);
}
