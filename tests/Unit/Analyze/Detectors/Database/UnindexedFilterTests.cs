using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class UnindexedFilterTests
{
    private const string Query = "SELECT value FROM votes WHERE user_id = $1 AND clip_id = $2";

    private const string Filter = "((votes.user_id = $1) AND (votes.clip_id = $2))";

    [Fact]
    public void Finds_a_scan_that_throws_nearly_all_rows_away()
    {
        var finding = One(UnindexedFilter.Detector, Evidence());

        finding.Subject.Table.ShouldBe("votes");
        finding.Subject.Columns.ShouldBe(["user_id", "clip_id"]);
        finding.Subject.Endpoint.ShouldBe("GET /clips");
        finding.Severity.ShouldBe(Severity.Critical);
        finding.Remedies[0].Up.ShouldBe("CREATE INDEX CONCURRENTLY votes_user_id_clip_id_idx ON public.votes (user_id, clip_id);");
        finding.Remedies[0].Down.ShouldBe("DROP INDEX CONCURRENTLY public.votes_user_id_clip_id_idx;");
    }

    [Fact]
    public void Vanishes_when_the_index_serves_the_statement() => Silent(Evidence(plan: Scan("votes", 1, 0, null, "Index Scan") with { IndexCondition = Filter }));

    [Theory]
    [InlineData("user_id", "clip_id")]
    [InlineData("clip_id", "user_id")]
    [InlineData("user_id", "clip_id", "created_at")]
    public void Stays_silent_when_an_index_covers_the_columns_and_the_planner_does_not_want_it(params string[] keys) =>
        Silent(Evidence(indexes: [Index("votes", "existing", null, keys)]));

    [Fact]
    public void Stays_silent_on_a_small_table() => Silent(Evidence(table: Table("votes", 9_000, "id", "user_id", "clip_id") with { Pages = 900 }));

    [Theory]
    [InlineData("(lower(votes.name) = $1)")]
    [InlineData("((votes.user_id)::numeric = $1)")]
    [InlineData("((votes.user_id = $1) OR (votes.clip_id = $2))")]
    [InlineData("(votes.user_id = votes.clip_id)")]
    [InlineData("(votes.user_id <> $1)")]
    public void Stays_silent_where_a_plain_index_would_not_help(string filter) => Silent(Evidence(plan: Scan("votes", 1, 999_999, filter)));

    [Fact]
    public void Stays_silent_when_most_rows_are_kept() => Silent(Evidence(plan: Scan("votes", 900_000, 100_000, Filter)));

    [Theory]
    [InlineData(100, 910, false)] // 90.1 % removed, but not 1,000 rows
    [InlineData(100, 1_001, true)]
    [InlineData(1_000, 9_000, false)] // exactly 90 %
    [InlineData(1_000, 9_001, true)]
    public void Wants_more_than_nine_tenths_and_more_than_a_thousand_rows_wasted(double rows, double removed, bool found) =>
        UnindexedFilter.Detector.Run(Evidence(plan: Scan("votes", rows, removed, Filter))).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(0.9, false)]
    [InlineData(1.1, true)]
    public void Wants_one_percent_of_the_databases_time(double milliseconds, bool found) =>
        UnindexedFilter.Detector.Run(Evidence(milliseconds: milliseconds, others: 100 - milliseconds))
            .ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(9, 9, Severity.High)]
    [InlineData(11, 9, Severity.Critical)]
    [InlineData(9, 11, Severity.Critical)]
    public void Is_critical_above_a_tenth_of_the_databases_time_or_of_its_buffers(double milliseconds, long buffers, Severity severity)
    {
        var finding = One(UnindexedFilter.Detector, Evidence(milliseconds: milliseconds, others: 100 - milliseconds, buffers: buffers));

        finding.Severity.ShouldBe(severity);
        finding.BufferShare!.Value.Value.ShouldBe(buffers / 100.0, 1e-9);
    }

    [Fact]
    public void Scalar_equality_comes_before_lists_and_lists_before_ranges()
    {
        var plan = Scan("votes", 1, 999_999, "((votes.id > $3) AND (votes.clip_id = ANY ($2)) AND (votes.user_id = $1))");

        One(UnindexedFilter.Detector, Evidence(plan: plan)).Subject.Columns.ShouldBe(["user_id", "clip_id", "id"]);
    }

    [Fact]
    public void The_column_that_more_statements_compare_comes_first()
    {
        const string other = "SELECT count(*) FROM votes WHERE clip_id = $1";
        var set = Set(
            (StatementPlans.Kind, Plans((Query, Scan("votes", 1, 999_999, Filter)), (other, Scan("votes", 500, 999_500, "(votes.clip_id = $1)")))),
            (DatabaseCatalogue.Kind, Given.Catalogue([Votes])),
            (StatementStatistics.Kind, Statements((Query, 50), (other, 50))),
            (EndpointStatements.Kind, Alone("GET /clips", Query, other)));

        var finding = One(UnindexedFilter.Detector, set);

        finding.Subject.Columns.ShouldBe(["clip_id", "user_id"]);
        finding.Evidence.Count(pointer => pointer.StartsWith("evidence/plans.json")).ShouldBe(2);
    }

    [Fact]
    public void A_predicate_without_a_value_that_every_statement_has_makes_the_index_partial()
    {
        var table = Table("votes", 1_000_000, "id", "user_id", "deleted_at");
        var plan = Scan("votes", 1, 999_999, "((votes.deleted_at IS NULL) AND (votes.user_id = $1))");

        One(UnindexedFilter.Detector, Evidence(plan: plan, table: table)).Remedies[0].Up
            .ShouldBe("CREATE INDEX CONCURRENTLY votes_user_id_idx ON public.votes (user_id) WHERE deleted_at IS NULL;");
    }

    [Theory]
    [InlineData("(deleted_at IS NULL)", true)]
    [InlineData("(value > 0)", false)]
    public void A_partial_index_counts_only_where_the_statement_implies_its_predicate(string predicate, bool covered)
    {
        var table = Table("votes", 1_000_000, "id", "user_id", "deleted_at", "value");
        var plan = Scan("votes", 1, 999_999, "((votes.deleted_at IS NULL) AND (votes.user_id = $1))");

        UnindexedFilter.Detector.Run(Evidence(plan: plan, table: table, indexes: [Index("votes", "partial", predicate, "user_id")]))
            .ShouldBeOfType(covered ? typeof(Outcome.Clean) : typeof(Outcome.Found));
    }

    [Fact]
    public void An_invalid_index_does_not_count() =>
        UnindexedFilter.Detector.Run(Evidence(indexes: [Index("votes", "broken", null, "user_id", "clip_id") with { Valid = false }])).ShouldBeOfType<Outcome.Found>();

    [Fact]
    public void A_write_that_was_only_planned_is_judged_by_the_tables_size()
    {
        var plan = Scan("votes", 1, 0, Filter) with { ActualRows = null, ActualLoops = null, RowsRemoved = null };
        var set = Evidence(plan: Node("ModifyTable", 0, plan), executed: false);

        One(UnindexedFilter.Detector, set).Subject.Columns.ShouldBe(["user_id", "clip_id"]);
    }

    [Fact]
    public void A_join_that_throws_nearly_all_rows_away_wants_an_index_on_its_columns()
    {
        var join = Node("Hash Join", 3, Scan("votes", 1_000_000, 0, null), Node("Hash", 1, Scan("users", 1, 0, null, "Index Scan"))) with
        {
            JoinCondition = "(votes.user_id = users.id)",
        };

        One(UnindexedFilter.Detector, Evidence(plan: join)).Subject.Columns.ShouldBe(["user_id"]);
    }

    [Fact]
    public void A_join_that_keeps_most_rows_wants_none() => Silent(Evidence(
        plan: Node("Hash Join", 900_000, Scan("votes", 1_000_000, 0, null), Node("Hash", 1)) with { JoinCondition = "(votes.user_id = users.id)" }));

    [Fact]
    public void Partitions_are_not_looked_at() => Silent(Evidence(table: Votes with { IsPartition = true }));

    [Fact]
    public void No_statement_under_load_is_not_clean() =>
        UnindexedFilter.Detector.Run(Set(
            (StatementPlans.Kind, Plans()), (DatabaseCatalogue.Kind, Given.Catalogue([Votes])), (StatementStatistics.Kind, Statements())))
            .ShouldBeOfType<Outcome.NotRun>();

    [Theory]
    [InlineData(9, typeof(Outcome.Clean))]
    [InlineData(11, typeof(Outcome.NotRun))]
    public void Statements_of_weight_without_a_plan_are_not_clean(double milliseconds, Type outcome)
    {
        var unplanned = new StatementPlan { StatementId = StatementText.IdOf("SELECT b"), Query = "SELECT b", Samples = [], Missing = "permission denied for table x" };
        var plans = Plans(("SELECT a", Scan("votes", 1, 0, null, "Index Scan")));
        var set = Set(
            (StatementPlans.Kind, plans with { Statements = [.. plans.Statements, unplanned] }),
            (DatabaseCatalogue.Kind, Given.Catalogue([Votes])),
            (StatementStatistics.Kind, Statements(("SELECT a", 100 - milliseconds), ("SELECT b", milliseconds))));

        UnindexedFilter.Detector.Run(set).ShouldBeOfType(outcome);
    }

    [Fact]
    public void Names_that_need_quotes_get_them()
    {
        var table = Table("votes", 1_000_000, "id", "UserId") with { Schema = "Shop" };
        var plan = Scan("votes", 1, 999_999, "(votes.\"UserId\" = $1)") with { Schema = "Shop" };

        var finding = One(UnindexedFilter.Detector, Evidence(plan: plan, table: table));

        finding.Subject.Table.ShouldBe("Shop.votes");
        finding.Remedies[0].Up.ShouldContain("ON \"Shop\".votes (\"UserId\")");
    }

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(UnindexedFilter.Detector, Evidence(milliseconds: 3, others: 97, plan: Scan("votes", 7, 777_777, Filter))).Fingerprint
            .ShouldBe(One(UnindexedFilter.Detector, Evidence()).Fingerprint);

    [Theory]
    [InlineData("plans")]
    [InlineData("catalogue")]
    [InlineData("statements")]
    public void Missing_evidence_is_not_run_with_the_cause(string kind) =>
        UnindexedFilter.Detector.Run(Without(Evidence(), kind, "no permission")).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no permission");

    [Fact]
    public void Runs_without_the_endpoints_statements() =>
        One(UnindexedFilter.Detector, Without(Evidence(), EndpointStatements.Kind)).Subject.Endpoint.ShouldBeNull();

    private static TableFacts Votes => Table("votes", 1_000_000, "id", "user_id", "clip_id", "created_at", "name");

    private static void Silent(EvidenceSet evidence) => UnindexedFilter.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();

    private static EvidenceSet Evidence(
        PlanNode? plan = null, TableFacts? table = null, IndexFacts[]? indexes = null, double milliseconds = 60, double others = 40, bool executed = true, long buffers = 50)
    {
        var plans = Plans((Query, plan ?? Scan("votes", 1, 999_999, Filter)));
        if (!executed)
        {
            plans = plans with { Statements = [plans.Statements[0] with { Samples = [plans.Statements[0].Samples[0] with { Executed = false }] }] };
        }

        return Set(
            (StatementPlans.Kind, plans),
            (DatabaseCatalogue.Kind, Given.Catalogue([table ?? Votes], indexes ?? [])),
            (StatementStatistics.Kind, Load(Statements((Query, milliseconds), ("SELECT 1", others)), buffers)),
            (EndpointStatements.Kind, Alone("GET /clips", Query)));
    }

    private static StatementStatistics Load(StatementStatistics load, long buffers) => load with
    {
        Statements = [.. load.Statements.Select(statement => statement with { Buffers = statement.Query == Query ? buffers : 100 - buffers })],
    };
}
