using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class CastOnColumnTests
{
    private const string Query = "SELECT * FROM orders WHERE user_id = $1";

    private static readonly DatabaseCatalogue Known = Given.Catalogue(
        [Table("orders", 1_000_000, "id", "user_id", "created_at", "note_at") with { PrimaryKey = ["id"] }],
        Index("orders", "orders_user_id_idx", null, "user_id"),
        Index("orders", "orders_created_at_idx", null, "created_at", "note_at"));

    private static PlanNode Fault => Filtered("((orders.user_id)::numeric = $1::numeric)");

    private static PlanNode Worse => Scan("orders", 2, 5_000_000, "((orders.user_id)::numeric = $1::numeric)");

    [Fact]
    public void Finds_a_parameter_of_another_type()
    {
        var finding = One(CastOnColumn.Detector, Given.Planned(Query, Fault, Known));

        finding.Fingerprint.ShouldBe("cast-on-column:orders(user_id)");
        finding.Severity.ShouldBe(Severity.Critical);
        finding.Remedies[0].Up.ShouldBe("Send the parameter as bigint: orders.user_id = $1::bigint");
    }

    [Fact]
    public void Vanishes_when_the_index_serves_the_statement() => Silent(Scan("orders", 1, 0, null, "Index Scan") with { IndexCondition = "(orders.user_id = $1::bigint)" });

    [Theory]
    [InlineData("SELECT * FROM orders WHERE user_id::text = $1")]
    [InlineData("SELECT * FROM orders WHERE cast(user_id AS text) = $1")]
    public void A_cast_in_the_statement_is_told_from_a_wrong_parameter(string query) =>
        One(CastOnColumn.Detector, Given.Planned(query, Filtered("((orders.user_id)::text = $1::text)"), Known)).Remedies[0].Up.ShouldStartWith("Take the cast off the column: orders.user_id = $1::bigint");

    [Theory]
    [InlineData("((orders.id)::text = $1::text)", true)] // the primary key
    [InlineData("($1::numeric = (orders.user_id)::numeric)", true)]
    [InlineData("((orders.user_id)::numeric = ANY ($1::numeric[]))", true)]
    [InlineData("((orders.note_at)::text = $1::text)", false)] // no index
    [InlineData("((orders.created_at)::date = $1::date)", false)] // function-on-column
    [InlineData("((orders.created_at)::timestamp without time zone = $1::timestamp without time zone)", true)]
    [InlineData("((orders.user_id)::our_type = $1::our_type)", false)]
    [InlineData("((orders.user_id)::text ~~ ($1 || '%')::text)", false)]
    [InlineData("((orders.user_id)::numeric = (orders.id)::numeric)", false)]
    [InlineData("(orders.user_id = $1::bigint)", false)]
    [InlineData("(((orders.user_id)::numeric = $1::numeric) OR (orders.id = $2))", false)]
    public void Knows_a_conversion_that_hides_an_index(string filter, bool found) => Run(Filtered(filter)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData("character varying(20)", "text", false)]
    [InlineData("text", "character varying", false)]
    [InlineData("character(4)", "text", true)]
    [InlineData("uuid", "text", true)]
    [InlineData("numeric(10,2)", "numeric", false)]
    [InlineData("our_enum", "text", false)]
    public void Stays_silent_where_the_conversion_keeps_the_form(string from, string to, bool found)
    {
        var table = Known.Tables[0] with { Columns = [.. Known.Tables[0].Columns.Select(column => column.Name == "user_id" ? column with { Type = from } : column)] };

        CastOnColumn.Detector.Run(Given.Planned(Query, Filtered($"((orders.user_id)::{to} = $1::{to})"), Known with { Tables = [table] }))
            .ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));
    }

    [Fact]
    public void Columns_of_a_join_that_differ_in_type_are_told_as_such()
    {
        var join = Node("Hash Join", 3, Scan("orders", 300_000, 0, null), Node("Hash", 1, Scan("users", 1, 0, null))) with { JoinCondition = "((orders.user_id)::text = users.code)" };

        One(CastOnColumn.Detector, Given.Planned(Query, join, Known)).Remedies[0].Up.ShouldContain("cast the other side: orders.user_id = users.code::bigint");
    }

    [Theory]
    [InlineData(1000, 9000, false)]
    [InlineData(1000, 9001, true)]
    [InlineData(0, 1000, false)]
    [InlineData(0, 1001, true)]
    public void Wants_more_than_nine_tenths_and_more_than_a_thousand_rows_wasted(double rows, double removed, bool found) =>
        Run(Scan("orders", rows, removed, Fault.Filter)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void Stays_silent_on_a_small_table() =>
        CastOnColumn.Detector.Run(Given.Planned(Query, Fault, Known with { Tables = [Known.Tables[0] with { Rows = 9_000, Pages = 100 }] })).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(0.09, Severity.High)]
    [InlineData(0.11, Severity.Critical)]
    public void Is_critical_above_a_tenth_of_the_databases_time(double share, Severity severity) =>
        One(CastOnColumn.Detector, Given.Planned(Query, Fault, Known, share)).Severity.ShouldBe(severity);

    [Fact]
    public void A_plan_that_was_not_executed_shows_it_with_less_confidence() =>
        One(CastOnColumn.Detector, Given.Planned(Query, Fault, Known, executed: false)).Confidence.ShouldBe(Confidence.Medium);

    private static PlanNode Filtered(string filter) => Scan("orders", 0, 1_000_000, filter);

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(CastOnColumn.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(CastOnColumn.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(CastOnColumn.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        CastOnColumn.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    [Fact]
    public void A_missing_catalogue_is_not_run() =>
        CastOnColumn.Detector.Run(Without(Given.Planned(Query, Fault, Known), DatabaseCatalogue.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => CastOnColumn.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
