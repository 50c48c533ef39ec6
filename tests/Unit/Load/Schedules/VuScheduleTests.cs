using FsCheck;
using FsCheck.Fluent;
using Headroom.Load.Schedules;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Schedules;

public class VuScheduleTests
{
    private static readonly Arbitrary<(int Start, Stage[] Stages)> s_profiles = (
        from start in Gen.Choose(0, 20)
        from stages in (from ms in Gen.Frequency((1, Gen.Constant(0)), (5, Gen.Choose(1, 20_000))) from target in Gen.Choose(0, 20) select new Stage(TimeSpan.FromMilliseconds(ms), target)).NonEmptyListOf()
        select (start, stages.Take(6).ToArray())).ToArbitrary();

    [Fact]
    public void Lets_its_users_run_for_the_integral_of_their_number() => Prop.ForAll(s_profiles, static profile =>
    {
        var schedule = VuSchedule.Ramping(profile.Start, profile.Stages);
        var (expected, level) = (0.0, (double)profile.Start);
        foreach (var stage in profile.Stages)
        {
            (expected, level) = (expected + ((level + stage.Target) / 2 * stage.Duration.TotalSeconds), stage.Target);
        }

        // Summed in steps of 1 ms; each change of the number is seen at most one step late.
        const double Step = 0.001;
        var actual = Enumerable.Range(0, (int)schedule.Duration.TotalMilliseconds).Sum(ms => schedule.Wanted(TimeSpan.FromMilliseconds(ms))) * Step;
        actual.ShouldBe(expected, Step * 20 * (profile.Stages.Length + 1));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Wakes_a_waiting_user_exactly_when_it_is_wanted() => Prop.ForAll(
        s_profiles, Gen.Choose(0, 60_000).ToArbitrary(), Gen.Choose(0, 19).ToArbitrary(), static (profile, ms, vu) =>
    {
        var schedule = VuSchedule.Ramping(profile.Start, profile.Stages);
        var elapsed = TimeSpan.FromMilliseconds(ms);
        var step = schedule.Next(elapsed, vu);
        (step.Kind == StepKind.Start).ShouldBe(schedule.Wanted(elapsed) > vu);
        if (step.Kind == StepKind.Wait)
        {
            step.At.ShouldBeGreaterThan(elapsed);
            schedule.Wanted(step.At).ShouldBeGreaterThan(vu);
            schedule.Wanted(elapsed + ((step.At - elapsed) / 2)).ShouldBeLessThanOrEqualTo(vu);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Keeps_a_constant_number_until_the_end()
    {
        var schedule = VuSchedule.Constant(3, TimeSpan.FromSeconds(2));
        schedule.MaxVus.ShouldBe(3);
        schedule.Next(TimeSpan.Zero, 2).Kind.ShouldBe(StepKind.Start);
        schedule.Next(TimeSpan.Zero, 3).Kind.ShouldBe(StepKind.Stop);
        schedule.Next(TimeSpan.FromSeconds(2), 0).Kind.ShouldBe(StepKind.Stop);
    }

    [Fact]
    public void Brings_a_user_back_after_a_dip()
    {
        var second = TimeSpan.FromSeconds(1);
        var schedule = VuSchedule.Ramping(2, [new(second, 0), new(second, 2)]);
        schedule.Next(second, 1).ShouldBe(new Step(StepKind.Wait, second * 1.75));
        schedule.Next(second * 1.75, 1).Kind.ShouldBe(StepKind.Start);
    }

    [Fact]
    public void Starts_at_the_very_tick_at_which_a_jump_raises_the_number()
    {
        var schedule = VuSchedule.Ramping(13, [.. Stages((11_440, 2), (9_310, 1), (0, 9), (7_176, 5), (0, 15), (17_326, 16))]);
        var jump = TimeSpan.FromMilliseconds(11_440 + 9_310 + 7_176);

        schedule.Next(TimeSpan.FromMilliseconds(27_000), 12).ShouldBe(new Step(StepKind.Wait, jump));
        schedule.Next(jump, 12).Kind.ShouldBe(StepKind.Start);
    }

    [Fact]
    public void Shares_iterations_until_they_are_used_up()
    {
        var schedule = VuSchedule.Of(new Executor.SharedIterations(Vus: 3, Iterations: 10, TimeSpan.FromSeconds(5)))!;
        Play(schedule, vus: 4, durations: [1, 2, 4, 1]).ShouldBe([5, 3, 2, 0]);
    }

    [Fact]
    public void Gives_each_user_its_own_iterations()
    {
        var schedule = VuSchedule.Of(new Executor.PerVuIterations(Vus: 3, Iterations: 4, TimeSpan.FromSeconds(1000)))!;
        Play(schedule, vus: 4, durations: [1, 2, 4, 1]).ShouldBe([4, 4, 4, 0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Starts_no_counted_iteration_after_its_longest_time(bool shared)
    {
        var most = TimeSpan.FromSeconds(3);
        var schedule = VuSchedule.Of(shared ? new Executor.SharedIterations(2, 100, most) : new Executor.PerVuIterations(2, 50, most))!;
        schedule.Next(most - TimeSpan.FromTicks(1), 0, 1, 2).Kind.ShouldBe(StepKind.Start);
        schedule.Next(most, 0, 1, 2).ShouldBe(new Step(StepKind.Stop, most));
        Play(schedule, vus: 2, durations: [1, 1]).ShouldBe([3, 3]);
    }

    [Fact]
    public void Does_exactly_the_iterations_that_were_asked_for_however_fast_each_user_is() => Prop.ForAll(
        Gen.Choose(1, 50).ToArbitrary(), Gen.Choose(1, 9).ListOf(5).ToArbitrary(), static (iterations, durations) =>
    {
        var most = TimeSpan.FromHours(1);
        var speeds = durations.ToArray();
        Play(VuSchedule.Of(new Executor.SharedIterations(5, iterations, most))!, vus: 5, speeds).Sum().ShouldBe(iterations);
        Play(VuSchedule.Of(new Executor.PerVuIterations(5, iterations, most))!, vus: 5, speeds).ShouldAllBe(count => count == iterations);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Counts_no_iterations_where_only_time_ends_them()
    {
        var schedule = VuSchedule.Of(new Executor.ConstantVus(1, TimeSpan.FromSeconds(1)))!;
        schedule.Next(TimeSpan.Zero, 0, long.MaxValue - 1, long.MaxValue - 1).Kind.ShouldBe(StepKind.Start);
    }

    private static IEnumerable<Stage> Stages(params (int Milliseconds, int Target)[] stages) =>
        stages.Select(static stage => new Stage(TimeSpan.FromMilliseconds(stage.Milliseconds), stage.Target));

    // Plays users whose iterations last so many seconds each; the one that is free first asks first. How many iterations each started.
    private static long[] Play(VuSchedule schedule, int vus, int[] durations)
    {
        var started = new long[vus];
        var free = new PriorityQueue<int, (double At, int Vu)>(Enumerable.Range(0, vus).Select(static vu => (vu, (0.0, vu))));
        while (free.TryDequeue(out var vu, out var when))
        {
            if (schedule.Next(TimeSpan.FromSeconds(when.At), vu, started[vu], started.Sum()).Kind == StepKind.Start)
            {
                started[vu]++;
                free.Enqueue(vu, (when.At + durations[vu], vu));
            }
        }

        return started;
    }
}
