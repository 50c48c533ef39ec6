using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class SubplanLoopTests
{
    private const string Query = "SELECT id, (SELECT count(*) FROM orders o WHERE o.user_id = u.id) FROM users u";

    private static readonly DatabaseCatalogue Known = Given.Catalogue([]);

    private static PlanNode Fault => Loop(20_000, 0.005);

    private static PlanNode Worse => Loop(40_000, 0.0022);

    [Fact]
    public void Finds_a_subquery_for_each_row()
    {
        var finding = One(SubplanLoop.Detector, Given.Planned(Query, Loop(20_000, 0.004), Known));

        finding.Severity.ShouldBe(Severity.High);
        finding.Title.ShouldContain("runs a subquery on orders once for each row");
        finding.Share!.Value.Value.ShouldBe(0.4, 0.001); // four fifths of half the load
    }

    [Fact]
    public void Vanishes_with_a_join() => Silent(Node("Hash Left Join", 20_000, Scan("users", 20_000, 0, null), Scan("orders", 20_000, 0, null)));

    [Theory]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    public void Wants_more_than_a_thousand_executions(double loops, bool found) => Run(Loop(loops, 0.09)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(0.0004, false)] // 8 of 100 ms
    [InlineData(0.0006, true)]
    public void Stays_silent_where_the_subquery_is_cheap_in_total(double milliseconds, bool found) =>
        Run(Loop(20_000, milliseconds)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData("InitPlan", "InitPlan 1 (returns $0)")]
    [InlineData("SubPlan", "CTE recent")]
    public void Stays_silent_for_what_runs_once(string relationship, string name) =>
        Silent(Fault with { Children = [Fault.Children[0] with { ParentRelationship = relationship, SubplanName = name }] });

    private static PlanNode Loop(double loops, double milliseconds) => Scan("users", loops, 0, null).Timed(100) with
    {
        Children = [Node("Aggregate", 1, Scan("orders", 3, 0, null)).Timed(milliseconds) with { ActualLoops = loops, ParentRelationship = "SubPlan", SubplanName = "SubPlan 1" }],
    };

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(SubplanLoop.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(SubplanLoop.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(SubplanLoop.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        SubplanLoop.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    [Fact]
    public void A_plan_that_was_not_executed_may_hide_it() =>
        SubplanLoop.Detector.Run(Given.Planned(Query, Fault, Known, executed: false)).ShouldBeOfType<Outcome.NotRun>();

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => SubplanLoop.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
