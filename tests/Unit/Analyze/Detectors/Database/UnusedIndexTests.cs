using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class UnusedIndexTests
{
    [Fact]
    public void Finds_an_index_that_nobody_scanned_of_a_table_that_is_used()
    {
        var finding = One(UnusedIndex.Detector, Evidence());

        finding.Fingerprint.ShouldBe("unused-index:votes.votes_value");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Explanation.ShouldContain("Standbys");
        finding.Remedies[0].Up.ShouldBe("DROP INDEX CONCURRENTLY public.votes_value;");
        finding.Remedies[0].Down.ShouldBe("CREATE INDEX CONCURRENTLY votes_value ON public.votes USING btree (value);");
        finding.Evidence.ShouldBe(["evidence/table-activity.json#/indexes/0", "evidence/catalogue.json#/indexes/0"]);
    }

    [Fact]
    public void Vanishes_when_it_is_scanned_in_the_window() => Silent(Evidence(use: Scans("votes", "votes_value", 1, 1)));

    [Fact]
    public void Stays_silent_when_it_was_scanned_before_the_window() => Silent(Evidence(use: Scans("votes", "votes_value", 0, 1)));

    [Fact]
    public void Stays_silent_where_something_stands_on_the_index()
    {
        Silent(Evidence(Value with { Unique = true }));
        Silent(Evidence(Value with { BacksConstraint = true }));
        Silent(Evidence(Value with { IsReplicaIdentity = true }));
        Silent(Evidence(Value with { Valid = false }));
    }

    [Fact]
    public void Stays_silent_when_only_this_index_serves_a_foreign_key()
    {
        var key = new ForeignKeyFacts("public", "votes", "votes_value_fkey", ["value"], "values", ["id"]);
        Silent(Evidence(keys: [key]));
        UnusedIndex.Detector.Run(Evidence(keys: [key], other: Index("votes", "votes_value_user", null, "value", "user_id"))).ShouldBeOfType<Outcome.Found>();
    }

    [Fact]
    public void Stays_silent_on_partitions()
    {
        Silent(Evidence(table: Table("votes", 90_000, "id", "value") with { IsPartition = true }));
        Silent(Evidence(table: Table("votes", 90_000, "id", "value") with { IsPartitioned = true }));
    }

    [Theory]
    [InlineData(1_000_000, false)]
    [InlineData(1_000_001, true)]
    public void Wants_more_than_a_megabyte(long size, bool found) =>
        UnusedIndex.Detector.Run(Evidence(Value with { Size = new Bytes(size) })).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData(7 * 24, true)]
    [InlineData((7 * 24) - 1, false)]
    public void Wants_a_week_of_statistics(int hours, bool found) =>
        UnusedIndex.Detector.Run(Evidence(age: TimeSpan.FromHours(hours))).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.NotRun));

    [Fact]
    public void Statistics_of_unknown_age_prove_nothing() => UnusedIndex.Detector.Run(Evidence(withoutAge: true)).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void A_table_that_was_only_read_makes_it_low() => One(UnusedIndex.Detector, Evidence(work: Use("votes") with { IndexScans = 9 })).Severity.ShouldBe(Severity.Low);

    [Fact]
    public void A_window_without_work_is_not_run() => UnusedIndex.Detector.Run(Evidence(work: Use("votes"))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void Evidence_that_was_left_out_is_not_clean()
    {
        var activity = Activity(Use("votes") with { Inserted = 1 }) with { IndexesLeftOut = 3 };
        UnusedIndex.Detector.Run(Set((TableActivity.Kind, activity), (DatabaseCatalogue.Kind, Given.Catalogue([])))).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("3 indexes");
    }

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(UnusedIndex.Detector, Evidence(Value with { Size = new Bytes(9_000_000) })).Fingerprint.ShouldBe(One(UnusedIndex.Detector, Evidence()).Fingerprint);

    [Theory]
    [InlineData("table-activity")]
    [InlineData("catalogue")]
    public void Missing_evidence_is_not_run(string kind) => UnusedIndex.Detector.Run(Without(Evidence(), kind)).ShouldBeOfType<Outcome.NotRun>();

    private static IndexFacts Value => Index("votes", "votes_value", null, "value") with
    {
        Size = new Bytes(2_000_000),
        Definition = "CREATE INDEX votes_value ON public.votes USING btree (value)",
    };

    private static void Silent(EvidenceSet evidence) => UnusedIndex.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();

    private static EvidenceSet Evidence(
        IndexFacts? index = null, IndexUse? use = null, TableUse? work = null, TableFacts? table = null, TimeSpan? age = null, bool withoutAge = false,
        IReadOnlyList<ForeignKeyFacts>? keys = null, IndexFacts? other = null) => Set(
        (TableActivity.Kind, Activity(work ?? (Use("votes") with { IndexScans = 9, Inserted = 100 })) with
        {
            Indexes = [use ?? Scans("votes", "votes_value")],
            StatisticsAge = withoutAge ? null : age ?? TimeSpan.FromDays(30),
        }),
        (DatabaseCatalogue.Kind, Given.Catalogue([table ?? Table("votes", 90_000, "id", "value")], [index ?? Value, .. other is null ? [] : (IndexFacts[])[other]]) with { ForeignKeys = keys ?? [] }));
}
