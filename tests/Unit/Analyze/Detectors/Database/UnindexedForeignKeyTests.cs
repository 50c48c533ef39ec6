using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class UnindexedForeignKeyTests
{
    private const string Delete = "DELETE FROM users WHERE id = $1";

    [Fact]
    public void Finds_a_key_whose_referred_rows_are_deleted()
    {
        var finding = One(UnindexedForeignKey.Detector, Evidence(deleted: 5));

        finding.Fingerprint.ShouldBe("unindexed-foreign-key:votes(user_id)");
        finding.Severity.ShouldBe(Severity.High);
        finding.Subject.Columns.ShouldBe(["user_id"]);
        finding.Remedies[0].Kind.ShouldBe(RemedyKind.Index);
        finding.Remedies[0].Up.ShouldBe("CREATE INDEX CONCURRENTLY votes_user_id_idx ON public.votes (user_id);");
        finding.Remedies[0].Down.ShouldBe("DROP INDEX CONCURRENTLY public.votes_user_id_idx;");
    }

    [Fact]
    public void Vanishes_with_an_index_that_starts_with_its_columns() => Silent(Evidence(deleted: 5, indexes: [Index("votes", "i", null, "user_id", "id")]));

    [Fact]
    public void The_columns_may_stand_in_any_order() =>
        Silent(Evidence(deleted: 5, key: Key with { Columns = ["user_id", "clip_id"] }, indexes: [Index("votes", "i", null, "clip_id", "user_id", "id")]));

    [Fact]
    public void An_index_that_does_not_find_every_row_does_not_count()
    {
        var index = Index("votes", "i", null, "user_id");
        One(UnindexedForeignKey.Detector, Evidence(deleted: 5, indexes: [index with { Predicate = "(user_id > 5)" }]));
        One(UnindexedForeignKey.Detector, Evidence(deleted: 5, indexes: [index with { Valid = false }]));
        One(UnindexedForeignKey.Detector, Evidence(deleted: 5, indexes: [index with { Method = "brin" }]));
        One(UnindexedForeignKey.Detector, Evidence(deleted: 5, indexes: [index with { Keys = [new IndexKey(null, "abs(user_id)", false, false)] }]));
        One(UnindexedForeignKey.Detector, Evidence(deleted: 5, indexes: [Index("votes", "i", null, "id", "user_id")]));
        One(UnindexedForeignKey.Detector, Evidence(deleted: 5, key: Key with { Columns = ["user_id", "clip_id"] }, indexes: [index]));
        One(UnindexedForeignKey.Detector, Evidence(deleted: 5, indexes: [index with { Table = "clips" }]));
    }

    [Fact]
    public void A_hash_index_on_the_one_column_serves() => Silent(Evidence(deleted: 5, indexes: [Index("votes", "i", null, "user_id") with { Method = "hash" }]));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_partitioned_table_is_served_where_each_partition_has_its_index(bool each)
    {
        var votes = Table("votes", 90_000, "id", "user_id");
        var catalogue = Given.Catalogue(
            [votes with { IsPartitioned = true }, votes with { Name = "votes_0", IsPartition = true, Parent = "votes" }, votes with { Name = "votes_1", IsPartition = true, Parent = "votes" }],
            Index("votes_0", "i0", null, "user_id"), Index(each ? "votes_1" : "clips", "i1", null, "user_id")) with
        { ForeignKeys = [Key] };

        UnindexedForeignKey.Detector.Run(Set((DatabaseCatalogue.Kind, catalogue))).ShouldBeOfType(each ? typeof(Outcome.Clean) : typeof(Outcome.Found));
    }

    [Theory]
    [InlineData("(user_id IS NOT NULL)", true)]
    [InlineData("((user_id IS NOT NULL) AND (clip_id IS NOT NULL))", false)]
    [InlineData("(clip_id IS NOT NULL)", false)]
    [InlineData("(user_id IS NULL)", false)]
    public void An_index_that_leaves_out_nulls_finds_every_row_that_refers(string predicate, bool silent) =>
        UnindexedForeignKey.Detector.Run(Evidence(deleted: 5, indexes: [Index("votes", "i", predicate, "user_id")]))
            .ShouldBeOfType(silent ? typeof(Outcome.Clean) : typeof(Outcome.Found));

    [Theory]
    [InlineData(Delete, true)]
    [InlineData("UPDATE users SET id = $1 WHERE id = $2", true)]
    [InlineData("UPDATE users SET name = $1 WHERE id = $2", false)]
    [InlineData("DELETE FROM clips WHERE id = $1", false)]
    [InlineData("SELECT * FROM users WHERE id = $1", false)]
    public void A_statement_that_deletes_or_changes_keys_exercises_it(string query, bool exercised)
    {
        var finding = One(UnindexedForeignKey.Detector, Evidence(query: query));

        finding.Severity.ShouldBe(exercised ? Severity.High : Severity.Low);
        finding.Remedies[0].Kind.ShouldBe(exercised ? RemedyKind.Index : RemedyKind.Code);
        finding.Subject.Query.ShouldBe(exercised ? query : null);
    }

    [Fact]
    public void Without_a_delete_it_is_low_and_proposes_nothing_to_build()
    {
        var finding = One(UnindexedForeignKey.Detector, Evidence());

        finding.Severity.ShouldBe(Severity.Low);
        finding.Effect.ShouldBeOfType<Effect.Unknown>().Reason.ShouldStartWith("not exercised:");
        finding.Remedies.ShouldHaveSingleItem().Kind.ShouldBe(RemedyKind.Code);
        finding.Remedies[0].Up.ShouldNotContain("CREATE INDEX");
    }

    [Fact]
    public void Without_any_observation_it_is_not_exercised_either() =>
        One(UnindexedForeignKey.Detector, Without(Without(Evidence(), TableActivity.Kind), StatementStatistics.Kind)).Effect.ShouldBeOfType<Effect.Unknown>().Reason
            .ShouldBe("not exercised: what happens to the referred table was not observed");

    [Theory]
    [InlineData(1_000, Severity.Low)]
    [InlineData(1_001, Severity.Medium)]
    [InlineData(10_000, Severity.Medium)]
    [InlineData(10_001, Severity.High)]
    public void The_size_of_the_referring_table_makes_the_severity(long rows, Severity severity) =>
        One(UnindexedForeignKey.Detector, Evidence(deleted: 5, table: Table("votes", rows, "id", "user_id", "clip_id"))).Severity.ShouldBe(severity);

    [Fact]
    public void A_partitioned_table_gets_words_for_a_remedy() =>
        One(UnindexedForeignKey.Detector, Evidence(deleted: 5, table: Table("votes", 90_000, "user_id") with { IsPartitioned = true }))
            .Remedies.ShouldHaveSingleItem().Up.ShouldContain("ON ONLY the partitioned table, CONCURRENTLY on each partition");

    [Fact]
    public void What_the_search_on_a_clone_chose_is_told_once_with_its_statements()
    {
        var finding = One(UnindexedForeignKey.Detector, Searched(Tried(), chosen: true));

        finding.Fingerprint.ShouldBe("unindexed-foreign-key:votes(user_id)");
        finding.Evidence.ShouldContain("evidence/index-search.json#/chosen");
        finding.Remedies[0].Up.ShouldBe("CREATE INDEX CONCURRENTLY votes_user_id_idx ON public.votes (user_id);");
    }

    [Fact]
    public void What_the_search_tried_in_vain_is_low()
    {
        var finding = One(UnindexedForeignKey.Detector, Searched(Tried(), chosen: false));

        finding.Severity.ShouldBe(Severity.Low);
        finding.Effect.ShouldBeOfType<Effect.Unknown>().Reason.ShouldContain("gained nothing");
        finding.Remedies[0].Kind.ShouldBe(RemedyKind.Code);
    }

    [Fact]
    public void A_wider_index_that_the_search_chose_for_others_serves_the_key_too() =>
        Silent(Searched(Tried("user_id", "clip_id"), chosen: true, forForeignKey: false));

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(UnindexedForeignKey.Detector, Evidence()).Fingerprint.ShouldBe(One(UnindexedForeignKey.Detector, Evidence(deleted: 900)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => UnindexedForeignKey.Detector.Run(Without(Evidence(deleted: 5), DatabaseCatalogue.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static ForeignKeyFacts Key => new("public", "votes", "votes_user_id_fkey", ["user_id"], "users", ["id"]);

    private static IndexDefinition Tried(params string[] columns) => new()
    {
        Schema = "public",
        Table = "votes",
        Keys = [.. (columns is [] ? ["user_id"] : columns).Select(column => new IndexKey(column, column, false, false))],
    };

    private static EvidenceSet Searched(IndexDefinition index, bool chosen, bool forForeignKey = true)
    {
        var id = StatementText.IdOf(Delete);
        var work = new StatementWork(id, TimeSpan.FromMilliseconds(9), 900, "Delete");
        var result = new ChosenIndex { Index = index, Name = "votes_user_id_idx", ServesOrder = false, ServesForeignKey = forForeignKey, Statements = [id] };
        return Set(
            (DatabaseCatalogue.Kind, Given.Catalogue([Table("votes", 90_000, "id", "user_id", "clip_id")]) with { ForeignKeys = [Key] }),
            (TableActivity.Kind, Activity(Use("users") with { Deleted = 5 })),
            (StatementStatistics.Kind, Statements((Delete, 50))),
            (IndexSearch.Kind, new IndexSearch
            {
                Window = Throughout,
                Provenance = "test",
                Baseline = [work],
                Trials = [new CandidateTrial { Candidate = new IndexCandidate { Indexes = [index], ServesForeignKey = forForeignKey, Statements = [id] }, Round = 1, With = [work] }],
                Chosen = chosen ? [result] : [],
                Refuted = [],
            }));
    }

    private static void Silent(EvidenceSet evidence) => UnindexedForeignKey.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();

    private static EvidenceSet Evidence(
        long deleted = 0, string query = "SELECT 1", ForeignKeyFacts? key = null, TableFacts? table = null, IReadOnlyList<IndexFacts>? indexes = null) => Set(
        (DatabaseCatalogue.Kind, Given.Catalogue([table ?? Table("votes", 90_000, "id", "user_id", "clip_id")], [.. indexes ?? []]) with { ForeignKeys = [key ?? Key] }),
        (TableActivity.Kind, Activity(Use("users") with { Deleted = deleted })),
        (StatementStatistics.Kind, Statements((query, 50))));
}
