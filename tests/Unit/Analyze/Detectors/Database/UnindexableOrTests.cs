using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class UnindexableOrTests
{
    private const string Query = "SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id WHERE o.number = $1 OR u.name = $2";

    private static readonly DatabaseCatalogue Known = Given.Catalogue([]);

    private static PlanNode Fault => Join(4, 300_000, "((o.number = $1) OR (u.name = $2))");

    private static PlanNode Worse => Join(4, 900_000, "((o.number = $1) OR (u.name = $2))");

    [Fact]
    public void Finds_an_or_over_two_tables()
    {
        var finding = One(UnindexableOr.Detector, Given.Planned(Query, Fault, Known));

        finding.Severity.ShouldBe(Severity.Critical);
        finding.Remedies[0].Up.ShouldEndWith("SELECT ... WHERE o.number = $1 UNION SELECT ... WHERE u.name = $2");
    }

    [Fact]
    public void Finds_an_or_over_a_column_and_a_subquery() => Run(Scan("orders", 4, 300_000, "((o.number = $1) OR (hashed SubPlan 2))")).ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void Vanishes_with_a_union() => Silent(Node("Append", 4, Scan("orders", 1, 0, null, "Index Scan"), Scan("orders", 3, 0, null, "Index Scan")));

    [Theory]
    [InlineData("((o.number = $1) OR (o.note = $2))")]
    [InlineData("(($1 IS NULL) OR (u.name = $2))")]
    [InlineData("(((o.number = $1) AND (u.name = $2)) OR ((o.number = $3) AND (u.name = $4)))")]
    [InlineData("((o.number = $1) AND (u.name = $2))")]
    [InlineData("((o.number = $1) OR (NOT (hashed SubPlan 2)))")]
    public void Stays_silent_where_an_index_could_serve_each_arm_or_no_union_would(string filter) => Silent(Join(4, 300_000, filter));

    [Theory]
    [InlineData(1000, 9000, false)]
    [InlineData(1000, 9001, true)]
    [InlineData(0, 1000, false)]
    [InlineData(0, 1001, true)]
    public void Wants_more_than_nine_tenths_and_more_than_a_thousand_rows_wasted(double rows, double removed, bool found) =>
        Run(Join(rows, removed, Fault.JoinFilter!)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(0.09, Severity.High)]
    [InlineData(0.11, Severity.Critical)]
    public void Is_critical_above_a_tenth_of_the_databases_time(double share, Severity severity) =>
        One(UnindexableOr.Detector, Given.Planned(Query, Fault, Known, share)).Severity.ShouldBe(severity);

    private static PlanNode Join(double rows, double removed, string filter) =>
        Node("Hash Join", rows, Scan("orders", 300_000, 0, null), Node("Hash", 100, Scan("users", 100, 0, null))) with { JoinFilter = filter, RowsRemovedByJoin = removed };

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(UnindexableOr.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(UnindexableOr.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(UnindexableOr.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        UnindexableOr.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => UnindexableOr.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
