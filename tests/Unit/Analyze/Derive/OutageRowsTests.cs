using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.GivenFaults;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class OutageRowsTests
{
    private static readonly SloPlan Objectives = new() { Default = new SloTargets { P95 = TimeSpan.FromMilliseconds(100) } };

    [Fact]
    public void Tells_what_a_dependency_that_was_gone_did()
    {
        var row = OutageRows.Of(GivenFaults.Set(Outage(lastFailing: 24)), Objectives).ShouldHaveSingleItem();

        (row.Subject, row.Fault, row.Lasted).ShouldBe(("partners", "gone", (TimeSpan?)TimeSpan.FromSeconds(10)));
        (row.Requests, row.Failed).ShouldBe((200, 200));
        row.TimeToRecover.ShouldBe(TimeSpan.FromSeconds(3));
        row.Fallback.ShouldBeNull();
    }

    [Fact]
    public void What_piles_up_while_a_dependency_is_late_is_under_way()
    {
        var wire = Throttling(unanswered: 0);
        var piling = wire with { Seconds = [.. wire.Seconds.Select(second => second with { Ended = second.Second is >= 12 and < 17 ? 5 : second.Second == 27 ? 95 : 20 })] };

        var row = OutageRows.Of(Throttled(piling), Objectives).ShouldHaveSingleItem();

        row.Fault.ShouldBe("throttled");
        row.MostInFlight.ShouldBe(5 * 15);
    }

    [Fact]
    public void A_dependency_that_was_not_looked_at_has_no_row() =>
        OutageRows.Of(GivenFaults.Set(new OutageWire { Name = "cache", Dependency = DependencyKind.Redis, Missing = "it did not start" }), Objectives).ShouldBeEmpty();

    [Fact]
    public void A_service_that_does_not_start_again_says_why()
    {
        var row = OutageRows.Of(GivenFaults.Set(Kill(healthy: null, lastFailing: 60)), Objectives).ShouldHaveSingleItem();

        (row.Subject, row.Fault, row.Lasted, row.TimeToRecover).ShouldBe(("shop", "killed", null, null));
        row.Remark.ShouldBe("it did not start again: exit code 1");
    }

    [Theory]
    [InlineData(50, 50, 50, 1.0)]
    [InlineData(50, 50, 150, 0.5)]
    [InlineData(50, 150, 50, 0.25)]
    [InlineData(150, 150, 150, 0.0)]
    public void A_fallback_sustains_the_rate_up_to_which_every_step_keeps_the_objectives(double quarter, double half, double whole, double share)
    {
        var fallback = Of(Steps(50, 50, 50), Steps(quarter, half, whole));

        fallback.OfNormal.ShouldBe(new Ratio(share));
        fallback.Sustained.ShouldBe(new PerSecond(share * 40));
        fallback.Remark.ShouldBeNull();
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 0.5)]
    public void Without_an_objective_for_failures_one_request_in_a_hundred_may_fail(int failed, double share) =>
        Of(Steps(50, 50, 50), [.. Steps(50, 50), Step(40, 50, failed)]).OfNormal.ShouldBe(new Ratio(share));

    [Fact]
    public void An_objective_for_failures_of_the_plan_holds_instead() =>
        Of(Steps(50, 50, 50), [.. Steps(50, 50), Step(40, 50, failed: 2)], Objectives with { Default = Objectives.Default with { Errors = new Ratio(0.05) } })
            .OfNormal.ShouldBe(new Ratio(1));

    [Fact]
    public void What_fails_with_the_dependency_too_is_not_blamed_on_the_fallback()
    {
        var partly = Of(Steps(50, 50, 150), Steps(50, 50, 150));
        partly.OfNormal.ShouldBe(new Ratio(0.5));
        partly.Remark.ShouldNotBeNull().ShouldContain("at 40 requests/s");

        var not = Of(Steps(150, 150, 150), Steps(150, 150, 150));
        not.OfNormal.ShouldBeNull();
        not.Remark.ShouldNotBeNull().ShouldContain("with the dependency either");
    }

    [Fact]
    public void A_step_without_the_dependency_is_held_against_the_one_of_its_own_rate_with_it()
    {
        FallbackStep[] control = [Step(10, 150), Step(40, 50)];

        Of(control, [Step(40, 150)]).OfNormal.ShouldBe(new Ratio(0));
        Of(control, [Step(40, 150)]).Remark.ShouldBeNull();
        Of(control, [Step(10, 150)]).Remark.ShouldBe("at 10 requests/s the objectives are not kept with the dependency either");
    }

    [Fact]
    public void Whether_a_rate_is_borne_with_the_dependency_must_be_known()
    {
        var late = Step(40, 50) with { DroppedByGenerator = 1 };

        Of(Steps(50), Steps(50, 150)).Remark.ShouldBe("whether the objectives are kept with the dependency at 20 requests/s is not known");
        Of([late], [Step(40, 150)]).Remark.ShouldBe("whether the objectives are kept with the dependency at 40 requests/s is not known");
    }

    [Fact]
    public void Requests_that_all_waited_for_the_service_are_lost_and_a_sender_that_was_late_says_nothing()
    {
        Of(Steps(50, 50, 50), [.. Steps(50, 50), Step(40, 50) with { DroppedByTarget = 1 }]).OfNormal.ShouldBe(new Ratio(0.5));
        Of(Steps(50, 50, 50), [Step(10, 50) with { DroppedByGenerator = 1 }]).Remark.ShouldNotBeNull().ShouldContain("the sender was late");
    }

    [Fact]
    public void A_fallback_that_was_not_measured_says_why() =>
        Of([], [], missing: "no rate").ShouldSatisfyAllConditions(one => one.Remark.ShouldBe("no rate"), one => one.OfNormal.ShouldBeNull());

    private static FallbackResult Of(IReadOnlyList<FallbackStep> control, IReadOnlyList<FallbackStep> without, SloPlan? slo = null, string? missing = null)
    {
        var wire = Outage() with
        {
            Fallback = new FallbackCapacity { Endpoints = [Endpoint], NormalRate = new PerSecond(40), With = control, Without = without, Missing = missing },
        };
        return OutageRows.Of(GivenFaults.Set(wire), slo ?? Objectives)[0].Fallback.ShouldNotBeNull();
    }

    private static IReadOnlyList<FallbackStep> Steps(params double[] milliseconds) => [.. milliseconds.Index().Select(one => Step(10 * (1 << one.Index), one.Item))];

    private static FallbackStep Step(double rate, double milliseconds, long failed = 0) => new()
    {
        Rate = new PerSecond(rate),
        DroppedByGenerator = 0,
        DroppedByTarget = 0,
        Endpoints = [Given.Endpoint(Endpoint, 100, milliseconds) with { Failed = failed }],
    };
}
