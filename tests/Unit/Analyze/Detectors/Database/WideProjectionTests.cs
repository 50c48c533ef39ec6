using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class WideProjectionTests
{
    private const string Query = "SELECT * FROM articles ORDER BY id LIMIT 20";

    private static readonly DatabaseCatalogue Known = Given.Catalogue([Table("articles", 20_000, "id", "author", "name") with { Pages = 2000, Size = new Bytes(2000 * 8192) }]);

    private static PlanNode Fault => List(786);

    private static PlanNode Worse => List(1500);

    [Fact]
    public void Finds_a_list_with_all_columns()
    {
        var finding = One(WideProjection.Detector, Several(Fault));

        finding.Severity.ShouldBe(Severity.Low);
        finding.Subject.Columns.ShouldBe(["name"]);
        finding.Title.ShouldBe("A list is read with all 3 columns of articles");
        finding.Effect.ShouldBe(new Effect.Unknown("which columns the callers read is not in the evidence"));
    }

    [Theory]
    [InlineData("articles.id", "articles.name")]
    [InlineData("id", "name")]
    public void Vanishes_when_the_columns_are_chosen(params string[] output) => Silent(Fault with { Output = output });

    [Fact]
    public void Columns_of_another_table_do_not_count() => Silent(Fault with { Output = ["a.id", "a.name", "users.author"] });

    [Theory]
    [InlineData(500, false)]
    [InlineData(501, true)]
    public void Wants_wide_rows(int width, bool found) => WideProjection.Detector.Run(Several(List(width))).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void Long_values_that_are_stored_apart_count_too()
    {
        var toasted = Known with { Tables = [Known.Tables[0] with { Size = new Bytes((2000 * 8192) + 40_000_000) }] };

        WideProjection.Detector.Run(Several(List(60), toasted)).ShouldBeOfType<Outcome.Found>();
        WideProjection.Detector.Run(Several(List(60), toasted with { Indexes = [Index("articles", "a", null, "id") with { Size = new Bytes(39_000_000) }] })).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void Stays_silent_where_a_call_returns_one_row() => WideProjection.Detector.Run(Several(Fault, rows: 100)).ShouldBeOfType<Outcome.Clean>();

    private static PlanNode List(int width) => Node("Limit", 20, Scan("articles", 20, 0, null) with { Width = width }) with { Output = ["articles.id", "articles.author", "articles.name"] };

    private static EvidenceSet Several(PlanNode root, DatabaseCatalogue? catalogue = null, long rows = 2000) => Given.Planned(Query, root, catalogue ?? Known, rows: rows);

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(WideProjection.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(WideProjection.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(WideProjection.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        WideProjection.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    [Fact]
    public void A_missing_catalogue_is_not_run() =>
        WideProjection.Detector.Run(Without(Given.Planned(Query, Fault, Known), DatabaseCatalogue.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => WideProjection.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
