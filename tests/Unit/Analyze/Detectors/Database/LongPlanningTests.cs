using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class LongPlanningTests
{
    private const string Query = "SELECT * FROM orders WHERE id = $1";

    [Fact]
    public void Finds_a_statement_that_is_planned_longer_than_executed()
    {
        var finding = One(LongPlanning.Detector, Evidence(calls: 6000, plans: 6000, planning: 3000, execution: 600));

        finding.Fingerprint.ShouldBe($"long-planning:{StatementText.IdOf(Query)}");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Title.ShouldContain("orders");
    }

    [Fact]
    public void Vanishes_when_it_is_prepared() =>
        LongPlanning.Detector.Run(Evidence(calls: 6000, plans: 20, planning: 10, execution: 600)).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(600, false)]
    [InlineData(601, true)]
    public void The_mean_execution_is_the_boundary(double planning, bool found) =>
        (LongPlanning.Detector.Run(Evidence(6000, 6000, planning, 600)) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(3000, false)]
    [InlineData(3001, true)]
    public void A_hundred_calls_a_second_is_the_boundary_where_it_is_a_small_share(long calls, bool found) =>
        (LongPlanning.Detector.Run(Evidence(calls, calls, 60, 30, others: 10_000)) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(1869, true)]
    [InlineData(1871, false)]
    public void A_twentieth_of_all_time_is_the_boundary_where_it_is_rare(double others, bool found) => // 100 of 2,000 ms
        (LongPlanning.Detector.Run(Evidence(100, 100, 100, 30, others)) is Outcome.Found).ShouldBe(found);

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() => One(LongPlanning.Detector, Evidence(6000, 6000, 3000, 600)).Fingerprint
        .ShouldBe(One(LongPlanning.Detector, Evidence(9000, 9000, 9000, 700)).Fingerprint);

    [Fact]
    public void Planning_that_is_not_tracked_cannot_be_judged() => LongPlanning.Detector.Run(
        Set((StatementStatistics.Kind, Statements((Query, 100))))).ShouldBeOfType<Outcome.NotApplicable>().Reason.ShouldContain("track_planning");

    [Fact]
    public void Missing_evidence_is_not_run() => LongPlanning.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static EvidenceSet Evidence(long calls, long plans, double planning, double execution, double others = 0)
    {
        var statements = Statements((Query, execution), ("SELECT other", others));
        return Set((StatementStatistics.Kind, statements with
        {
            Statements =
            [
                statements.Statements[0] with { Calls = calls, Plans = plans, PlanningTime = TimeSpan.FromMilliseconds(planning) },
                statements.Statements[1] with { Plans = 1, PlanningTime = TimeSpan.Zero },
            ],
        }));
    }
}
