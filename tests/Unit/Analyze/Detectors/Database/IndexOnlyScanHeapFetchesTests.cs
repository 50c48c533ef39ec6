using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class IndexOnlyScanHeapFetchesTests
{
    private const string Query = "SELECT sum(user_id) FROM orders WHERE id < $1";

    private static readonly DatabaseCatalogue Known = Seen(0);

    private static PlanNode Fault => Fetching(20_000, 20_000);

    private static PlanNode Worse => Fetching(50_000, 49_000);

    [Fact]
    public void Finds_an_index_only_scan_that_looks_into_the_table()
    {
        var finding = One(IndexOnlyScanHeapFetches.Detector, Given.Planned(Query, Fault, Known));

        finding.Fingerprint.ShouldBe("index-only-scan-heap-fetches:orders");
        finding.Remedies[0].Up.ShouldBe("VACUUM (ANALYZE) \"public\".\"orders\";");
    }

    [Fact]
    public void Vanishes_after_vacuum() => Silent(Fetching(20_000, 0));

    [Theory]
    [InlineData(950, false)]
    [InlineData(949, true)]
    public void Stays_silent_when_the_pages_are_marked(long pages, bool found) =>
        IndexOnlyScanHeapFetches.Detector.Run(Given.Planned(Query, Fault, Seen(pages))).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void Stays_silent_where_the_marks_are_not_known() => IndexOnlyScanHeapFetches.Detector.Run(Given.Planned(Query, Fault, Seen(null))).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(1900, 1000, false)]
    [InlineData(1900, 1001, true)]
    [InlineData(20_000, 10_000, false)]
    [InlineData(20_000, 10_001, true)]
    public void Wants_more_than_half_of_the_rows_and_more_than_a_thousand(double rows, long fetches, bool found) =>
        Run(Fetching(rows, fetches)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    private static DatabaseCatalogue Seen(long? pages) => Given.Catalogue([Table("orders", 60_000, "id", "user_id") with { Pages = 1000, AllVisiblePages = pages }]);

    private static PlanNode Fetching(double rows, long fetches) => Scan("orders", rows, 0, null, "Index Only Scan") with { HeapFetches = fetches };

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(IndexOnlyScanHeapFetches.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(IndexOnlyScanHeapFetches.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(IndexOnlyScanHeapFetches.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        IndexOnlyScanHeapFetches.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    [Fact]
    public void A_plan_that_was_not_executed_may_hide_it() =>
        IndexOnlyScanHeapFetches.Detector.Run(Given.Planned(Query, Fault, Known, executed: false)).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void A_missing_catalogue_is_not_run() =>
        IndexOnlyScanHeapFetches.Detector.Run(Without(Given.Planned(Query, Fault, Known), DatabaseCatalogue.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => IndexOnlyScanHeapFetches.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
