using FsCheck;
using FsCheck.Fluent;
using Headroom.Load.Schedules;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Schedules;

public class ArrivalScheduleTests
{
    private static readonly Arbitrary<(double Start, Stage[] Stages)> s_profiles = (
        from start in Gen.Choose(0, 500)
        from stages in (from ms in Gen.Choose(0, 20_000) from target in Gen.Choose(0, 500) select new Stage(TimeSpan.FromMilliseconds(ms), target / 2.0))
            .NonEmptyListOf()
        select (start / 2.0, stages.Take(6).ToArray())).ToArbitrary();

    // Jumps, stretches without arrivals, one arrival a day and a million a second.
    private static readonly Arbitrary<(double Start, Stage[] Stages)> s_wildProfiles = (
        from start in Rates()
        from stages in (
            from ms in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Choose(1, 5000)), (1, Gen.Choose(1, 100_000_000)))
            from target in Rates()
            select new Stage(TimeSpan.FromMilliseconds(ms), target)).NonEmptyListOf()
        select (start, stages.Take(8).ToArray())).ToArbitrary();

    [Theory]
    [InlineData(60, 30_000, 1800)]
    [InlineData(200, 13_000, 2600)]
    [InlineData(1000, 100, 100)]
    [InlineData(0.1, 10_000, 1)]
    [InlineData(0.1, 10_001, 2)]
    [InlineData(3, 1_000, 3)]
    [InlineData(7, 333, 3)]
    public void Emits_rate_times_duration_rounded_up(double rate, int milliseconds, long expected)
    {
        var schedule = ArrivalSchedule.Constant(new PerSecond(rate), TimeSpan.FromMilliseconds(milliseconds));
        Play(schedule).Count.ShouldBe((int)expected);
        schedule.CountBefore(schedule.Duration).ShouldBe(expected);
    }

    [Fact]
    public void Spaces_a_constant_rate_evenly_from_zero() =>
        Play(ArrivalSchedule.Constant(new PerSecond(4), TimeSpan.FromSeconds(1))).Select(static due => due.TotalMilliseconds).ShouldBe([0, 250, 500, 750]);

    [Fact]
    public void Emits_the_integral_of_the_rate() => Prop.ForAll(s_profiles, static profile =>
    {
        var schedule = ArrivalSchedule.Ramping(new PerSecond(profile.Start), profile.Stages);
        var integral = Integral(profile.Start, profile.Stages);
        ((double)Play(schedule).Count).ShouldBeInRange(Math.Ceiling(integral - 1e-4), Math.Ceiling(integral + 1e-4));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Never_runs_ahead_of_the_integral_nor_an_arrival_behind() => Prop.ForAll(s_profiles, static profile =>
    {
        var due = Play(ArrivalSchedule.Ramping(new PerSecond(profile.Start), profile.Stages));
        for (var n = 0; n < due.Count; n++)
        {
            AreaUntil(due[n].TotalSeconds, profile.Start, profile.Stages).ShouldBe(n, 1e-3);
        }

        due.ShouldBe(due.Order());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counts_before_an_instant_what_is_due_before_it() => Prop.ForAll(s_profiles, Gen.Choose(0, 60_000).ToArbitrary(), static (profile, ms) =>
    {
        var schedule = ArrivalSchedule.Ramping(new PerSecond(profile.Start), profile.Stages);
        var instant = TimeSpan.FromMilliseconds(ms);
        schedule.CountBefore(instant).ShouldBe(Play(schedule).Count(due => due < instant));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Says_start_for_what_is_overdue_wait_for_what_is_not_and_stop_at_the_end()
    {
        var schedule = ArrivalSchedule.Constant(new PerSecond(2), TimeSpan.FromSeconds(1));
        schedule.Next(TimeSpan.FromSeconds(0.7), 1).ShouldBe(new Step(StepKind.Start, TimeSpan.FromSeconds(0.5)));
        schedule.Next(TimeSpan.FromSeconds(0.2), 1).ShouldBe(new Step(StepKind.Wait, TimeSpan.FromSeconds(0.5)));
        schedule.Next(TimeSpan.FromSeconds(0.7), 2).Kind.ShouldBe(StepKind.Stop);
    }

    [Fact]
    public void Waits_through_a_stretch_without_arrivals()
    {
        var schedule = ArrivalSchedule.Ramping(default, [new(TimeSpan.FromSeconds(5), 0), new(TimeSpan.Zero, 10), new(TimeSpan.FromSeconds(1), 10)]);
        schedule.DueAt(0).ShouldBe(TimeSpan.FromSeconds(5));
        Play(schedule).Count.ShouldBe(10);
    }

    [Fact]
    public void Emits_the_integral_of_the_rate_in_any_stretch_of_any_profile() => Prop.ForAll(
        s_wildProfiles, Gen.Choose(0, 1000).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), static (profile, a, b) =>
    {
        var schedule = ArrivalSchedule.Ramping(new PerSecond(profile.Start), profile.Stages);
        var (from, to) = (schedule.Duration * (Math.Min(a, b) / 1000.0), schedule.Duration * (Math.Max(a, b) / 1000.0));
        var integral = AreaUntil(to.TotalSeconds, profile.Start, profile.Stages) - AreaUntil(from.TotalSeconds, profile.Start, profile.Stages);
        var rounding = 1e-4 + (MostRate(profile) * 2e-7) + (integral * 1e-9); // due times are rounded to 100 ns
        ((double)(schedule.CountBefore(to) - schedule.CountBefore(from))).ShouldBe(integral, 1 + rounding);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Never_goes_back_in_time_in_any_profile() => Prop.ForAll(s_wildProfiles, Gen.Choose(0, 1000).ToArbitrary(), static (profile, place) =>
    {
        var schedule = ArrivalSchedule.Ramping(new PerSecond(profile.Start), profile.Stages);
        var last = schedule.CountBefore(schedule.Duration) - 1;
        var first = Math.Max(0, (long)(last * (place / 1000.0)) - 100);
        var due = Enumerable.Range(0, 200).Select(n => schedule.DueAt(first + n)).TakeWhile(static due => due is not null).ToList();
        due.ShouldBe(due.Order());
        schedule.DueAt(last + 1).ShouldBeNull();
        schedule.DueAt(long.MaxValue).ShouldBeNull();
        (last < 0 || schedule.DueAt(last) < schedule.Duration).ShouldBeTrue();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Keeps_the_last_arrival_of_a_long_fast_run()
    {
        var schedule = ArrivalSchedule.Constant(new PerSecond(1_000_000), TimeSpan.FromHours(3));
        schedule.CountBefore(schedule.Duration).ShouldBe(10_800_000_000);
        schedule.DueAt(10_799_999_999)!.Value.ShouldBe(TimeSpan.FromHours(3) - TimeSpan.FromMicroseconds(1), TimeSpan.FromMicroseconds(1));
    }

    private static Gen<double> Rates() => Gen.Frequency(
        (2, Gen.Constant(0.0)),
        (3, Gen.Choose(1, 2000).Select(static rate => rate / 2.0)),
        (1, Gen.Choose(1, 100).Select(static rate => rate / 86_400.0)),
        (1, Gen.Choose(1, 1_000_000).Select(static rate => (double)rate)));

    private static double MostRate((double Start, Stage[] Stages) profile) => profile.Stages.Max(static stage => stage.Target) + profile.Start;

    private static List<TimeSpan> Play(ArrivalSchedule schedule)
    {
        var (elapsed, due) = (TimeSpan.Zero, new List<TimeSpan>());
        while (schedule.Next(elapsed, due.Count) is { Kind: not StepKind.Stop } step)
        {
            elapsed = step.At > elapsed ? step.At : elapsed;
            if (step.Kind == StepKind.Start)
            {
                due.Add(step.At);
            }
        }

        return due;
    }

    private static double Integral(double start, Stage[] stages) => AreaUntil(double.MaxValue, start, stages);

    private static double AreaUntil(double seconds, double start, Stage[] stages)
    {
        var area = 0.0;
        foreach (var stage in stages)
        {
            var length = stage.Duration.TotalSeconds;
            var t = Math.Clamp(seconds, 0, length);
            area += length > 0 ? t * (start + ((stage.Target - start) * t / length / 2)) : 0;
            (start, seconds) = (stage.Target, seconds - length);
        }

        return area;
    }
}
