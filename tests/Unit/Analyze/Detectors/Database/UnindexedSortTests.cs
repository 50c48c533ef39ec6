using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class UnindexedSortTests
{
    private const string Query = "SELECT id FROM clips WHERE user_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC LIMIT $2";

    private const string Filter = "((clips.deleted_at IS NULL) AND (clips.user_id = $1))";

    [Fact]
    public void Finds_a_sort_of_many_rows_below_a_limit_of_few()
    {
        var finding = One(UnindexedSort.Detector, Evidence(Sorted(Scan("clips", 300, 199_700, Filter))));

        finding.Fingerprint.ShouldBe("unindexed-sort:clips(user_id,created_at) WHERE deleted_at IS NULL");
        finding.Remedies[0].Up.ShouldBe("CREATE INDEX CONCURRENTLY clips_user_id_created_at_idx ON public.clips (user_id, created_at DESC) WHERE deleted_at IS NULL;");
    }

    [Fact]
    public void Finds_an_index_that_is_walked_for_its_order_past_the_rows_of_others()
    {
        var walk = Scan("clips", 20, 54_000, Filter, "Index Scan") with { Index = "by_time", Backward = true };
        var set = Evidence(Node("Limit", 20, walk), Index("clips", "by_time", null, "created_at"));

        One(UnindexedSort.Detector, set).Remedies[0].Up.ShouldContain("(user_id, created_at DESC)");
    }

    [Fact]
    public void Vanishes_when_an_index_gives_filter_and_order() =>
        Silent(Evidence(Node("Limit", 20, Scan("clips", 20, 0, "(clips.deleted_at IS NULL)", "Index Scan") with { Index = "i", IndexCondition = "(clips.user_id = $1)" }),
            Index("clips", "i", null, "user_id", "created_at DESC")));

    [Theory]
    [InlineData("user_id", "created_at")]
    [InlineData("user_id", "created_at DESC")]
    public void Stays_silent_when_an_index_gives_the_order_in_either_direction(params string[] keys) =>
        Silent(Evidence(Sorted(Scan("clips", 300, 199_700, Filter)), Index("clips", "existing", null, keys)));

    [Fact]
    public void Is_one_finding_though_the_filter_is_not_indexed_either()
    {
        var set = Evidence(Sorted(Scan("clips", 300, 199_700, Filter)));

        UnindexedFilter.Detector.Run(set).ShouldBeOfType<Outcome.Clean>();
        UnindexedSort.Detector.Run(set).ShouldBeOfType<Outcome.Found>();
    }

    [Fact]
    public void A_filter_on_the_same_columns_joins_the_sorts_finding()
    {
        const string count = "SELECT count(*) FROM clips WHERE user_id = $1 AND deleted_at IS NULL";
        var set = Set(
            (StatementPlans.Kind, Plans((Query, Sorted(Scan("clips", 300, 199_700, Filter))), (count, Node("Aggregate", 1, Scan("clips", 300, 199_700, Filter))))),
            (DatabaseCatalogue.Kind, Given.Catalogue([Clips])),
            (StatementStatistics.Kind, Statements((Query, 50), (count, 50))));

        UnindexedFilter.Detector.Run(set).ShouldBeOfType<Outcome.Clean>();
        One(UnindexedSort.Detector, set).Share!.Value.Value.ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Stays_silent_when_the_sort_is_by_an_aggregate() =>
        Silent(Evidence(Node("Limit", 20, Node("Sort", 20, Scan("clips", 300_000, 0, null)) with { SortKeys = ["(sum(clips.score)) DESC"] })));

    [Fact]
    public void Stays_silent_when_all_rows_are_wanted() =>
        Silent(Evidence(Node("Sort", 300_000, Scan("clips", 300_000, 0, null)) with { SortKeys = ["clips.created_at DESC"] }));

    [Theory]
    [InlineData(1_020, false)]
    [InlineData(1_021, true)]
    public void Wants_more_than_a_thousand_rows_read_in_vain(double rows, bool found) =>
        UnindexedSort.Detector.Run(Evidence(Sorted(Scan("clips", rows, 0, "(clips.user_id = $1)", "Bitmap Heap Scan"))))
            .ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void Orders_that_differ_by_direction_alone_are_one_finding()
    {
        const string other = "SELECT id FROM clips WHERE user_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC NULLS LAST LIMIT $2";
        var last = Node("Limit", 20, Node("Sort", 20, Scan("clips", 300, 199_700, Filter)) with { SortKeys = ["clips.created_at DESC NULLS LAST"] });
        var set = Set(
            (StatementPlans.Kind, Plans((Query, Sorted(Scan("clips", 300, 199_700, Filter))), (other, last))),
            (DatabaseCatalogue.Kind, Given.Catalogue([Clips])),
            (StatementStatistics.Kind, Statements((Query, 50), (other, 50))));

        One(UnindexedSort.Detector, set).Evidence.Count(pointer => pointer.StartsWith("evidence/plans.json")).ShouldBe(2);
    }

    [Fact]
    public void A_long_filter_and_order_are_cut_to_three_columns_that_end_in_the_order()
    {
        var table = Table("clips", 200_000, "id", "tenant_id", "user_id", "kind_id", "created_at");
        var scan = Scan("clips", 300, 199_700, "((clips.tenant_id = $1) AND (clips.user_id = $2) AND (clips.kind_id = $3))");
        var plan = Node("Limit", 20, Node("Sort", 20, scan) with { SortKeys = ["clips.created_at DESC", "clips.id DESC"] });
        var set = Set(
            (StatementPlans.Kind, Plans((Query, plan))), (DatabaseCatalogue.Kind, Given.Catalogue([table])), (StatementStatistics.Kind, Statements((Query, 50))));

        One(UnindexedSort.Detector, set).Subject.Columns.ShouldBe(["tenant_id", "user_id", "created_at"]);
    }

    [Fact]
    public void A_sort_above_a_join_counts_when_it_is_by_columns_of_the_outer_side()
    {
        var scan = Scan("clips", 300, 199_700, Filter) with { ParentRelationship = "Outer" };
        var inner = Scan("users", 1, 0, null, "Index Scan") with { ParentRelationship = "Inner" };
        var plan = Node("Limit", 20, Node("Sort", 20, Node("Nested Loop", 300, scan, inner) with { ParentRelationship = "Outer" }) with { SortKeys = ["clips.created_at DESC"] });

        One(UnindexedSort.Detector, Evidence(plan)).Subject.Columns.ShouldBe(["user_id", "created_at"]);
    }

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(UnindexedSort.Detector, Evidence(Sorted(Scan("clips", 3_000, 190_000, Filter)))).Fingerprint
            .ShouldBe(One(UnindexedSort.Detector, Evidence(Sorted(Scan("clips", 300, 199_700, Filter)))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() =>
        UnindexedSort.Detector.Run(Without(Evidence(Sorted(Scan("clips", 300, 199_700, Filter))), StatementPlans.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static TableFacts Clips => Table("clips", 200_000, "id", "user_id", "created_at", "deleted_at", "score");

    private static PlanNode Sorted(PlanNode scan) => Node("Limit", 20, Node("Sort", 20, scan) with { SortKeys = ["clips.created_at DESC"] });

    private static void Silent(EvidenceSet evidence) => UnindexedSort.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();

    private static EvidenceSet Evidence(PlanNode plan, params IndexFacts[] indexes) => Set(
        (StatementPlans.Kind, Plans((Query, plan))),
        (DatabaseCatalogue.Kind, Given.Catalogue([Clips], indexes)),
        (StatementStatistics.Kind, Statements((Query, 60), ("SELECT 1", 40))),
        (EndpointStatements.Kind, Alone("GET /users/{id}/clips", Query)));
}
