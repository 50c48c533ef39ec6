using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class NotInSubqueryTests
{
    private const string Query = "SELECT count(*) FROM users WHERE id NOT IN (SELECT user_id FROM orders)";

    private static readonly DatabaseCatalogue Known = Given.Catalogue([]);

    private static PlanNode Fault => Searched(20_000);

    private static PlanNode Worse => Searched(40_000);

    [Fact]
    public void Finds_a_result_that_is_searched_for_each_row()
    {
        var finding = One(NotInSubquery.Detector, Given.Planned(Query, Fault, Known));

        finding.Severity.ShouldBe(Severity.High);
        finding.Remedies[0].Up.ShouldStartWith("Write NOT EXISTS");
    }

    [Fact]
    public void A_large_result_that_is_hashed_is_less() => One(NotInSubquery.Detector, Given.Planned(Query, Hashed(10_001), Known)).Severity.ShouldBe(Severity.Medium);

    [Theory]
    [InlineData(10_000, false)]
    [InlineData(10_001, true)]
    public void A_hashed_result_wants_more_than_ten_thousand_rows(double rows, bool found) => Run(Hashed(rows)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    public void A_search_wants_more_than_a_thousand_rows(double rows, bool found) => Run(Searched(rows)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void Vanishes_with_an_anti_join() =>
        Silent(Node("Hash Join", 10, Scan("users", 10, 0, null)) with { JoinType = "Anti" }, "SELECT count(*) FROM users u WHERE NOT EXISTS (SELECT FROM orders o WHERE o.user_id = u.id)");

    [Theory]
    [InlineData("SELECT count(*) FROM users u WHERE flag OR NOT EXISTS (SELECT FROM orders o WHERE o.user_id = u.id)")]
    [InlineData("SELECT count(*) FROM users WHERE id NOT IN ($1, $2) AND (SELECT true)")]
    public void Stays_silent_without_a_NOT_IN_of_a_query(string query) => Silent(Fault, query);

    [Fact]
    public void All_that_differ_means_the_same() =>
        Run(Fault with { Filter = "(SubPlan 1)" }, query: "SELECT count(*) FROM users WHERE id <> ALL (SELECT user_id FROM orders)").ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void A_plan_that_was_not_executed_shows_it_with_less_confidence() =>
        One(NotInSubquery.Detector, Given.Planned(Query, Fault, Known, executed: false)).Confidence.ShouldBe(Confidence.Medium);

    private static PlanNode Searched(double rows) => Scan("users", rows, 0, "(NOT (SubPlan 1))") with
    {
        Children = [Node("Materialize", 300_000) with { ActualLoops = rows, ParentRelationship = "SubPlan", SubplanName = "SubPlan 1" }],
    };

    private static PlanNode Hashed(double rows) => Scan("users", 20_000, 0, "(NOT (hashed SubPlan 1))") with
    {
        Children = [Scan("orders", rows, 0, null) with { ParentRelationship = "SubPlan", SubplanName = "SubPlan 1" }],
    };

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(NotInSubquery.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(NotInSubquery.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(NotInSubquery.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        NotInSubquery.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => NotInSubquery.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
