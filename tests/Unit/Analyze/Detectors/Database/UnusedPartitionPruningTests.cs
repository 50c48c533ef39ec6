using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class UnusedPartitionPruningTests
{
    private const string Query = "SELECT count(*) FROM visits WHERE customer_id = $1";

    private static readonly DatabaseCatalogue Known = Partitioned("RANGE (day)");

    private static PlanNode Fault => Parts(25, 1);

    private static PlanNode Worse => Parts(25, 5);

    [Fact]
    public void Finds_a_statement_that_asks_every_partition()
    {
        var finding = One(UnusedPartitionPruning.Detector, Given.Planned(Query, Fault, Known));

        finding.Subject.Columns.ShouldBe(["day"]);
        finding.Explanation.ShouldContain("partitioned by RANGE (day)");
        finding.Remedies[0].Up.ShouldStartWith("Add the bounds that the caller knows to the condition: AND day >= :from AND day < :to");
    }

    [Fact]
    public void Vanishes_when_the_server_can_choose() => Silent(Parts(1, 1));

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public void Wants_more_than_twenty_partitions(int partitions, bool found) => UnusedPartitionPruning.Detector.Run(Given.Planned(Query, Parts(partitions, 1), Partitioned("RANGE (day)", partitions)))
        .ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(12, true)]
    [InlineData(13, false)]
    public void Stays_silent_when_most_partitions_have_rows(int productive, bool found) => Run(Parts(25, productive)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData("((v.customer_id = $1) AND (v.day > $2))", false)] // as wide as the table
    [InlineData("((v.customer_id = $1) AND (date_trunc($2, v.day) = $3))", true)]
    [InlineData(null, false)] // the whole table
    public void Knows_whether_the_key_is_compared(string? filter, bool found) => Run(Parts(25, 1, filter)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData("((v.customer_id = $1) AND (v.day > $2))", true)] // a range says nothing of a hash
    [InlineData("((v.customer_id = $1) AND (v.day = $2))", false)]
    [InlineData("((v.customer_id = $1) AND (v.day = ANY ($2)))", false)]
    public void A_hash_is_chosen_by_equality_alone(string filter, bool found) =>
        UnusedPartitionPruning.Detector.Run(Given.Planned(Query, Parts(25, 1, filter), Partitioned("HASH (day)"))).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void A_hash_gets_no_bounds_for_a_remedy() =>
        One(UnusedPartitionPruning.Detector, Given.Planned(Query, Fault, Partitioned("HASH (day, id)"))).Remedies[0].Up.ShouldStartWith("Compare every column of the key with a value: AND day = :day AND id = :id;");

    [Fact]
    public void A_key_of_several_columns_is_bounded_by_the_first() =>
        One(UnusedPartitionPruning.Detector, Given.Planned(Query, Fault, Partitioned("RANGE (day, id)"))).Remedies[0].Up.ShouldContain("AND day >= :from AND day < :to");

    [Fact]
    public void Stays_silent_when_some_were_left_out_before_or_while_it_ran()
    {
        UnusedPartitionPruning.Detector.Run(Given.Planned(Query, Fault, Partitioned("RANGE (day)", 400))).ShouldBeOfType<Outcome.Clean>();
        Silent(Fault with { Children = [.. Fault.Children.Skip(1), Fault.Children[0] with { ActualLoops = 0 }] });
    }

    [Fact]
    public void Stays_silent_where_partitions_are_partitioned()
    {
        var part = Known.Tables[1];
        var tree = Known with
        {
            Tables = [Known.Tables[0], part with { Name = "visits_old", IsPartitioned = true }, .. Known.Tables.Skip(1).Select(leaf => leaf with { Parent = "visits_old" })],
        };

        UnusedPartitionPruning.Detector.Run(Given.Planned(Query, Fault, tree)).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public void Stays_silent_where_the_key_is_not_known() => UnusedPartitionPruning.Detector.Run(Given.Planned(Query, Fault, Partitioned(null))).ShouldBeOfType<Outcome.Clean>();

    private static PlanNode Parts(int partitions, int productive, string? filter = "(v.customer_id = $1)") =>
        Node("Append", productive, [.. Enumerable.Range(0, partitions).Select(i => Scan($"visits_{i}", i < productive ? 10 : 0, 0, filter) with { Alias = "v" })]);

    private static DatabaseCatalogue Partitioned(string? key, int partitions = 25)
    {
        var visits = Table("visits", 1_000_000, "id", "customer_id", "day");
        return Given.Catalogue([visits with { IsPartitioned = true, PartitionKey = key }, .. Enumerable.Range(0, partitions).Select(i => visits with { Name = $"visits_{i}", IsPartition = true, Parent = "visits" })]);
    }

    [Theory]
    [InlineData(0.009, false)]
    [InlineData(0.011, true)]
    public void Wants_one_percent_of_the_databases_time(double share, bool found) =>
        Run(Fault, share).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_load_need_not_be_known() =>
        One(UnusedPartitionPruning.Detector, Without(Given.Planned(Query, Fault, Known), StatementStatistics.Kind)).Share.ShouldBeNull();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(UnusedPartitionPruning.Detector, Given.Planned(Query, Worse, Known, 0.9)).Fingerprint.ShouldBe(One(UnusedPartitionPruning.Detector, Given.Planned(Query, Fault, Known)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        UnusedPartitionPruning.Detector.Run(Without(Given.Planned(Query, Fault, Known), StatementPlans.Kind, "no plan could be made"))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no plan could be made");

    [Fact]
    public void A_plan_that_was_not_executed_may_hide_it() =>
        UnusedPartitionPruning.Detector.Run(Given.Planned(Query, Fault, Known, executed: false)).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void A_missing_catalogue_is_not_run() =>
        UnusedPartitionPruning.Detector.Run(Without(Given.Planned(Query, Fault, Known), DatabaseCatalogue.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static Outcome Run(PlanNode root, double share = 0.5, string query = Query) => UnusedPartitionPruning.Detector.Run(Given.Planned(query, root, Known, share));

    private static void Silent(PlanNode root, string query = Query) => Run(root, query: query).ShouldBeOfType<Outcome.Clean>();
}
