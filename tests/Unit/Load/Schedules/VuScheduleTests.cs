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
        from stages in (from ms in Gen.Choose(1, 20_000) from target in Gen.Choose(0, 20) select new Stage(TimeSpan.FromMilliseconds(ms), target)).NonEmptyListOf()
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
}
