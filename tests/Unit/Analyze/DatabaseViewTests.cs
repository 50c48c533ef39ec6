using Headroom.Analyze;
using Headroom.Analyze.Detectors.Database;
using Headroom.Analyze.Trust;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze;

/// <summary>What an audit of a database says when statements were only planned, or found nothing.</summary>
public sealed class DatabaseViewTests
{
    private const string Query = "SELECT * FROM orders WHERE customer_id = $1 ORDER BY id LIMIT 10 OFFSET $2";

    private static readonly DatabaseCatalogue Known = Given.Catalogue([Table("orders", 1_000_000, "id", "customer_id") with { PrimaryKey = ["id"] }]);

    // A workload with --clone never: planned, never executed, no times.
    private static EvidenceSet OnlyPlanned { get; } = Unmeasured(Planned(Query, Node("Limit", 10, Scan("orders", 10, 0, "(customer_id = $1)")), Known, executed: false));

    public static TheoryData<string> NeedExecutedPlans =>
        ["offset-pagination", "row-misestimate", "unindexed-sort", "unlimited-result", "statement-spill"];

    [Theory]
    [MemberData(nameof(NeedExecutedPlans))]
    public void What_needs_an_executed_plan_is_not_clean_on_a_planned_one(string id)
    {
        var outcome = Headroom.Analyze.Catalogue.Detectors.Single(detector => detector.Info.Id == id).Run(OnlyPlanned);

        outcome.ShouldBeOfType<Outcome.NotRun>().Reason.ShouldMatch("executed");
    }

    [Fact]
    public void What_could_not_be_looked_at_is_told()
    {
        var view = DatabaseView.Of(Without(OnlyPlanned, IndexSearch.Kind, "nothing was tried: --clone never"), []);

        view.Missing.ShouldBe(["indexes were not searched: nothing was tried: --clone never", "1 of 1 statements were planned, not executed"]);
        view.Tables.ShouldHaveSingleItem().Table.ShouldBe("orders");
    }

    [Fact]
    public void A_statement_that_nobody_measured_has_no_numbers()
    {
        var row = StatementRows.Of(OnlyPlanned)[0];

        (row.Load, row.Mean, row.RowsPerCall, row.BuffersPerCall).ShouldBe((null, null, null, null));
        (row.Name, row.Remark).ShouldBe(("page", "planned, not executed"));
    }

    [Fact]
    public void A_finding_on_a_plan_is_told_though_the_shares_are_not_known()
    {
        var cast = Unmeasured(Planned("SELECT id FROM orders ORDER BY random() LIMIT 5", Node("Limit", 5, Node("Sort", 1_000_000, Scan("orders", 1_000_000, 0, null)) with { SortKeys = ["(random())"] }), Known, executed: false));

        RandomOrder.Detector.Run(cast).ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem().Share.ShouldBeNull();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Values_that_match_no_row_are_told(double rows, bool told)
    {
        var remarks = DatabaseTrust.Of(Planned(Query, Node("Limit", rows, Scan("orders", rows, 1000, "(customer_id = $1)")), Known), unended: null).Remarks;

        remarks.Any(remark => remark.StartsWith("the values of 1 of 1 statements match no row", StringComparison.Ordinal)).ShouldBe(told);
    }

    [Fact]
    public void An_aggregate_over_nothing_matches_no_row() =>
        StatementRows.MatchesNoRow(Plans(("SELECT count(*) FROM orders WHERE customer_id = $1", Node("Aggregate", 1, Scan("orders", 0, 9, "(customer_id = $1)")))).Statements[0]).ShouldBeTrue();

    [Fact]
    public void A_write_is_judged_by_what_it_changed()
    {
        StatementRows.MatchesNoRow(Plans(("DELETE FROM orders WHERE id = $1", Node("ModifyTable", 0, Scan("orders", 1, 0, null)))).Statements[0]).ShouldBeFalse();
        StatementRows.MatchesNoRow(Plans(("DELETE FROM orders WHERE id = $1", Node("ModifyTable", 0, Scan("orders", 0, 0, null)))).Statements[0]).ShouldBeTrue();
        StatementRows.MatchesNoRow(Plans(("INSERT INTO orders VALUES ($1)", Node("ModifyTable", 0, Node("Result", 1)))).Statements[0]).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_write_that_a_rule_doubles_is_judged_by_all_that_it_changed(double rows, bool isNothing)
    {
        PlanNode[] writes = [Node("ModifyTable", 0, Scan("orders", 0, 0, null)), Node("ModifyTable", 0, Scan("orders", rows, 0, null))];
        var root = Node(PlanNode.Rule, 0, writes);

        StatementRows.MatchesNoRow(Plans(("DELETE FROM orders WHERE id = $1", root)).Statements[0]).ShouldBe(isNothing);
    }

    [Fact]
    public void An_audit_that_did_not_end_says_what_ended_it()
    {
        var seen = Set((DatabaseCatalogue.Kind, Known));

        DatabaseTrust.Of(seen, "the run did not end: it was killed").Reasons
            .ShouldBe(["the run did not end: it was killed; what it did not come to is not known"]);
        DatabaseTrust.Of(seen, unended: null).Valid.ShouldBeTrue();
    }

    [Fact]
    public void Where_values_came_from_is_told()
    {
        var plans = Plans((Query, Node("Limit", 1)), ("SELECT * FROM orders WHERE id = $1", Node("Limit", 1)));
        var guessed = plans with { Statements = [plans.Statements[0], plans.Statements[1] with { Source = ParameterSource.Statistics }] };

        DatabaseTrust.Of(Set((DatabaseCatalogue.Kind, Known), (StatementPlans.Kind, guessed)), unended: null).Remarks
            .ShouldContain("values of statements: of 1 from the server's log, of 1 guessed from the planner's statistics");
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 1, true)]
    [InlineData(1, 3, true)]
    public void A_workload_most_of_which_could_not_run_cannot_be_told(int failed, long calls, bool told)
    {
        string[] queries = ["SELECT 1 AS a", "SELECT 1 AS b", "SELECT 1 AS c"];
        var able = queries[..^failed];
        var plans = Plans([.. queries.Select(query => (query, Node("Result", 1)))]);
        var left = plans with { Statements = [.. plans.Statements.Select(plan => able.Contains(plan.Query) ? plan : plan with { Samples = [], Missing = "refused" })] };
        var seen = Statements([.. queries.Select(query => (query, 1.0))]);
        var called = seen with { IsWorkload = true, Statements = [.. seen.Statements.Select(s => s with { Calls = able.Contains(s.Query) ? 1 : calls })] };

        DatabaseView.IsMostlyLeftOut(Set((StatementPlans.Kind, left), (StatementStatistics.Kind, called))).ShouldBe(told);
        DatabaseView.IsMostlyLeftOut(Set((StatementPlans.Kind, left), (StatementStatistics.Kind, called with { IsWorkload = false }))).ShouldBeFalse();
    }

    private static EvidenceSet Unmeasured(EvidenceSet set)
    {
        var seen = set.Find<StatementStatistics>()!;
        var statements = seen with { IsWorkload = true, Statements = [seen.Statements[0] with { Name = "page", IsUnmeasured = true, ExecutionTime = default, Rows = 0, Buffers = 0 }] };
        return Set((StatementPlans.Kind, set.Find<StatementPlans>()!), (DatabaseCatalogue.Kind, Known), (StatementStatistics.Kind, statements));
    }
}
