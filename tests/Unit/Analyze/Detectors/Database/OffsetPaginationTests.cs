using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class OffsetPaginationTests
{
    private const string Query = "SELECT id FROM orders ORDER BY created_at DESC LIMIT $1 OFFSET $2";

    private static readonly DatabaseCatalogue Known = Given.Catalogue([Table("orders", 1_000_000, "id", "created_at") with { PrimaryKey = ["id"] }]);

    private static PlanNode Fault => Page(20, 50_020);

    private static PlanNode Worse => Page(20, 900_020);

    [Fact]
    public void Finds_a_page_that_is_reached_by_counting()
    {
        var finding = One(OffsetPagination.Detector, Given.Planned(Query, Fault, Known));

        finding.Severity.ShouldBe(Severity.Medium);
        finding.Remedies[0].Up.ShouldEndWith("WHERE (created_at, id) < (:last_created_at, :last_id) ORDER BY created_at DESC, id DESC LIMIT n.");
        finding.Share!.Value.Value.ShouldBe(0.5, 0.001);
    }

    [Fact]
    public void Vanishes_with_a_keyset() => Silent(Page(20, 20), "SELECT id FROM orders WHERE created_at < $1 ORDER BY created_at DESC LIMIT $2");

    [Fact]
    public void Stays_silent_at_offset_zero() => Silent(Page(20, 20));

    [Fact]
    public void Stays_silent_when_the_limit_skips_without_an_offset() => Silent(Fault, "SELECT id FROM orders ORDER BY created_at DESC LIMIT $1");

    [Theory]
    [InlineData(20, 1020, false)] // 1,000 rows skipped
    [InlineData(20, 1021, true)]
    [InlineData(100, 2000, false)] // 20 times
    [InlineData(100, 2001, true)]
    [InlineData(0, 1000, false)]
    [InlineData(0, 1001, true)] // a page behind the end
    public void Wants_a_thousand_rows_skipped_and_twenty_times_the_page(double returned, double read, bool found) =>
        Run(Page(returned, read)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void An_order_in_both_directions_is_left_to_words() =>
        One(OffsetPagination.Detector, Given.Planned(Query, Fault with { Children = [Fault.Children[0] with { SortKeys = ["orders.created_at DESC", "orders.id"] }] }, Known))
            .Remedies[0].Up.ShouldContain("(order columns, primary key)");

    private static PlanNode Page(double returned, double read) => Node("Limit", returned, Node("Sort", read, Scan("orders", read, 0, null)) with { SortKeys = ["orders.created_at DESC"] });

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(OffsetPagination.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(OffsetPagination.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(OffsetPagination.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Theory]
    [InlineData("INSERT INTO orders (id) VALUES ($1)", typeof(Outcome.Clean))]
    [InlineData("INSERT INTO orders SELECT id FROM late WHERE id > $1", typeof(Outcome.NotRun))]
    public void What_only_adds_values_hides_no_page(string unplanned, Type outcome)
    {
        var plans = Plans((Query, Page(20, 20)));
        var missing = new StatementPlan
        {
            StatementId = StatementText.IdOf(unplanned),
            Query = unplanned,
            Samples = [],
            Missing = "no parameter values are known for it",
        };
        var set = Set(
            (StatementPlans.Kind, plans with { Statements = [missing, .. plans.Statements] }),
            (DatabaseCatalogue.Kind, Known),
            (StatementStatistics.Kind, Statements((unplanned, 800), (Query, 200))));

        OffsetPagination.Detector.Run(set).ShouldBeOfType(outcome);
    }

    [Fact]
    public void Missing_evidence_is_not_run() =>
        OffsetPagination.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => OffsetPagination.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
