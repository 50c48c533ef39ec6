using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class GenericPlanTrapTests
{
    private const string Query = "SELECT * FROM orders WHERE tenant = $1";

    [Fact]
    public void Finds_values_for_which_the_generic_plan_is_bad()
    {
        var finding = One(GenericPlanTrap.Detector, Evidence(Trapped(20, 1)));

        finding.Fingerprint.ShouldBe($"generic-plan-trap:{StatementText.IdOf(Query)}");
        finding.Severity.ShouldBe(Severity.High);
        finding.Confidence.ShouldBe(Confidence.High);
        finding.Facts[0].Value.ShouldBe(20, 0.5);
        finding.Subject.Table.ShouldBe("orders");
    }

    [Fact]
    public void Proposes_plans_for_the_values_to_the_role_that_runs_it() => One(
        GenericPlanTrap.Detector, Set((PlanCache.Kind, Trapped(20, 1)), (StatementStatistics.Kind, Statements((Query, 100)))))
        .Remedies[0].Up.ShouldBe("ALTER ROLE \"app\" SET plan_cache_mode = 'force_custom_plan';");

    [Fact]
    public void Vanishes_when_both_plans_take_as_long() => GenericPlanTrap.Detector.Run(Evidence(Trapped(10, 10))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_when_the_server_never_takes_the_generic_plan() => GenericPlanTrap.Detector.Run(
        Evidence(Cache(Query, new PlanCacheSet(0, Pairs(20, 1, 1000, 10), false)))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Other_values_may_lead_into_the_trap() => GenericPlanTrap.Detector.Run(Evidence(Cache(
        Query, new PlanCacheSet(0, Pairs(20, 1, 1000, 10), false), new PlanCacheSet(1, Pairs(20, 20, 1000, 1000), true)))).ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void It_is_less_sure_where_the_server_does_not_say() => One(
        GenericPlanTrap.Detector, Evidence(Cache(Query, new PlanCacheSet(0, Pairs(20, 1, 1000, 10), null)))).Confidence.ShouldBe(Confidence.Medium);

    [Fact]
    public void It_is_less_sure_where_the_buffers_bear_no_witness() => One(
        GenericPlanTrap.Detector, Evidence(Cache(Query, new PlanCacheSet(0, Pairs(20, 1, 10, 10), true)))).Confidence.ShouldBe(Confidence.Medium);

    [Theory]
    [InlineData(4.9, false)]
    [InlineData(5.1, true)]
    public void Five_times_is_the_boundary(double factor, bool found) =>
        (GenericPlanTrap.Detector.Run(Evidence(Trapped(2 * factor, 2))) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(0.95, false)]
    [InlineData(1.05, true)]
    public void A_millisecond_is_the_boundary(double milliseconds, bool found) =>
        (GenericPlanTrap.Detector.Run(Evidence(Trapped(milliseconds, 0.01))) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void Fewer_pairs_than_an_interval_needs_prove_nothing(int pairs, bool found) => (GenericPlanTrap.Detector.Run(
        Evidence(Cache(Query, new PlanCacheSet(0, Pairs(20, 1, 1000, 10, pairs), true)))) is Outcome.Found).ShouldBe(found);

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(GenericPlanTrap.Detector, Evidence(Trapped(20, 1))).Fingerprint.ShouldBe(One(GenericPlanTrap.Detector, Evidence(Trapped(90, 1))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run()
    {
        GenericPlanTrap.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();
        GenericPlanTrap.Detector.Run(Evidence(Cache(Query))).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no parameter values");
    }

    private static PlanCache Trapped(double generic, double custom) =>
        Cache(Query, new PlanCacheSet(0, Pairs(generic, custom, (long)(1000 * generic), (long)(1000 * custom)), true));

    private static EvidenceSet Evidence(PlanCache cache) => Set((PlanCache.Kind, cache));
}
