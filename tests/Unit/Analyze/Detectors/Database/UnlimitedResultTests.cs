using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class UnlimitedResultTests
{
    private const string Query = "SELECT * FROM orders WHERE user_id = $1";

    [Fact]
    public void Finds_a_result_that_nothing_bounds()
    {
        var finding = One(UnlimitedResult.Detector, Evidence());

        finding.Fingerprint.ShouldBe($"unlimited-result:{StatementText.IdOf(Query)}");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Subject.Table.ShouldBe("orders");
        finding.Endpoints.ShouldBe(["GET /things"]);
        finding.Effect.ShouldBe(new Effect.Unknown("how many rows a caller needs is not in the evidence"));
    }

    [Theory]
    [InlineData("SELECT * FROM orders WHERE user_id = $1 ORDER BY id LIMIT $2")]
    [InlineData("SELECT * FROM orders WHERE user_id = $1 FETCH FIRST $2 ROWS ONLY")]
    [InlineData("(SELECT * FROM orders LIMIT $1);")]
    [InlineData("(SELECT * FROM orders) UNION (SELECT * FROM archive) LIMIT $1")]
    public void Vanishes_with_a_limit(string query) => UnlimitedResult.Detector.Run(Evidence(query)).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData("SELECT user_id, count(*) FROM orders GROUP BY user_id")]
    [InlineData("INSERT INTO orders SELECT * FROM carts")]
    [InlineData("WITH gone AS (DELETE FROM orders RETURNING *) INSERT INTO archive SELECT * FROM gone")]
    [InlineData("UPDATE orders SET note = $1")]
    [InlineData("COPY orders TO STDOUT")]
    [InlineData("FETCH 5000 FROM everything")]
    [InlineData("SELECT t.oid, t.typname FROM pg_catalog.pg_type AS t LEFT JOIN pg_range AS r ON r.rngtypid = t.oid")]
    public void Stays_silent_for_what_returns_no_list(string query) => UnlimitedResult.Detector.Run(Evidence(query)).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData("SELECT * FROM orders WHERE user_id IN (SELECT id FROM users LIMIT $1)")]
    [InlineData("SELECT * FROM orders WHERE user_id = $1 FOR UPDATE")]
    [InlineData("(SELECT * FROM orders)")]
    public void A_limit_inside_bounds_nothing_outside(string query) => UnlimitedResult.Detector.Run(Evidence(query)).ShouldBeOfType<Outcome.Found>();

    [Theory]
    [InlineData("id", false)]
    [InlineData("user_id", true)]
    public void A_list_of_primary_keys_bounds_its_result(string column, bool found)
    {
        var scan = Scan("orders", 2000, 0, null, "Index Scan") with { IndexCondition = $"(orders.{column} = ANY ($1))" };

        UnlimitedResult.Detector.Run(Evidence("SELECT * FROM orders WHERE id = ANY ($1)", root: scan)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));
    }

    [Theory]
    [InlineData(100_000, 100, false)] // a thousand a call
    [InlineData(100_001, 100, true)]
    [InlineData(90_000, 9, false)] // an export
    [InlineData(100_000, 10, true)]
    public void Wants_a_thousand_rows_a_call_and_ten_calls(long rows, long calls, bool found) =>
        UnlimitedResult.Detector.Run(Evidence(rows: rows, calls: calls)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        UnlimitedResult.Detector.Run(Evidence(share: share)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(UnlimitedResult.Detector, Evidence(rows: 900_000, share: 0.9)).Fingerprint.ShouldBe(One(UnlimitedResult.Detector, Evidence()).Fingerprint);

    [Fact]
    public void Plans_and_catalogue_need_not_be_known() =>
        UnlimitedResult.Detector.Run(Without(Without(Evidence(), StatementPlans.Kind), DatabaseCatalogue.Kind)).ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void Missing_evidence_is_not_run() => UnlimitedResult.Detector.Run(Without(Evidence(), StatementStatistics.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static EvidenceSet Evidence(string query = Query, PlanNode? root = null, long rows = 200_000, long calls = 100, double share = 0.5)
    {
        var catalogue = Given.Catalogue([Table("orders", 1_000_000, "id", "user_id") with { PrimaryKey = ["id"] }]);
        var set = Given.Planned(query, root ?? Scan("orders", 2000, 0, "(orders.user_id = $1)"), catalogue, share);
        var statements = set.Find<StatementStatistics>()!;
        return Set(
            (StatementPlans.Kind, set.Find<StatementPlans>()!),
            (DatabaseCatalogue.Kind, catalogue),
            (EndpointStatements.Kind, set.Find<EndpointStatements>()!),
            (StatementStatistics.Kind, statements with { Statements = [statements.Statements[0] with { Rows = rows, Calls = calls }, statements.Statements[1]] }));
    }
}
