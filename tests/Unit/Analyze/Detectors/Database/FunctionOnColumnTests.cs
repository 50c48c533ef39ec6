using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class FunctionOnColumnTests
{
    private const string Query = "SELECT * FROM orders WHERE date(created_at) = $1";

    private static readonly DatabaseCatalogue Known = Given.Catalogue(
        [Table("orders", 1_000_000, "id", "user_id", "created_at", "note_at", "name") with { PrimaryKey = ["id"] }],
        Index("orders", "orders_user_id_idx", null, "user_id"),
        Index("orders", "orders_created_at_idx", null, "created_at", "note_at", "name"));

    private static PlanNode Fault => Filtered("(date(orders.created_at) = $1::date)");

    private static PlanNode Worse => Scan("orders", 2, 5_000_000, "(date(orders.created_at) = $1::date)");

    [Fact]
    public void Finds_a_date_of_an_indexed_time()
    {
        var finding = One(FunctionOnColumn.Detector, Given.Planned(Query, Fault, Known));

        finding.Fingerprint.ShouldBe("function-on-column:orders(created_at)");
        finding.Severity.ShouldBe(Severity.Critical);
        finding.Remedies[0].Up.ShouldBe("Compare the column itself: orders.created_at >= $1::date AND orders.created_at < $1::date + 1");
    }

    [Fact]
    public void Vanishes_when_the_index_serves_the_statement() => Silent(Scan("orders", 100, 0, null, "Index Scan") with { IndexCondition = "(orders.created_at >= $1::date)" });

    [Theory]
    [InlineData("((orders.created_at)::date > $1::date)", "orders.created_at >= $1::date + 1")]
    [InlineData("((orders.created_at)::date <= $1::date)", "orders.created_at < $1::date + 1")]
    [InlineData("($1::date > (orders.created_at)::date)", "orders.created_at < $1::date")]
    [InlineData("(((orders.created_at AT TIME ZONE $0::text))::date = $1::date)", "orders.created_at >= ($1::date)::timestamp AT TIME ZONE $0::text AND orders.created_at < ($1::date + 1)::timestamp AT TIME ZONE $0::text")]
    [InlineData("(date_trunc($2::text, orders.created_at) = $1::timestamp with time zone)", "orders.created_at >= $1::timestamp with time zone AND orders.created_at < $1::timestamp with time zone + ('1 ' || $2)::interval")]
    [InlineData("(EXTRACT(year FROM orders.created_at) = $1::numeric)", "orders.created_at >= make_date($1::int, 1, 1) AND orders.created_at < make_date($1::int + 1, 1, 1)")]
    [InlineData("(COALESCE(orders.user_id, $2::bigint) = $1)", "(orders.user_id = $1 OR (orders.user_id IS NULL AND $2::bigint = $1))")]
    [InlineData("((orders.user_id + $2) > $1)", "orders.user_id > $1 - $2")]
    [InlineData("((now() - orders.created_at) < $1::interval)", "orders.created_at > now() - $1::interval")]
    public void Writes_the_range_that_the_function_stands_for(string filter, string condition) =>
        One(FunctionOnColumn.Detector, Given.Planned(Query, Filtered(filter), Known)).Remedies[0].Up.ShouldBe($"Compare the column itself: {condition}");

    [Theory]
    [InlineData("(lower(orders.name) = $1::text)")] // an expression index
    [InlineData("(EXTRACT(month FROM orders.created_at) = $1::numeric)")]
    [InlineData("(date_part($0::text, orders.created_at) = $1::double precision)")]
    [InlineData("(date(orders.note_at) > $1::date)")] // no index, and no period
    [InlineData("(((orders.note_at AT TIME ZONE $0::text))::date = $1::date)")] // an expression index could be
    [InlineData("(COALESCE(orders.note_at, $2::timestamp with time zone) = $1)")]
    [InlineData("(orders.created_at >= $1::timestamp with time zone)")]
    [InlineData("(date(orders.created_at) = date(orders.note_at))")]
    [InlineData("((orders.user_id + orders.id) > $1)")]
    [InlineData("((orders.user_id + $2) = ANY ($1::bigint[]))")]
    [InlineData("((date(orders.created_at) = $1::date) OR (orders.id = $2))")]
    public void Stays_silent_where_no_range_on_an_indexed_column_means_the_same(string filter) => Silent(Filtered(filter));

    [Theory]
    [InlineData("(date(orders.note_at) = $1::date)", "orders.note_at >= $1::date AND orders.note_at < $1::date + 1")]
    [InlineData("(EXTRACT(year FROM orders.note_at) = $1::numeric)", "orders.note_at >= make_date($1::int, 1, 1) AND orders.note_at < make_date($1::int + 1, 1, 1)")]
    public void Without_an_index_on_the_column_a_period_is_found_with_less_confidence(string filter, string condition)
    {
        var finding = One(FunctionOnColumn.Detector, Given.Planned(Query, Filtered(filter), Known));

        finding.Confidence.ShouldBe(Confidence.Medium);
        finding.Title.ShouldEndWith("no index could serve it");
        finding.Remedies[0].Up.ShouldBe($"Compare the column itself: {condition}; then index it: CREATE INDEX CONCURRENTLY ON public.orders (note_at);");
        finding.Effect.ShouldBeOfType<Effect.Unknown>().Reason.ShouldEndWith("and an index on it");
    }

    [Theory]
    [InlineData(0.1, false)]
    [InlineData(0.11, true)]
    public void Without_an_index_on_the_column_it_wants_a_tenth_of_the_time(double share, bool found) =>
        Run(Filtered("(date(orders.note_at) = $1::date)"), share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void Stays_silent_where_an_expression_index_is_there_or_could_be()
    {
        const string filter = "(date(orders.note_at) = $1::date)";
        var index = Known.Indexes[0] with { Name = "orders_day_idx", Keys = [new IndexKey(null, "date((note_at AT TIME ZONE 'UTC'::text))", Descending: false, NullsFirst: false)] };
        var table = Known.Tables[0] with { Columns = [.. Known.Tables[0].Columns.Select(c => c.Name == "note_at" ? c with { Type = "timestamp without time zone" } : c)] };

        FunctionOnColumn.Detector.Run(Given.Planned(Query, Filtered(filter), Known with { Indexes = [.. Known.Indexes, index] })).ShouldBeOfType<Outcome.Clean>();
        FunctionOnColumn.Detector.Run(Given.Planned(Query, Filtered(filter), Known with { Tables = [table] })).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void A_year_that_the_statement_names_is_known() =>
        Run(Filtered("(date_part($0::text, orders.created_at) = $1::double precision)"), query: "SELECT * FROM orders WHERE date_part('year', created_at) = $1").ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void A_default_of_a_column_without_nulls_is_left_out()
    {
        var table = Known.Tables[0] with { Columns = [.. Known.Tables[0].Columns.Select(column => column with { NotNull = true })] };

        One(FunctionOnColumn.Detector, Given.Planned(Query, Filtered("(COALESCE(orders.user_id, $0::bigint) = $1)"), Known with { Tables = [table] })).Remedies[0].Up
            .ShouldBe("Compare the column itself: orders.user_id = $1");
    }

    [Theory]
    [InlineData(1000, 9000, false)]
    [InlineData(1000, 9001, true)]
    public void Wants_more_than_nine_tenths_of_the_rows_wasted(double rows, double removed, bool found) =>
        Run(Scan("orders", rows, removed, Fault.Filter)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(0.09, Severity.High)]
    [InlineData(0.11, Severity.Critical)]
    public void Is_critical_above_a_tenth_of_the_databases_time(double share, Severity severity) =>
        One(FunctionOnColumn.Detector, Given.Planned(Query, Fault, Known, share)).Severity.ShouldBe(severity);

    private static PlanNode Filtered(string filter) => Scan("orders", 0, 1_000_000, filter);

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(FunctionOnColumn.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(FunctionOnColumn.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(FunctionOnColumn.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        FunctionOnColumn.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    [Fact]
    public void A_missing_catalogue_is_not_run() =>
        FunctionOnColumn.Detector.Run(Without(Given.Planned(Query, Fault, Known), DatabaseCatalogue.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => FunctionOnColumn.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
