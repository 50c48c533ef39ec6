using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class HashSpillTests
{
    private const string Query = "SELECT count(*) FROM orders o JOIN users u ON u.id = o.user_id";

    private static readonly DatabaseCatalogue Known = Given.Catalogue([]);

    private static PlanNode Fault => Join(64, 1280);

    private static PlanNode Worse => Join(128, 5000);

    [Fact]
    public void Finds_a_hash_join_in_batches()
    {
        var finding = One(HashSpill.Detector, Given.Planned(Query, Fault, Known));

        finding.Title.ShouldBe("A statement on orders joins by a hash table on disk");
        finding.Remedies[0].Up.ShouldBe("ALTER ROLE \"app\" SET work_mem = '32MB';");
    }

    [Fact]
    public void Finds_groups_on_disk() =>
        One(HashSpill.Detector, Given.Planned(Query, Node("Aggregate", 50_000, Scan("orders", 50_000, 0, null)) with { Strategy = "Hashed", DiskUsage = new Bytes(9_000_000) }, Known))
            .Title.ShouldContain("groups by a hash table on disk");

    [Fact]
    public void Vanishes_when_the_hash_fits_into_memory() => Silent(Join(1, 0));

    [Fact]
    public void Stays_silent_when_batches_were_planned_and_nothing_was_written() => Silent(Join(2, 0));

    [Fact]
    public void What_the_nodes_below_wrote_is_not_the_hashs()
    {
        var hash = Node("Hash", 10, Node("Sort", 10) with { TempBlocksWritten = 500 }) with { HashBatches = 2, TempBlocksWritten = 500 };

        Silent(Node("Hash Join", 10, Scan("orders", 10, 0, null), hash));
    }

    private static PlanNode Join(int batches, long blocks) => Node(
        "Hash Join", 1000, Scan("orders", 300_000, 0, null), Node("Hash", 100_000, Scan("users", 100_000, 0, null)) with { HashBatches = batches, TempBlocksWritten = blocks });

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(HashSpill.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(HashSpill.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(HashSpill.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        HashSpill.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    [Fact]
    public void A_plan_that_was_not_executed_may_hide_it() =>
        HashSpill.Detector.Run(Given.Planned(Query, Fault, Known, executed: false)).ShouldBeOfType<Outcome.NotRun>();

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => HashSpill.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
