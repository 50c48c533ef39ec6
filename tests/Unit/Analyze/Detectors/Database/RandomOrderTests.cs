using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class RandomOrderTests
{
    private const string Query = "SELECT id FROM orders ORDER BY random() LIMIT $1";

    private static readonly DatabaseCatalogue Known = Given.Catalogue([]);

    private static PlanNode Fault => Shuffle(100_000);

    private static PlanNode Worse => Shuffle(900_000);

    [Fact]
    public void Finds_a_shuffle() => One(RandomOrder.Detector, Given.Planned(Query, Fault, Known)).Remedies[0].Up.ShouldContain("FROM orders TABLESAMPLE SYSTEM (1)");

    [Fact]
    public void Vanishes_with_a_sample() => Silent(Node("Limit", 5, Scan("orders", 5, 0, null, "Sample Scan")));

    [Theory]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    public void Wants_more_than_a_thousand_rows(double rows, bool found) => Run(Shuffle(rows)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData("(random())", true)]
    [InlineData("(md5((random())::text)) DESC", true)]
    [InlineData("(gen_random_uuid())", true)]
    [InlineData("orders.random", false)]
    [InlineData("(lower(orders.name))", false)]
    public void Knows_what_is_random(string key, bool found) => Run(Shuffle(5000, key)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void Stays_silent_where_chance_only_breaks_ties() => Silent(Shuffle(5000, "orders.created_at", "(random())"));

    [Fact]
    public void A_plan_that_was_not_executed_shows_it_by_its_estimate() =>
        RandomOrder.Detector.Run(Given.Planned(Query, Fault, Known, executed: false)).ShouldBeOfType<Outcome.Found>();

    private static PlanNode Shuffle(double rows, params string[] keys) =>
        Node("Limit", 5, Node("Sort", 5, Scan("orders", rows, 0, null)) with { SortKeys = keys.Length == 0 ? ["(random())"] : keys });

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(RandomOrder.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(RandomOrder.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(RandomOrder.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        RandomOrder.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => RandomOrder.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
