using FsCheck;
using FsCheck.Fluent;
using Headroom.Load.Schedules;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Schedules;

public class PoissonScheduleTests
{
    // Five standard deviations: with fixed seeds a test holds for good or never.
    private const double Z = 5;

    private static readonly Executor s_ramp = new Executor.RampingArrivalRate(
        new PerSecond(0),
        [new(Seconds(10), 100), new(Seconds(5), 0), new(Seconds(3), 0), new(TimeSpan.Zero, 400), new(Seconds(2), 400)],
        MaxVus: 10,
        Arrivals.Poisson);

    [Fact]
    public void Has_the_integral_of_the_rate_as_mean_and_variance_of_its_count() => ShouldBePoisson(TimeSpan.Zero, Seconds(20), mean: 500 + 250 + 800);

    [Theory]
    [InlineData(0, 4, 80)]
    [InlineData(4, 6, 100)]
    [InlineData(9, 11, 95 + 90)]
    [InlineData(18, 18.5, 200)]
    [InlineData(18.5, 20, 600)]
    public void Has_the_integral_of_the_rate_as_mean_and_variance_in_any_stretch(double from, double to, double mean) =>
        ShouldBePoisson(Seconds(from), Seconds(to), mean);

    [Fact]
    public void Sends_nothing_while_the_rate_is_zero() => Seeds(50).ShouldAllBe(static schedule =>
        schedule.CountBefore(Seconds(18)) == schedule.CountBefore(Seconds(15)));

    [Fact]
    public void Tells_nothing_of_one_stretch_by_another()
    {
        var pairs = Seeds(2000).Select(static schedule => (
            First: schedule.CountBefore(Seconds(5)) - 125.0,
            Second: schedule.CountBefore(Seconds(10)) - schedule.CountBefore(Seconds(5)) - 375.0)).ToList();
        var correlation = pairs.Average(static pair => pair.First * pair.Second) / Math.Sqrt(125.0 * 375);
        correlation.ShouldBe(0, Z / Math.Sqrt(pairs.Count));
    }

    [Fact]
    public void Gives_every_worker_the_same_arrivals_however_they_are_shared_out() => Prop.ForAll(
        Gen.Choose(1, 9).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), static (workers, seed) =>
    {
        var alone = Play(Of(seed));
        var shared = Enumerable.Range(0, workers)
            .SelectMany(worker =>
            {
                var own = Of(seed);
                return Enumerable.Range(0, alone.Count).Where(n => n % workers == worker).Select(n => (n, own.DueAt(n)!.Value));
            })
            .OrderBy(static arrival => arrival.n).Select(static arrival => arrival.Value);
        shared.ShouldBe(alone);
    }).QuickCheckThrowOnFailure();

    // Every fourth point of a Poisson process of rate r: gaps of mean 4/r and a variation of 1/sqrt(4), no two at once.
    [Fact]
    public void Does_not_clump_at_one_of_several_workers()
    {
        const int Workers = 4;
        const int Count = 200_000;
        var schedule = ArrivalSchedule.Poisson(new PerSecond(1000), [new(Seconds(1000), 1000)], seed: 3);
        for (var worker = 0; worker < Workers; worker++)
        {
            var due = Enumerable.Range(0, Count / Workers).Select(k => schedule.DueAt((k * Workers) + worker)!.Value.TotalMilliseconds).ToList();
            var gaps = due.Zip(due.Skip(1), static (a, b) => b - a).ToList();
            var mean = gaps.Average();
            mean.ShouldBe(Workers, Z * Math.Sqrt(Workers) / Math.Sqrt(gaps.Count));
            (Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean))) / mean).ShouldBe(1 / Math.Sqrt(Workers), 0.02);
        }
    }

    [Fact]
    public void Gives_workers_that_share_a_schedule_the_same_arrivals_at_once()
    {
        const int Workers = 4;
        const int Count = 100_000;
        PerSecond rate = new(1000);
        Stage[] stages = [new(Seconds(200), 1000)];
        var alone = ArrivalSchedule.Poisson(rate, stages, seed: 9);
        var shared = ArrivalSchedule.Poisson(rate, stages, seed: 9);
        var due = new TimeSpan?[Count];
        Parallel.For(0, Workers, worker =>
        {
            for (var n = worker; n < Count; n += Workers)
            {
                due[n] = shared.DueAt(n);
                if (n % 1000 == 0)
                {
                    shared.CountBefore(due[n]!.Value).ShouldBe(n);
                }
            }
        });
        due.ShouldBe(Enumerable.Range(0, Count).Select(n => alone.DueAt(n)));
    }

    [Fact]
    public void Answers_the_same_in_any_order()
    {
        var alone = Play(Of(7));
        var backwards = Of(7);
        for (var n = alone.Count - 1; n >= 0; n--)
        {
            backwards.DueAt(n).ShouldBe(alone[n]);
        }
    }

    [Fact]
    public void Counts_before_an_instant_what_is_due_before_it() => Prop.ForAll(
        Gen.Choose(0, 25_000).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), static (ms, seed) =>
    {
        var schedule = Of(seed);
        var instant = TimeSpan.FromMilliseconds(ms);
        schedule.CountBefore(instant).ShouldBe(Play(schedule).Count(due => due < instant));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ends_at_its_end_whatever_number_is_asked_for()
    {
        var schedule = ArrivalSchedule.Poisson(new PerSecond(5), [new(Seconds(2), 5)], seed: 1);
        schedule.DueAt(long.MaxValue).ShouldBeNull();
        schedule.DueAt(Play(schedule).Count).ShouldBeNull();
    }

    [Fact]
    public void Emits_nothing_without_a_rate() => ArrivalSchedule.Poisson(default, [new(Seconds(5), 0)], seed: 1).DueAt(0).ShouldBeNull();

    [Fact]
    public void Differs_between_seeds() => Play(Of(1)).ShouldNotBe(Play(Of(2)));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static ArrivalSchedule Of(int seed) => ArrivalSchedule.Of(s_ramp, (ulong)seed)!;

    private static IEnumerable<ArrivalSchedule> Seeds(int count) => Enumerable.Range(0, count).Select(Of);

    private static List<TimeSpan> Play(ArrivalSchedule schedule)
    {
        var due = new List<TimeSpan>();
        while (schedule.DueAt(due.Count) is { } next)
        {
            due.Add(next);
        }

        due.ShouldBe(due.Order());
        return due;
    }

    // The variance of a sample variance of n Poisson counts is about (mean + 2 mean^2) / n.
    private static void ShouldBePoisson(TimeSpan from, TimeSpan to, double mean)
    {
        var counts = Seeds(2000).Select(schedule => (double)(schedule.CountBefore(to) - schedule.CountBefore(from))).ToList();
        counts.Average().ShouldBe(mean, Z * Math.Sqrt(mean / counts.Count));
        counts.Average(count => (count - mean) * (count - mean)).ShouldBe(mean, Z * Math.Sqrt((mean + (2 * mean * mean)) / counts.Count));
    }
}
