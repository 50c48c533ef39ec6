using Headroom.Analyze.Derive;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Tests.Unit.Golden;
using Headroom.Tests.Unit.Report.Documents;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class CostRowsTests
{
    private static readonly Finding Fix = DocumentSample.Full.Findings[0];

    [Fact]
    public void A_plan_without_figures_has_no_costs()
    {
        CostRows.Of(With(null), [Fix], [DocumentSample.Gone()]).ShouldBeNull();
        CostRows.Of(With(new CostPlan(null, null, "EUR")), [Fix], [DocumentSample.Gone()]).ShouldBeNull();
    }

    [Fact]
    public void A_fix_costs_its_hours_times_the_plans_hour() =>
        Of(new CostPlan(90, null, "EUR")).Fixes.ShouldHaveSingleItem().ShouldBe(new FixCost(Fix.Fingerprint, 1, 90));

    [Fact]
    public void A_fix_costs_the_hours_of_the_remedy_that_is_within_reach()
    {
        var narrow = With(new CostPlan(90, null, "EUR")) with { Scope = new ScopePlan { Schema = false } };

        CostRows.Of(narrow, [Fix], []).ShouldNotBeNull().Fixes.ShouldHaveSingleItem().ShouldBe(new FixCost(Fix.Fingerprint, 4, 360));
    }

    [Fact]
    public void A_finding_without_effort_has_no_cost() =>
        CostRows.Of(With(new CostPlan(90, null, "EUR")), [SampleResult.Blocked.Findings[0]], []).ShouldNotBeNull().Fixes.ShouldBeEmpty();

    [Fact]
    public void An_outage_costs_at_least_the_share_that_failed_and_at_most_its_length_with_the_recovery()
    {
        var outage = Of(new CostPlan(null, 60, "EUR")).Outages.ShouldHaveSingleItem();

        outage.LeastMinutes.ShouldBe(2.5 / 60, 1e-9); // 10 s, of which a quarter of the requests failed
        outage.MostMinutes.ShouldNotBeNull().ShouldBe(13.0 / 60, 1e-9);
        outage.LeastAmount.ShouldBe(2.5, 1e-9);
        outage.MostAmount.ShouldNotBeNull().ShouldBe(13, 1e-9);
    }

    [Fact]
    public void A_recovery_that_is_not_known_leaves_the_most_unknown()
    {
        var outage = Of(new CostPlan(null, 60, "EUR"), DocumentSample.Gone() with { TimeToRecover = null }).Outages.ShouldHaveSingleItem();

        outage.MostMinutes.ShouldBeNull();
        outage.MostAmount.ShouldBeNull();
    }

    [Fact]
    public void A_fault_in_which_nothing_failed_was_no_outage() => Of(new CostPlan(null, 60, "EUR"), DocumentSample.Gone() with { Failed = 0 }).Outages.ShouldBeEmpty();

    [Fact]
    public void A_fault_whose_length_is_not_known_has_no_minutes() => Of(new CostPlan(null, 60, "EUR"), DocumentSample.Gone() with { Lasted = null }).Outages.ShouldBeEmpty();

    private static CostBenefit Of(CostPlan cost, OutageResult? outage = null) => CostRows.Of(With(cost), [Fix], [outage ?? DocumentSample.Gone()]).ShouldNotBeNull();

    private static Plan With(CostPlan? cost) => new() { Service = new ServicePlan { Name = "clipper", Url = new Uri("http://127.0.0.1:1") }, Cost = cost };
}
