using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class LossyBitmapTests
{
    private const string Query = "SELECT * FROM orders WHERE user_id BETWEEN $1 AND $2";

    private static readonly DatabaseCatalogue Known = Given.Catalogue([]);

    private static PlanNode Fault => Bitmap(1000, 60_000, 5000);

    private static PlanNode Worse => Bitmap(1000, 90_000, 9000);

    [Fact]
    public void Finds_pages_that_are_read_whole()
    {
        var finding = One(LossyBitmap.Detector, Given.Planned(Query, Fault, Known));

        finding.Subject.Table.ShouldBe("orders");
        finding.Remedies[0].Up.ShouldBe("ALTER ROLE \"app\" SET work_mem = '4MB';");
        One(LossyBitmap.Detector, Given.Planned(Query, Bitmap(1000, 60_000, 50_000), Known)).Remedies[0].Up.ShouldBe("ALTER ROLE \"app\" SET work_mem = '8MB';");
    }

    [Fact]
    public void Vanishes_when_the_bitmap_is_exact() => Silent(Bitmap(1000, 0, 0));

    [Fact]
    public void Stays_silent_at_the_recheck_of_an_index_that_only_narrows_down() => Silent(Bitmap(1000, 60_000, 0));

    [Theory]
    [InlineData(10, 1000, false)]
    [InlineData(10, 1001, true)]
    [InlineData(5000, 5000, false)]
    [InlineData(5000, 5001, true)]
    public void Wants_more_than_a_thousand_rows_in_vain_and_more_than_are_returned(double rows, double removed, bool found) =>
        Run(Bitmap(rows, removed, 100)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    private static PlanNode Bitmap(double rows, double removed, long lossy) =>
        Scan("orders", rows, 0, null, "Bitmap Heap Scan") with { RowsRemovedByRecheck = removed, LossyPages = lossy, ExactPages = 700 };

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(LossyBitmap.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(LossyBitmap.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(LossyBitmap.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        LossyBitmap.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    [Fact]
    public void A_plan_that_was_not_executed_may_hide_it() =>
        LossyBitmap.Detector.Run(Given.Planned(Query, Fault, Known, executed: false)).ShouldBeOfType<Outcome.NotRun>();

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => LossyBitmap.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
