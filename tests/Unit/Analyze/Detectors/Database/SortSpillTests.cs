using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class SortSpillTests
{
    private const string Query = "SELECT id FROM orders ORDER BY user_id, created_at";

    private static readonly DatabaseCatalogue Known = Given.Catalogue([Table("orders", 1_000_000, "id", "user_id", "created_at")]);

    private static PlanNode Fault => Sort(20);

    private static PlanNode Worse => Sort(40);

    [Fact]
    public void Finds_a_sort_on_disk_and_says_what_memory_it_needs()
    {
        var finding = One(SortSpill.Detector, Given.Planned(Query, Fault, Known));

        finding.Severity.ShouldBe(Severity.Medium);
        finding.Explanation.ShouldContain("an index on user_id, created_at comes before more memory");
        finding.Remedies.Select(remedy => remedy.Up).ShouldBe(["ALTER ROLE \"app\" SET work_mem = '64MB';", "SET LOCAL work_mem = '64MB';"]);
        finding.Remedies[0].Down.ShouldBe("ALTER ROLE \"app\" RESET work_mem;");
        finding.Effect.ShouldBe(new Effect.Unknown("the statement with more work_mem"));
    }

    [Fact]
    public void Vanishes_when_the_sort_fits_into_memory() => Silent(Fault with { DiskUsage = null, SortMethod = "quicksort" });

    [Fact]
    public void What_the_sort_alone_takes_is_what_a_cure_can_save()
    {
        var sort = Fault.Timed(100) with { Children = [Scan("orders", 1_000_000, 0, null).Timed(40)] };

        One(SortSpill.Detector, Given.Planned(Query, sort, Known)).Share!.Value.Value.ShouldBe(0.3, 0.001);
        Run(sort with { Children = [Scan("orders", 1_000_000, 0, null).Timed(99)] }).ShouldBeOfType<Outcome.Clean>();
    }

    [Theory]
    [InlineData(1, "SET LOCAL work_mem = '4MB';")]
    [InlineData(85, "SET LOCAL work_mem = '256MB';")]
    [InlineData(86, null)]
    public void More_memory_than_a_server_can_spare_is_not_proposed(long megabytes, string? memory)
    {
        var remedies = One(SortSpill.Detector, Given.Planned(Query, Sort(megabytes), Known)).Remedies;

        remedies[^1].Up.ShouldContain(memory ?? "fewer or narrower rows");
        remedies.Any(remedy => remedy.Kind == RemedyKind.Setting).ShouldBe(memory is not null);
    }

    [Fact]
    public void An_order_by_an_expression_names_no_index() =>
        One(SortSpill.Detector, Given.Planned(Query, Fault with { SortKeys = ["lower(orders.name)"] }, Known)).Explanation.ShouldNotContain("an index on");

    [Fact]
    public void The_catalogue_need_not_be_known() => One(SortSpill.Detector, Without(Given.Planned(Query, Fault, Known), DatabaseCatalogue.Kind)).Subject.Table.ShouldBeNull();

    private static PlanNode Sort(long megabytes) => Node("Sort", 1_000_000, Scan("orders", 1_000_000, 0, null)) with
    {
        SortKeys = ["orders.user_id", "orders.created_at"],
        SortMethod = "external merge",
        DiskUsage = new Bytes(megabytes * 1024 * 1024),
    };

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(SortSpill.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(SortSpill.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(SortSpill.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        SortSpill.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    [Fact]
    public void A_plan_that_was_not_executed_may_hide_it() =>
        SortSpill.Detector.Run(Given.Planned(Query, Fault, Known, executed: false)).ShouldBeOfType<Outcome.NotRun>();

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => SortSpill.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
