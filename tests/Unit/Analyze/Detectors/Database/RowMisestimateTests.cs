using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class RowMisestimateTests
{
    private const string Query = "SELECT * FROM places p JOIN users u ON u.id = p.owner WHERE city = $1 AND zip = $2";

    private static readonly DatabaseCatalogue Known = Given.Catalogue([Analysed(Table("places", 200_000, "id", "city", "zip", "name"))]);

    private static PlanNode Fault => Joined(Estimated(12, 4000));

    private static PlanNode Worse => Joined(Estimated(1, 50_000));

    [Fact]
    public void Finds_columns_that_depend_on_each_other()
    {
        var finding = One(RowMisestimate.Detector, Given.Planned(Query, Fault, Known));

        finding.Fingerprint.ShouldBe("row-misestimate:places(city,zip)");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Remedies[0].Up.ShouldBe("CREATE STATISTICS \"public\".\"places_city_zip_stat\" (dependencies) ON \"city\", \"zip\" FROM \"public\".\"places\"; ANALYZE \"public\".\"places\";");
        finding.Remedies[0].Risk.ShouldContain("Only a measurement shows");
    }

    [Fact]
    public void Vanishes_when_the_estimate_is_right() => Silent(Joined(Estimated(3900, 4000)));

    [Fact]
    public void One_column_gets_finer_statistics() =>
        One(RowMisestimate.Detector, Given.Planned(Query, Joined(Estimated(12, 4000, "(p.city = $1)")), Known)).Remedies[0].Up.ShouldContain("ALTER TABLE \"public\".\"places\" ALTER COLUMN \"city\" SET STATISTICS 1000;");

    [Fact]
    public void Ranges_get_a_list_of_combinations() =>
        One(RowMisestimate.Detector, Given.Planned(Query, Joined(Estimated(12, 4000, "((p.city > $1) AND (p.zip < $2))")), Known)).Remedies[0].Up.ShouldContain("(mcv) ON \"city\", \"zip\"");

    [Fact]
    public void What_is_computed_has_no_statistics() =>
        One(RowMisestimate.Detector, Given.Planned(Query, Joined(Estimated(12, 4000, "(lower(p.name) = $1)")), Known)).Remedies[0].Up.ShouldContain("Write the condition on the column itself");

    [Fact]
    public void A_table_that_was_never_analysed_is_to_be() =>
        One(RowMisestimate.Detector, Given.Planned(Query, Fault, Given.Catalogue([Table("places", 200_000, "id", "city", "zip")]))).Remedies.ShouldHaveSingleItem().Up.ShouldBe("ANALYZE \"public\".\"places\";");

    [Theory]
    [InlineData(400, 4000, false)] // ten times
    [InlineData(399, 4000, true)]
    [InlineData(4000, 399, true)]
    [InlineData(1, 1000, false)] // a thousand rows
    [InlineData(1, 1001, true)]
    [InlineData(0, 0, false)]
    public void Wants_more_than_ten_times_and_more_than_a_thousand_rows(double estimated, double actual, bool found) =>
        Run(Joined(Estimated(estimated, actual))).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void A_nested_loop_that_runs_away_for_it_is_worse()
    {
        var inner = Scan("users", 1, 0, null, "Index Scan") with { ParentRelationship = "Inner", ActualLoops = 10_001 };
        var loop = Node("Nested Loop", 20_000, Estimated(1, 20_000) with { ParentRelationship = "Outer" }, inner) with { JoinType = "Inner" };

        One(RowMisestimate.Detector, Given.Planned(Query, loop, Known)).Severity.ShouldBe(Severity.High);
        One(RowMisestimate.Detector, Given.Planned(Query, loop with { Children = [loop.Children[0], inner with { ActualLoops = 10_000 }] }, Known)).Severity.ShouldBe(Severity.Medium);
    }

    [Fact]
    public void A_scan_that_nothing_is_planned_on_is_less() => One(RowMisestimate.Detector, Given.Planned(Query, Estimated(12, 4000), Known)).Severity.ShouldBe(Severity.Low);

    [Fact]
    public void Stays_silent_below_what_stops_early()
    {
        Silent(Node("Limit", 20, Estimated(4000, 20)));
        Silent(Node("Merge Join", 20, Estimated(4000, 20)) with { JoinType = "Inner" });
        Silent(Scan("users", 5, 0, null) with { Children = [Estimated(4000, 1) with { ParentRelationship = "SubPlan", SubplanName = "SubPlan 1" }] });
        Silent(Node("Nested Loop", 20, Scan("users", 5, 0, null), Estimated(4000, 1) with { ParentRelationship = "Inner" }) with { JoinType = "Semi" });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stays_silent_where_a_join_stops_at_the_one_match(bool isUnique)
    {
        var loop = Node("Nested Loop", 20, Scan("users", 5, 0, null) with { ParentRelationship = "Outer" }, Estimated(4000, 20) with { ParentRelationship = "Inner" });

        Run(loop with { JoinType = "Inner", IsInnerUnique = isUnique }).ShouldBeOfType(isUnique ? typeof(Outcome.Clean) : typeof(Outcome.Found));
    }

    [Fact]
    public void Stays_silent_for_rows_that_are_changed_and_not_returned() =>
        Silent(Estimated(4000, 4000) with { NodeType = "ModifyTable", ActualRows = 0 });

    [Fact]
    public void What_is_read_to_its_end_below_a_limit_counts() => Run(Node("Limit", 20, Node("Sort", 20, Estimated(12, 4000)))).ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void Stays_silent_for_what_never_ran_and_for_combined_bitmaps()
    {
        Silent(Joined(Estimated(4000, 0) with { ActualLoops = 0 }));
        Silent(Joined(Node("BitmapOr", 0) with { EstimatedRows = 4000 }));
    }

    private static PlanNode Estimated(double estimated, double actual, string filter = "((p.city = $1) AND (p.zip = $2))") =>
        Scan("places", actual, 0, filter) with { Alias = "p", EstimatedRows = estimated };

    private static PlanNode Joined(PlanNode scan) => Node("Hash Join", 100, scan, Node("Hash", 10, Scan("users", 10, 0, null))) with { JoinType = "Inner" };

    private static TableFacts Analysed(TableFacts table) => table with { Columns = [.. table.Columns.Select(column => column with { DistinctValues = 500 })] };

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(RowMisestimate.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(RowMisestimate.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(RowMisestimate.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        RowMisestimate.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    [Fact]
    public void A_plan_that_was_not_executed_may_hide_it() =>
        RowMisestimate.Detector.Run(Given.Planned(Query, Fault, Known, executed: false)).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void A_missing_catalogue_is_not_run() =>
        RowMisestimate.Detector.Run(Without(Given.Planned(Query, Fault, Known), DatabaseCatalogue.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => RowMisestimate.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
